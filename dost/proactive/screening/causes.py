"""Which questions would tell a fact that is not known: seen by watching what is read of a family while facts are derived.

Nothing has to be written down twice: whatever attribute a fact was looked for in, and was not told, is what is missing.
The questions that fill that attribute, or the "no, with nobody" that would answer it, are what the fact waits for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any, Final, cast

from registries.facts.model import BoundFact

from .candidate import Candidate
from .derive import derive
from .family import ASKER, Family
from .gates import GATES
from .questions import Ask, Form, can_be_named
from .values import NOT_ASKED, Untold

Read = tuple[int, str]
"""The key of a member (the asker, for what is told of the family) and the path of an attribute."""

_GATES_OF: Final[Mapping[str, tuple[str, ...]]] = {
    path: tuple(f"gates.{gate}" for gate, implied in GATES.items() if path in {one for one, _value in implied})
    for implied in GATES.values()
    for path, _value in implied
}
"""The gates at which a no would tell an attribute."""
_FAMILY_PARTS: Final = ("household", "gates", "wishes")


class _Watched:
    """Something of a family that notes which of its attributes were looked at and had not been told."""

    def __init__(self, of: Any, key: int, prefix: str, reads: dict[Read, Untold]) -> None:
        self._of, self._key, self._prefix, self._reads = of, key, prefix, reads

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

    def __init__(self, family: Family, reads: dict[Read, Untold]) -> None:
        super().__init__(family, ASKER, "", reads)
        self._family = family
        self.members = tuple(_Watched(one, one.key, "", reads) for one in family.members)

    @property
    def asker(self) -> _Watched:
        return self.members[0]

    def member(self, key: int) -> _Watched:
        self._family.member(key)
        return next(one for one in self.members if one.key == key)

    def answer(self, member: int, id_: str) -> Any:
        value = self._family.answer(member, id_)
        if isinstance(value, Untold):
            self._reads[member, f"answer.{id_}"] = value
        return value


class Causes:
    """What facts of one family wait for; `family` is resolved, and `asks` are all questions that arise in it."""

    def __init__(self, family: Family, asks: Sequence[Ask], *, on: date) -> None:
        self.family, self.on = family, on
        self._reads: dict[tuple[str, str], Mapping[Read, Untold]] = {}
        self._by_path: dict[str, list[Ask]] = defaultdict(list)
        for ask in asks:
            for path in ask.question.paths or {"household.complete"}:
                self._by_path[path].append(ask)
        self._named: dict[str, frozenset[int]] = {}

    def of(self, candidate: Candidate, bound: BoundFact) -> tuple[frozenset[Ask], frozenset[Ask]]:
        """Return the questions that would tell a fact of a candidate: those not replied to, and "I don't know"."""
        return self._asks(self._read(candidate.basis, (bound,)), candidate)

    def of_being(self, candidate: Candidate) -> tuple[frozenset[Ask], frozenset[Ask]]:
        """Return the questions that would tell whether there is such a record at all."""
        return self._asks(self._read(candidate.basis, ()), candidate)

    def _read(self, basis: str, bounds: tuple[BoundFact, ...]) -> Mapping[Read, Untold]:
        key = (basis, bounds[0].name if bounds else "")
        found = self._reads.get(key)
        if found is None:
            reads: dict[Read, Untold] = {}
            watched = cast(Family, _WatchedFamily(self.family, reads))
            derive(watched, {basis: bounds}, on=self.on)
            found = self._reads[key] = reads
        return found

    def _asks(self, reads: Mapping[Read, Untold], candidate: Candidate) -> tuple[frozenset[Ask], frozenset[Ask]]:
        own = {key for key in (candidate.subject, candidate.about) if key is not None}
        near = {read: why for read, why in reads.items() if read[0] in own} or reads
        family = {read: why for read, why in reads.items() if read[1].partition(".")[0] in _FAMILY_PARTS}
        waiting: set[Ask] = set()
        unsure: set[Ask] = set()
        for (key, path), why in {**near, **family}.items():
            for ask in self._telling(key, path):
                (waiting if why is NOT_ASKED else unsure).add(ask)
        return frozenset(waiting), frozenset(unsure - waiting)

    def _telling(self, key: int, path: str) -> Iterator[Ask]:
        """The questions that fill an attribute of a member."""
        for one in (path, *_GATES_OF.get(path, ())):
            for ask in self._by_path.get(one, ()):
                if self._is_about(ask, key, one):
                    yield ask

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


def in_order(asks: Iterable[Ask], order: Sequence[Ask]) -> tuple[Ask, ...]:
    """Return asks in the order in which they arise."""
    wanted = set(asks)
    return tuple(ask for ask in order if ask in wanted)
