"""The people who prove a rule, as the page shows them: what is known of each, what was expected, what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from dost.studio.wording import rule_words
from dost.studio.wording.languages import reader_language
from registries.facts.model import BoundFact, UnknownFact, Vocabulary
from services_catalog.changes.checking import DraftCheck
from services_catalog.models import DraftService
from services_catalog.models.catalogue import in_language
from services_catalog.queries import compile_version
from services_catalog.rules import (
    CompiledRule,
    Explanation,
    FactValue,
    RuleError,
    ValueType,
    read_fact,
    read_value,
    what_if,
)

from .rule import named_items


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact of somebody: `value` None is not known; `kind` and `unit` say how to write it."""

    name: str
    label: str
    value: Any
    kind: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """One criterion for one person: met, not met, or (None) not known, and then for want of what."""

    text: str
    met: bool | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule says about a person; `problem` says why it could not be asked."""

    verdict: str = ""
    word: str = ""
    colour: str = "grey"
    amount: Decimal | None = None
    starts: date | None = None
    until: date | None = None
    criteria: tuple[CriterionShown, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example: what was expected, what the draft says, and what the version in force says."""

    name: str
    number: int
    on: Any
    facts: tuple[FactShown, ...]
    expected: RuleResult
    answer: RuleResult
    off: tuple[str, ...]
    right: bool
    in_force: RuleResult | None

    @property
    def key(self) -> str:
        """The element of the page it stands in."""
        return f"example-{self.number}"

    @property
    def differs(self) -> bool:
        """Whether the draft changes what this person gets."""
        now = self.in_force
        return now is not None and (now.verdict, now.amount) != (self.answer.verdict, self.answer.amount)


@dataclass(slots=True)
class Examples:
    """All of them; `lacking` are the answers that no example shows yet."""

    rows: list[ExampleRow] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many come out as expected."""
        return sum(row.right for row in self.rows)


def examples(
    draft: DraftService, content: Mapping[str, Any], check: DraftCheck, vocabulary: Vocabulary | None
) -> Examples:
    """Return the examples of a draft."""
    in_force = compile_version(draft.base) if draft.base is not None else None
    results = {result.path: result for result in check.examples}
    found = Examples()
    for number, (name, item) in enumerate(named_items(content, "examples")):
        result = results.get(f"examples[{number}]")
        expect, facts = item.get("expect"), item.get("facts")
        given = facts if isinstance(facts, Mapping) else {}
        on = day(item.get("on"))
        found.rows.append(
            ExampleRow(
                name=name,
                number=number + 1,
                on=on,
                facts=tuple(shown_facts(given, vocabulary)),
                expected=expected(expect if isinstance(expect, Mapping) else {}),
                answer=result_of(result.explanation) if result is not None and result.explanation else _silent(check),
                off=tuple(message for _key, message in result.off) if result is not None else (),
                right=result is not None and result.right,
                in_force=asked(in_force, given, on) if in_force is not None and on is not None else None,
            )
        )
    shown = {row.expected.verdict for row in found.rows}
    found.lacking = [str(word) for verdict, word in rule_words.VERDICT.items() if verdict not in shown]
    return found


def _silent(check: DraftCheck) -> RuleResult:
    """The answer of a rule that cannot be asked."""
    return RuleResult(
        problem=_("The rule cannot be asked yet.") if check.rule is None else _("This example cannot be asked.")
    )


def day(text: Any) -> date | None:
    """Return a day as it is written; None for anything else."""
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        return None


def shown_facts(given: Mapping[str, Any], vocabulary: Vocabulary | None) -> Iterable[FactShown]:
    """Yield what is different from somebody about whom nothing is held."""
    for name, raw in given.items():
        bound = resolved(vocabulary, str(name))
        if bound is None:
            yield FactShown(str(name), str(name), str(raw), "text")
            continue
        value = typed(bound, raw)
        if value is not None and value == bound.fact.absent and isinstance(value, type(bound.fact.absent)):
            continue
        yield shown_fact(bound, value)


def shown_fact(bound: BoundFact, value: Any) -> FactShown:
    """Return a value of a fact as pages write it; codes in words."""
    shown = (
        in_language(dict(bound.fact.codes[value])) if isinstance(value, str) and value in bound.fact.codes else value
    )
    return FactShown(
        bound.name, read_fact(bound, reader_language()), shown, bound.fact.type.value, rule_words.unit(bound.fact.unit)
    )


def typed(bound: BoundFact, raw: Any) -> Any:
    """Return a value as its fact has it; what is not right stays as it is written."""
    try:
        return read_value(raw, ValueType(bound.fact.type.value), where="")
    except RuleError:
        return str(raw)


def resolved(vocabulary: Vocabulary | None, name: str) -> BoundFact | None:
    """Return the fact a name means, or None."""
    if vocabulary is None:
        return None
    try:
        return vocabulary.resolve(name)
    except UnknownFact:
        return None


_COLOURS: Mapping[str, str] = {"entitled": "green", "not_entitled": "red", "unknown": "yellow"}


def expected(expect: Mapping[str, Any]) -> RuleResult:
    """Return what an example expects."""
    verdict = str(expect.get("verdict") or "")
    return RuleResult(
        verdict=verdict,
        word=str(rule_words.VERDICT.get(verdict, verdict)),
        colour=_COLOURS.get(verdict, "grey"),
        amount=_money(expect.get("amount")),
        starts=day(expect.get("starts")),
        until=day(expect.get("until")),
    )


def _money(raw: Any) -> Decimal | None:
    try:
        value = read_value(raw, ValueType.MONEY, where="")
    except RuleError:
        return None
    return value if isinstance(value, Decimal) else None


def result_of(explanation: Explanation) -> RuleResult:
    """Return what a rule has said."""
    verdict = explanation.verdict.value
    return RuleResult(
        verdict=verdict,
        word=str(rule_words.VERDICT[verdict]),
        colour=_COLOURS[verdict],
        amount=explanation.amount,
        starts=explanation.starts,
        until=explanation.until,
        criteria=tuple(
            CriterionShown(
                in_language(dict(criterion.text)) or criterion.id,
                criterion.met,
                tuple(_fact_name(fact) for fact in criterion.missing),
            )
            for criterion in explanation.criteria
        ),
    )


def _fact_name(fact: FactValue) -> str:
    about = in_language(dict(fact.about)) if fact.about else ""
    label = in_language(dict(fact.label))
    return f"{label} ({about})" if about else label


def asked(rule: CompiledRule, facts: Mapping[str, Any], on: date) -> RuleResult:
    """Ask a rule about somebody made up; facts that it does not know are left out."""
    known = {name: value for name, value in facts.items() if resolved(rule.vocabulary, str(name)) is not None}
    try:
        with connection.cursor() as cursor:
            return result_of(what_if(rule, facts=known, on=on, cursor=cursor, typed=True))
    except RuleError as why:
        return RuleResult(problem=" ".join(part for part in (why.message, why.hint) if part))


def facts_of(check: DraftCheck) -> Sequence[BoundFact]:
    """Return the facts that the rule asks about, of the criteria that can be read while it cannot be compiled."""
    if check.rule is not None:
        return check.rule.facts
    found: dict[str, BoundFact] = {}
    for result in check.expressions.values():
        if result.expression is not None:
            found.update((bound.name, bound) for bound in result.expression.facts)
    return list(found.values())
