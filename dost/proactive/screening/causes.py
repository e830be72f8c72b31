"""Which questions would tell a fact that is not known: seen by watching what is read of a family to derive it.

Nothing has to be written down twice: whatever attribute a fact was looked for in, and was not told, is what is missing.
The questions that fill that attribute, or the "no, with nobody" that would answer it, are what the fact waits for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any, Final, cast

from registries.facts.catalogue import RECORD
from registries.facts.model import ANSWER, BoundFact

from .candidate import Candidate
from .derive import FACTS, SOURCES
from .family import ASKER, ATTRIBUTES, Family, Member
from .gates import EMPLOYER_ANSWERS, GATES, WISHES
from .questions import Ask, Form, can_be_named
from .records import RecordRow
from .values import NOT_ASKED, UNKNOWN, Untold
from .view import View

Read = tuple[int, str]
Reads = dict[Read, Untold]
Told = tuple[frozenset[str], frozenset[str]]
"""The key of a member (the asker, for what is told of the family) and the path of an attribute."""

_GATES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    path: tuple(f"gates.{gate}" for gate, implied in GATES.items() if path in {one for one, _value in implied})
    for implied in GATES.values()
    for path, _value in implied
}
"""The gates at which a no would tell an attribute."""
_WISHES_OF: Final[Mapping[str, str]] = {
    **{f"{ANSWER}.{id_}": f"wishes.{wish}" for wish, ids in WISHES.items() for id_ in ids},
    **{f"{ANSWER}.{id_}": "wishes.employer" for id_ in EMPLOYER_ANSWERS},
}
"""The wish without which a question of a service does not arise."""
_FAMILY_PARTS: Final = ("household", "gates", "wishes")
_PEOPLE: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("household.complete", "household.representative", "birth_date", "sex", "spouse", "at_home"),
    "deceased": ("gates.death", "died_on"),
}
"""What questions after people tell: they fill no single attribute."""


class _Watched:
    """Something of a family that notes which of its attributes were looked at and had not been told.

    It passes for what it stands for (`isinstance`), for the derivation asks whether there is somebody at all.
    """

    def __init__(self, of: Any, key: int, prefix: str, reads: Reads) -> None:
        self._of, self._key, self._prefix, self._reads = of, key, prefix, reads

    @property  # type: ignore[misc]  # as a proxy does
    def __class__(self) -> type:
        return type(self._of)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        if isinstance(value, Untold):
            self._reads[self._key, f"{self._prefix}{name}"] = value
            return value
        if is_dataclass(value) and not isinstance(value, type):
            return _Watched(value, self._key, f"{self._prefix}{name}.", self._reads)
        return value


class _WatchedFamily(_Watched):
    """A family that notes what was looked at in it."""

    def __init__(self, family: Family, reads: Reads) -> None:
        super().__init__(family, ASKER, "", reads)
        self._family = family
        self.members = tuple(_Watched(one, one.key, "", reads) for one in family.members)

    @property
    def asker(self) -> _Watched:
        return self.members[0]


class _Tracer:
    """The rows of a basis and the facts of a row, each with what was looked at for it and had not been told."""

    def __init__(self, family: Family, on: date) -> None:
        self._now: Reads = {}
        self._answers, self._on = family, on
        self._watched = cast(Family, _WatchedFamily(family, self._now))
        self._rows: dict[str, dict[str, tuple[RecordRow, Reads]]] = {}
        self._read: dict[tuple[str, int, date], Reads] = {}

    def _fresh(self) -> View:
        """The family as nobody has looked at it yet: a view keeps what it has found, and would look only once."""
        self._now.clear()
        return View(self._watched, on=self._on)

    def rows(self, basis: str) -> Mapping[str, tuple[RecordRow, Reads]]:
        """The rows of a basis by their keys, each with what was looked at to make it."""
        found = self._rows.get(basis)
        if found is None:
            found = self._rows[basis] = {}
            for row in SOURCES[basis](self._fresh()):
                found[row.key] = (row, dict(self._now))
                self._now.clear()
        return found

    def reads(self, basis: str, key: str, bound: BoundFact) -> Reads:
        """What was looked at for a fact of a row."""
        row, made = self.rows(basis)[key]
        if bound.role == RECORD:
            name = bound.fact.name.partition(".")[2]
            return {read: why for read, why in made.items() if read[1].rpartition(".")[2] == name} or made
        if bound.role == ANSWER:
            return self._of_answer(row, bound.name)
        member = row.roles.get(bound.role)
        if not isinstance(member, Member):
            return made
        return self._of_member(bound.fact.name, member, row.on)

    def _of_member(self, fact: str, member: Member, on: date) -> Reads:
        """What is looked at for a fact of somebody on a day, whatever record it is asked for."""
        place = (fact, member.key, on)
        found = self._read.get(place)
        if found is None:
            view = self._fresh()
            function = FACTS.get(fact)
            if function is not None:
                function(view, member, on)
            found = self._read[place] = dict(self._now)
        return found

    def _of_answer(self, row: RecordRow, name: str) -> Reads:
        subject = row.subject
        keys = [row.about, subject.key if isinstance(subject, Member) else None, ASKER]
        told = self._answers.answer(keys[0] if keys[0] is not None else ASKER, name.partition(".")[2])
        why = told if isinstance(told, Untold) else NOT_ASKED
        return {(key, name): why for key in keys if key is not None}


class Causes:
    """What facts of one family wait for.

    `family` is resolved, `asks` are all questions that arise in it, and `replied` the ids of those replied to.
    """

    def __init__(self, family: Family, asks: Sequence[Ask], *, replied: Collection[str], on: date) -> None:
        self.family, self.on, self._replied = family, on, replied
        self._tracer = _Tracer(family, on)
        self._by_path: dict[str, list[Ask]] = defaultdict(list)
        for ask in asks:
            for path in _PEOPLE.get(ask.question.id) or ask.question.paths:
                self._by_path[path].append(ask)
        self._named: dict[str, frozenset[int]] = {}
        self._known: dict[tuple[str, str, str], Told] = {}
        self._together: dict[tuple[str, str, tuple[str, ...]], Told] = {}

    def of(self, candidate: Candidate, bound: BoundFact) -> Told:
        """Return what would tell a fact of a candidate: ids of those not replied to, and of "I don't know"."""
        place = (candidate.basis, candidate.key, bound.name)
        if place not in self._known:
            reads = self._tracer.reads(candidate.basis, candidate.key, bound)
            self._known[place] = self._asks(_of_nobody_named(candidate) | reads)
        return self._known[place]

    def of_all(self, candidate: Candidate, names: tuple[str, ...], bounds: Mapping[str, BoundFact]) -> Told:
        """Return what would tell one of some facts; kept, for many rules wait for the same facts of a record."""
        place = (candidate.basis, candidate.key, names)
        kept = self._together.get(place)
        if kept is None:
            parts = [self.of(candidate, bounds[name]) for name in names]
            waiting = frozenset(ask for part in parts for ask in part[0])
            kept = self._together[place] = waiting, frozenset(ask for part in parts for ask in part[1])
        return kept

    def of_being(self, candidate: Candidate) -> Told:
        """Return the questions that would tell whether there is such a record at all."""
        place = (candidate.basis, candidate.key, "")
        if place not in self._known:
            reads = self._tracer.rows(candidate.basis)[candidate.key][1]
            self._known[place] = self._asks(_of_nobody_named(candidate) | reads)
        return self._known[place]

    def _asks(self, reads: Reads) -> Told:
        waiting: set[str] = set()
        unsure: set[str] = set()
        for key, path in reads:
            for ask, asked_for in self._telling(key, path):
                if ask.id not in self._replied:
                    waiting.add(ask.id)
                elif asked_for == path or ATTRIBUTES[asked_for].read(self.family) is UNKNOWN:
                    # A yes at a gate is no "I don't know": the question behind it is what is waited for.
                    unsure.add(ask.id)
        return frozenset(waiting), frozenset(unsure - waiting)

    def _telling(self, key: int, path: str) -> Iterator[tuple[Ask, str]]:
        """The questions that fill an attribute of a member, or the gate or wish before it, with what they fill."""
        wish = _WISHES_OF.get(path)
        for one in (path, *_GATES_OF.get(path, ()), *((wish,) if wish else ())):
            for ask in self._by_path.get(one, ()):
                if self._is_about(ask, key, one):
                    yield ask, one

    def _is_about(self, ask: Ask, key: int, path: str) -> bool:
        if ask.question.each:
            return ask.member == key
        if ask.question.form is not Form.MEMBERS or path.partition(".")[0] in _FAMILY_PARTS:
            return True
        named = self._named.get(ask.id)
        if named is None:
            members = can_be_named(ask.question, self.family, on=self.on)
            named = self._named[ask.id] = frozenset(one.key for one in members)
        return key in named


def _of_nobody_named(candidate: Candidate) -> Reads:
    """What is missing first of a record about somebody who was not named: who has died."""
    return {(ASKER, "died_on"): NOT_ASKED} if candidate.about is None else {}


def in_order(ids: Collection[str], order: Sequence[Ask]) -> tuple[Ask, ...]:
    """Return the asks with some ids, in the order in which they arise."""
    return tuple(ask for ask in order if ask.id in ids) if ids else ()
