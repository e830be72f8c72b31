"""How it stands with each service today: awarded elsewhere, not claimed, depends on an answer, not known, no right.

One right is told once. Where the person has or can have a right, what excludes it is told beside it (`instead_of`),
and so are its alternatives, which nobody can have together with it: two yeses for one loss of work would promise twice
what is given once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q

from dost.cases.awards import MODELS
from dost.cases.exclusions import every_clash
from dost.cases.models import Case
from dost.cases.prior_awards import NOTHING, prior_awards_of
from dost.proactive.models import OutlookLine
from registries.models import AssistanceCase
from registries.models.awards import Award
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.finding.one_question import alternatives_on
from services_catalog.rules import Verdict

from .asking import Asking, Law, Right, Said
from .frozen import FrozenAnswer, depends_on_answers, frozen, no_record

Standing = OutlookLine.Standing
HERE: Final = "DOST-"
"""What the awards that cases here have written are called by: those are told of by the case."""
OPEN: Final = (Standing.UNCLAIMED, Standing.ANSWERS)
_ORDER: Final = (Standing.RECEIVED, *OPEN, Standing.NOT_KNOWN, Standing.NO_RIGHT)


@dataclass(frozen=True, slots=True)
class Stands:
    """How it stands with one service, and for a right with one matter of it."""

    right: Right
    standing: Standing
    rule: CompiledVersion
    answer: FrozenAnswer
    first_day: date | None = None
    last_day: date | None = None
    amount: Decimal | None = None
    instead_of: str = ""
    key: str = ""


def standings(asking: Asking, law: Law, *, on: date) -> list[Stands]:
    """Return how it stands with every service in force, each right once, by the codes of the services."""
    awards = awards_elsewhere(asking.person_id, on=on)
    said = asking.on(on)
    found = [*_received(awards, law, said, on=on), *_open(asking, law, said, on=on)]
    told = {one.right.code for one in found}
    rest = [*_not_open(said, without=told), *_without_record(law, {right.code for right in said} | told, on=on)]
    one_for_each = {one.right.code: one for one in sorted(rest, key=_nearest, reverse=True)}
    return _with_alternatives([*found, *one_for_each.values()], on=on)


def _nearest(one: Stands) -> tuple[int, int, str]:
    """What is nearest to a right first."""
    without_record = not one.answer.criteria
    return _ORDER.index(one.standing), len(one.answer.unmet) + 100 * without_record, one.right.matter


# -- awarded elsewhere -------------------------------------------------------------------------------------------


def awards_elsewhere(person_id: int, *, on: date) -> list[Award]:
    """The person's awards that other systems have written and that run on a day or begin later; not what was once."""
    running = Q(valid_until=None) | Q(valid_until__gte=on)
    found: list[Award] = []
    for model in MODELS.values():
        rows = model._default_manager.filter(running, person=person_id, superseded_at=None, one_off=False)
        found += rows.exclude(reference__startswith=HERE)
    return [award for award in found if _granted(award)]


def _granted(award: Award) -> bool:
    return not isinstance(award, AssistanceCase) or award.decision == AssistanceCase.Decision.GRANTED


def _received(awards: Iterable[Award], law: Law, said: Mapping[Right, Said], *, on: date) -> list[Stands]:
    in_force = _in_force(law, on)
    found = []
    for award in sorted(awards, key=lambda award: (award.service_code, award.valid_from, award.pk)):
        rule = in_force.get(award.service_code)
        if rule is None:
            continue  # nobody publishes the service any more: it is shown among the registry's own records
        best = next((one for right, one in sorted(said.items()) if right.code == rule.code and one.entitled), None)
        found.append(
            Stands(
                right=Right(rule.code, best_matter(said, rule.code) or f"award {award.pk}"),
                standing=Standing.RECEIVED,
                rule=rule,
                answer=frozen(best.explained()) if best else no_record(on),
                first_day=award.valid_from,
                last_day=award.valid_until,
                amount=award.amount,
            )
        )
    return list({one.right: one for one in found}.values())


def best_matter(said: Mapping[Right, Said], code: str) -> str:
    """The matter of the right of a service to which the rule says yes; empty when there is none, or several."""
    found = [right.matter for right, one in said.items() if right.code == code and one.entitled]
    return found[0] if len(found) == 1 else ""


def _in_force(law: Law, on: date) -> dict[str, CompiledVersion]:
    return {rule.code: rule for rule in law.rules if rule.rules_on(on)}


# -- what could be claimed ---------------------------------------------------------------------------------------


def _open(asking: Asking, law: Law, said: Mapping[Right, Said], *, on: date) -> list[Stands]:
    """The rights that the rules give, or would on an answer, and that nobody has been given."""
    wanted = []
    for right, one in sorted(said.items()):
        if one.entitled or (one.verdict is Verdict.UNKNOWN and depends_on_answers(one.explained())):
            wanted.append((right, one))
    if not wanted:
        return []
    cases = [imagined(number, asking.person_id, one, law) for number, (_right, one) in enumerate(wanted, start=1)]
    held = prior_awards_of(cases)
    clashing: dict[int, str] = {}
    for clash in sorted(every_clash(cases), key=lambda clash: (not clash.granted, clash.service)):
        clashing.setdefault(clash.case_id, clash.service)
    found = [
        _claimable(right, one, instead_of=clashing.get(case.pk, ""))
        for case, (right, one) in zip(cases, wanted, strict=True)
        if not held.get(case.pk, NOTHING).held
    ]
    return _one_of_each_choice(found)


def imagined(number: int, person_id: int, said: Said, law: Law) -> Case:
    """The case that would be opened for a right: what is held already, and what excludes it, is asked of cases."""
    return Case(
        pk=-number,
        service_id=said.rule.code,
        version=law.versions[said.rule.version_id],
        person_id=person_id,
        about_id=said.row["about_id"],
        basis=said.rule.basis,
        basis_key=said.row["key"],
        record_id=said.row["record_id"],
        on=said.row["on"],
    )


def _claimable(right: Right, said: Said, *, instead_of: str) -> Stands:
    explained = said.explained()
    return Stands(
        right=right,
        standing=Standing.UNCLAIMED if said.entitled else Standing.ANSWERS,
        rule=said.rule,
        answer=frozen(explained),
        first_day=explained.starts,
        last_day=explained.until,
        amount=explained.amount,
        instead_of=instead_of,
        key=said.row["key"],
    )


def _one_of_each_choice(found: Sequence[Stands]) -> list[Stands]:
    """Of rights that exclude each other and that nobody has yet, what pays most leads; others are told beside it."""
    ranked = sorted(found, key=lambda one: (-(one.amount or Decimal(0)), one.right))
    told: list[Stands] = []
    for one in ranked:
        leading = (other for other in told if not other.instead_of)
        first = next((each for each in leading if never_together(one.rule, one.right, each.rule, each.right)), None)
        beside = one.instead_of or (first.right.code if first else "")
        told.append(_beside(one, beside))
    return sorted(told, key=lambda one: one.right)


def never_together(rule: CompiledVersion, right: Right, other_rule: CompiledVersion, other: Right) -> bool:
    """Whether nobody holds both: declared by both, and for the same record, or both paid by the month."""
    declared = other.code in rule.definition.excludes or right.code in other_rule.definition.excludes
    monthly = rule.period == other_rule.period == Period.MONTHLY
    return declared and (monthly or right.matter == other.matter)


def _beside(one: Stands, code: str) -> Stands:
    if code == one.instead_of:
        return one
    return replace(one, instead_of=code)


# -- what is not theirs ------------------------------------------------------------------------------------------


def _not_open(said: Mapping[Right, Said], *, without: set[str]) -> list[Stands]:
    found = []
    for right, one in said.items():
        if right.code in without or one.entitled:
            continue
        answer = frozen(one.explained())
        standing = Standing.NO_RIGHT if answer.verdict is Verdict.NOT_ENTITLED else Standing.NOT_KNOWN
        found.append(Stands(Right(right.code, ""), standing, one.rule, answer))
    return found


def _without_record(law: Law, known: set[str], *, on: date) -> list[Stands]:
    """The services whose rights arise from a record that the person does not have."""
    return [
        Stands(Right(code, ""), Standing.NO_RIGHT, rule, no_record(on))
        for code, rule in _in_force(law, on).items()
        if code not in known
    ]


def _with_alternatives(found: list[Stands], *, on: date) -> list[Stands]:
    """Tell of alternatives once: beside the one that the person has or can have, else beside the nearest."""
    by_code: dict[str, Stands] = {}
    for one in sorted(found, key=_nearest):
        by_code.setdefault(one.right.code, one)
    leads: dict[str, str] = {}
    for group in alternatives_on(on):
        there = sorted((by_code[name] for name in group.names if name in by_code), key=_nearest)
        leads |= {one.right.code: there[0].right.code for one in there[1:]}
    told = [
        _beside(one, leads[one.right.code])
        if one.right.code in leads and not one.instead_of and one.standing not in (Standing.RECEIVED, *OPEN)
        else one
        for one in found
    ]
    return sorted(told, key=lambda one: (one.right.code, one.right.matter))
