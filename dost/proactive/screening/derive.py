"""The one function from a family to the facts that rules ask about: each row of a basis it could have a right from.

Pure and quick: no database, no clock. It mirrors how `registries/facts/` reads each fact, which a property test holds
equal for families written into the registries. What nobody knows comes out as not known, never as no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from registries.facts.catalogue import RECORD
from registries.facts.model import ANSWER, BoundFact, FactValue

from . import facts_of_awards, facts_of_family, facts_of_people, facts_of_work
from .candidate import Candidate, Wanted
from .facts_of_people import FactFunction
from .family import ASKER, Family, Member
from .gates import declined, resolved
from .records import PEOPLE, RecordRow, Source
from .records_of_care import CARE
from .records_of_work import WORK
from .values import Untold, Value
from .view import View

FACTS: Final[dict[str, FactFunction]] = {
    **facts_of_people.FACTS,
    **facts_of_work.FACTS,
    **facts_of_awards.FACTS,
    **facts_of_family.FACTS,
}
"""How each fact about a person is derived, by the name the fact catalogue gives it."""
SOURCES: Final[dict[str, Source]] = {**PEOPLE, **CARE, **WORK}
"""How the rows of each basis are found."""


def derive(family: Family, wanted: Wanted, *, on: date) -> tuple[Candidate, ...]:
    """Return every row that the family has or may have, of each basis in `wanted`, with the facts asked for.

    `family` is as it was told; the gates are resolved here. Rows come in the order of `wanted`, then of the members.
    Raises KeyError for a basis that does not exist.
    """
    return derive_resolved(resolved(family, on=on), wanted, on=on)


def derive_resolved(family: Family, wanted: Wanted, *, on: date) -> tuple[Candidate, ...]:
    """Return what `derive` does, of a family whose gates are resolved already."""
    view = View(family, on=on)
    refused = frozenset(f"{ANSWER}.{id_}" for id_ in declined(family.wishes))
    reader = _Reader(view)
    return tuple(
        reader.candidate(row, _plan_of(facts), refused)
        for basis, facts in wanted.items()
        for row in SOURCES[basis](view)
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The facts asked for of one basis, by where they are read: made once for each tuple of facts."""

    facts: tuple[BoundFact, ...]
    nothing: dict[str, FactValue]
    fields: tuple[tuple[str, str], ...]
    answers: frozenset[str]
    by_role: tuple[tuple[str, tuple[tuple[str, FactFunction, FactValue], ...]], ...]

    @classmethod
    def of(cls, facts: tuple[BoundFact, ...]) -> _Plan:
        """Sort the facts by role; one that no function answers is not known of anybody."""
        by_role: dict[str, list[tuple[str, FactFunction, FactValue]]] = {}
        for bound in facts:
            if bound.role not in (RECORD, ANSWER):
                function = FACTS.get(bound.fact.name, _unknown)
                by_role.setdefault(bound.role, []).append((bound.name, function, bound.fact.absent))
        return cls(
            facts=facts,
            nothing=dict.fromkeys((bound.name for bound in facts), None),
            fields=tuple((one.name, one.fact.name.partition(".")[2]) for one in facts if one.role == RECORD),
            answers=frozenset(one.name for one in facts if one.role == ANSWER),
            by_role=tuple((role, tuple(entries)) for role, entries in by_role.items()),
        )


def _unknown(_view: View, _member: Member, _on: date) -> Value:
    return Untold.UNKNOWN


# By the identity of the tuple, which the plan keeps alive; replaced as a whole when it grows too large.
_plans: dict[int, _Plan] = {}
_MOST_PLANS: Final = 500


def _plan_of(facts: tuple[BoundFact, ...]) -> _Plan:
    global _plans
    plan = _plans.get(id(facts))
    if plan is None:
        plan = _Plan.of(facts)
        _plans = {**(_plans if len(_plans) < _MOST_PLANS else {}), id(facts): plan}
    return plan


class _Reader:
    """Reads facts for the rows of one family."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.answers: dict[int, dict[str, Value]] = {}
        for one in view.family.answers:
            self.answers.setdefault(one.member, {})[f"{ANSWER}.{one.id}"] = one.value

    def candidate(self, row: RecordRow, plan: _Plan, refused: frozenset[str]) -> Candidate:
        values = dict(plan.nothing)
        unknown: list[str] = []
        for name, field in plan.fields:
            value = row.fields.get(field, Untold.UNKNOWN)
            if isinstance(value, Untold):
                unknown.append(name)
            else:
                values[name] = value
        for role, entries in plan.by_role:
            member = row.roles.get(role)
            if isinstance(member, Member):
                for name, function, _absent in entries:
                    value = function(self.view, member, row.on)
                    if isinstance(value, Untold):
                        unknown.append(name)
                    else:
                        values[name] = value
            elif member is None:
                values.update((name, absent) for name, _function, absent in entries)
            else:
                unknown.extend(name for name, _function, _absent in entries)
        told = self._answers(row, plan.answers)
        values.update(told)
        unknown.extend(plan.answers - told.keys())
        subject = row.subject
        return Candidate(
            basis=row.basis,
            key=row.key,
            about=row.about,
            subject=subject.key if isinstance(subject, Member) else None,
            on=row.on,
            certain=row.certain,
            facts=values,
            unknown=frozenset(unknown),
            declined=plan.answers & refused,
        )

    def _answers(self, row: RecordRow, asked: frozenset[str]) -> dict[str, FactValue]:
        """What was answered about whom the row is about or who receives, else by the asker where the asker is meant."""
        if not asked or not self.answers:
            return {}
        subject = row.subject
        keys = [row.about, subject.key if isinstance(subject, Member) else None]
        if row.basis != "person" or row.about == ASKER:
            keys.append(ASKER)
        told: dict[str, FactValue] = {}
        for key in reversed(keys):
            if key is not None:
                told.update(
                    (name, value)
                    for name, value in self.answers.get(key, {}).items()
                    if name in asked and not isinstance(value, Untold)
                )
        return told


__all__ = ["FACTS", "SOURCES", "derive", "derive_resolved"]
