"""A decision as its page shows it: criteria, the facts they stand on and where each came from, the arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from dost.cases.codes import Proven
from dost.cases.models import Case, Decision
from dost.cases.queries import version_name
from dost.cases.rules import frozen_facts
from dost.cases.stages import Outcome
from dost.cases.text.contexts import AmountView, CriterionView, DecisionView, FactView
from dost.ui.contexts import Text
from registries.facts.model import ANSWER, UnknownFact
from services_catalog.compiled import CompiledVersion
from services_catalog.laws import law_as_read
from services_catalog.models import in_language
from services_catalog.rules import Explanation, Verdict

from .arithmetic import Known, amount_view
from .names import UNITS, fact_label, fact_value, registry_name
from .words import tag

Names = Mapping[str, str]


@dataclass(frozen=True)
class Frozen:
    """What a rule saw and said of one case: kept in a decision, or seen just now.

    `criteria` are (id, met, names of the facts); `facts` by name: value, registry, institution, source, recorded_on.
    """

    on: date
    criteria: tuple[tuple[str, bool | None, tuple[str, ...]], ...]
    facts: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Decimal | int | None]
    amount: Decimal | None


def decided(
    decision: Decision,
    rule: CompiledVersion,
    *,
    names: Names,
    by: Text,
    worked_out: dict[tuple[int, int], Any] | None = None,
) -> DecisionView:
    """What was decided. `worked_out` is for whoever tells it in several languages (`arithmetic.Known`)."""
    frozen = Frozen(
        on=decision.on,
        criteria=tuple((row["id"], row["met"], tuple(row["facts"])) for row in decision.explanation),
        facts=decision.facts,
        parameters=numbers_of(decision.parameters),
        amount=decision.amount,
    )
    return DecisionView(
        outcome=tag(Outcome(decision.outcome)),
        criteria=_criteria(frozen, rule, names),
        on=decision.on,
        decided_at=decision.decided_at,
        decided_by=by,
        version=version_name(decision.version),
        content_hash=decision.content_hash,
        law=tuple(map(law_as_read, decision.version.service.law)),
        amount=_amount(frozen, rule, worked_out) if decision.outcome == Outcome.GRANTED else None,
        reason=decision.note,
    )


def standing(case: Case, found: Explanation, rule: CompiledVersion, *, names: Names) -> DecisionView:
    """What the rule says now of a case that is not decided."""
    frozen = seen_now(found)
    return DecisionView(
        outcome=tag(Outcome.NONE),
        criteria=_criteria(frozen, rule, names),
        on=found.on,
        version=version_name(case.version),
        content_hash=case.version.content_hash,
        law=tuple(map(law_as_read, case.service.law)),
        amount=_amount(frozen, rule),
        reason=_SAYS[found.verdict](),
    )


def numbers_of(parameters: Mapping[str, str | None]) -> dict[str, Decimal | int | None]:
    """What parameters were worth that are kept as texts; a scale is not one number, and is None."""
    return {name: _number_of(value) for name, value in parameters.items()}


def _number_of(value: str | None) -> Decimal | None:
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation:
        return None


def seen_now(found: Explanation) -> Frozen:
    """What a rule has just said, with what it saw."""
    return Frozen(
        on=found.on,
        criteria=tuple((row.id, row.met, tuple(fact.name for fact in row.facts)) for row in found.criteria),
        facts=frozen_facts(found),
        parameters={
            name: value if isinstance(value, int | Decimal) else None for name, value in found.parameters.items()
        },
        amount=found.amount,
    )


def answered(
    frozen: Frozen, verdict: Verdict, rule: CompiledVersion, *, law: Iterable[str], names: Names
) -> DecisionView:
    """What a rule said of a record that no case has arisen from."""
    return DecisionView(
        outcome=tag(Outcome.NONE),
        criteria=_criteria(frozen, rule, names),
        on=frozen.on,
        law=tuple(map(law_as_read, law)),
        amount=_amount(frozen, rule),
        reason=_SAYS[verdict](),
    )


_SAYS: Mapping[Verdict, Callable[[], str]] = {
    Verdict.ENTITLED: lambda: _("On the data of the registries the right is there."),
    Verdict.NOT_ENTITLED: lambda: _("On the data of the registries the right is not there."),
    Verdict.UNKNOWN: lambda: _("The data of the registries are not enough to tell."),
}


def _amount(
    frozen: Frozen, rule: CompiledVersion, worked_out: dict[tuple[int, int], Any] | None = None
) -> AmountView | None:
    if frozen.amount is None or rule.rule.amount is None:
        return None
    known = Known(
        facts={name: fact["value"] for name, fact in frozen.facts.items()},
        parameters=frozen.parameters,
        on=frozen.on,
        worked_out={} if worked_out is None else worked_out,
    )
    return amount_view(rule.rule, known=known, total=frozen.amount, period=rule.period)


def _criteria(frozen: Frozen, rule: CompiledVersion, names: Names) -> tuple[CriterionView, ...]:
    written = {row.id: row for row in rule.definition.criteria}
    return tuple(
        CriterionView(
            id=id_,
            text=in_language(written[id_].text),
            result=met,
            law=law_as_read(written[id_].law),
            expression=written[id_].as_typed,
            facts=tuple(fact_view(name, frozen.facts[name], rule, names) for name in facts),
        )
        for id_, met, facts in frozen.criteria
    )


def fact_view(name: str, frozen: Mapping[str, Any], rule: CompiledVersion, names: Names) -> FactView:
    """A fact as a decision keeps it: its value in words, and where it came from."""
    recorded = frozen.get("recorded_on")
    origin: dict[str, Any] = {
        **_supplier(frozen, names),
        "recorded_on": date.fromisoformat(recorded) if recorded else None,
    }
    try:
        bound = rule.rule.vocabulary.resolve(name)
    except UnknownFact:  # a fact of old decisions that the catalogue no longer has
        return FactView(name=name, label=name, kind="code", value=_plain(frozen["value"]), **origin)
    fact = bound.fact
    return FactView(
        name=name,
        label=fact_label(bound),
        kind=fact.type.value,
        value=fact_value(fact, frozen["value"]),
        unit=UNITS.get(fact.unit, ""),
        **origin,
    )


def _supplier(frozen: Mapping[str, Any], names: Names) -> dict[str, Text]:
    """Who a fact comes from: an institution's registry; the person, who told it on the day it was recorded; or whoever
    took it for proven, of an appeal.
    """
    if frozen.get("registry") == ANSWER.upper():
        return {"institution": _("told by the person") if frozen.get("source") else "", "registry": ""}
    if frozen.get("source") in Proven.values:
        return {"institution": Proven(frozen["source"]).label, "registry": ""}
    supplier = frozen.get("source") or frozen.get("institution") or ""
    return {"institution": names.get(supplier, supplier), "registry": registry_name(frozen.get("registry", ""))}


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
