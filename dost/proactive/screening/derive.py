"""The one function from a family to the facts that rules ask about: every row of every basis it could have a right from.

Pure and quick: no database, no clock. It mirrors how `registries/facts/` reads each fact, which a property test holds
equal for families written into the registries. What nobody knows comes out as not known, never as no.
"""

from __future__ import annotations

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
SOURCES: Final[dict[str, Source]] = {**PEOPLE, **WORK}
"""How the rows of each basis are found."""


def derive(family: Family, wanted: Wanted, *, on: date) -> tuple[Candidate, ...]:
    """Return every row that the family has or may have, of each basis in `wanted`, with the facts asked for.

    `family` is as it was told; the gates are resolved here. Rows come in the order of `wanted`, then of the members.
    Raises KeyError for a basis that does not exist.
    """
    whole = resolved(family, on=on)
    view = View(whole, on=on)
    refused = frozenset(f"{ANSWER}.{id_}" for id_ in declined(family.wishes))
    reader = _Reader(view)
    return tuple(
        reader.candidate(row, facts, refused) for basis, facts in wanted.items() for row in SOURCES[basis](view)
    )


class _Reader:
    """Reads facts for rows, each fact of a member and day once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.answers = {(one.member, f"{ANSWER}.{one.id}"): one.value for one in view.family.answers}
        self.known: dict[tuple[str, int, date], Value] = {}

    def candidate(self, row: RecordRow, facts: tuple[BoundFact, ...], refused: frozenset[str]) -> Candidate:
        values: dict[str, FactValue] = {}
        unknown: list[str] = []
        asked: set[str] = set()
        for bound in facts:
            value = self._value(row, bound)
            if isinstance(value, Untold):
                unknown.append(bound.name)
                values[bound.name] = None
            else:
                values[bound.name] = value
            if bound.name in refused:
                asked.add(bound.name)
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
            declined=frozenset(asked),
        )

    def _value(self, row: RecordRow, bound: BoundFact) -> Value:
        if bound.role == RECORD:
            return row.fields.get(bound.fact.name.partition(".")[2], Untold.UNKNOWN)
        if bound.role == ANSWER:
            return self._answer(row, bound.name)
        member = row.roles.get(bound.role)
        if member is None:
            return bound.fact.absent
        if isinstance(member, Untold):
            return member
        place = (bound.fact.name, member.key, row.on)
        if place not in self.known:
            function = FACTS.get(bound.fact.name)
            self.known[place] = function(self.view, member, row.on) if function else Untold.UNKNOWN
        return self.known[place]

    def _answer(self, row: RecordRow, name: str) -> Value:
        """An answer about whom the row is about or who receives, else the asker's where the asker is meant."""
        subject = row.subject
        for key in (row.about, subject.key if isinstance(subject, Member) else None):
            if key is not None and (key, name) in self.answers:
                return self.answers[key, name]
        if row.basis == "person" and row.about != ASKER:
            return Untold.UNKNOWN
        return self.answers.get((ASKER, name), Untold.NOT_ASKED)


__all__ = ["FACTS", "SOURCES", "derive"]
