"""What a change of rules or amounts would do to everyone: who gains, who loses, whose amount moves, what it costs.

`impact` compares rules before and after; `impact_of_change_set` does so for a change set. Rules of one basis are
compared in one pass over its rows, the basis `person` in a few ranges of people; `Part` is such a piece of work. The
figures, and the JSON they are stored as, are described in `impact_figures`; what is counted, in decision 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from registries.facts.query import Scope
from services_catalog.models import ChangeSet
from services_catalog.rules.evaluate import Cursor

from .impact_figures import Impact
from .impact_sql import Days, statement
from .impact_sums import Sums, change_of
from .pairs import Pair, compiled_pairs

PARTS: Final = 1
"""Into how many ranges people are divided at most: each reads some registries anew, which costs more than it saves."""
LEAST_PEOPLE: Final = 200_000
"""How many ids a range has at least."""

Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Some services over a basis, or a range of it."""

    basis: str
    pairs: tuple[Pair, ...]
    scope: Scope

    def statement(self, days: Days, cursor: Cursor) -> str:
        """The SQL of this part; the cursor is used to find out in which order registries are best asked."""
        return statement(self.pairs, basis=self.basis, scope=self.scope, days=days, cursor=cursor)


def impact(
    pairs: Sequence[Pair], *, on: date, today: date, cursor: Cursor, tick: Tick = lambda _done, _total: None
) -> Impact:
    """Compare rules before and after over everyone, as of `on`.

    `tick` is told after each part how many of how many services have been looked at (each once for each range of
    people), and once before the first; what it raises ends the work. A service whose rule and amounts stay as they are
    is reported so without being looked at.
    """
    days = Days(on, today)
    sums = Sums(pairs, days)
    work = parts(pairs, days, cursor=cursor)
    done, total = 0, sum(len(part.pairs) for part in work)
    tick(done, total)
    for part in work:
        cursor.execute(part.statement(days, cursor))
        sums.add(part.pairs, cursor.fetchall()[0])
        done += len(part.pairs)
        tick(done, total)
    return sums.impact(cursor=cursor)


def impact_of_change_set(
    change_set: ChangeSet, on: date, *, today: date, cursor: Cursor, tick: Tick = lambda _done, _total: None
) -> Impact:
    """Compare the law in force on a day with what it would be with a change set, as if it were in force on that day.

    Raises `CatalogueError` or `RuleError` when a draft cannot be read or compiled.
    """
    return impact(compiled_pairs(change_set, on), on=on, today=today, cursor=cursor, tick=tick)


def parts(pairs: Iterable[Pair], days: Days, *, cursor: Cursor) -> list[Part]:
    """Divide the work: what changes, by basis, the basis `person` in ranges."""
    by_basis: dict[str, list[Pair]] = {}
    for pair in pairs:
        if change_of(pair, days) not in ("same", "other"):
            for one in _of_one_basis(pair):
                by_basis.setdefault(one.rules[0].basis, []).append(one)
    return [
        Part(basis, tuple(found), scope)
        for basis, found in sorted(by_basis.items())
        for scope in (_ranges(cursor) if basis == "person" else [Scope.everyone()])
    ]


def _of_one_basis(pair: Pair) -> list[Pair]:
    """A rule that moves to another basis ends in the one and is new in the other."""
    if pair.before is None or pair.after is None or pair.before.basis == pair.after.basis:
        return [pair]
    return [replace(pair, after=None), replace(pair, before=None)]


def _ranges(cursor: Cursor) -> Iterator[Scope]:
    cursor.execute("SELECT min(id), max(id) FROM registries_person")
    low, high = _bounds(cursor.fetchall())
    size = max(LEAST_PEOPLE, -(-(high - low) // PARTS))
    for start in range(low, high, size):
        yield Scope.id_range(start, min(start + size, high))


def _bounds(found: list[Any]) -> tuple[int, int]:
    """The first id and the one after the last; nobody is an empty range."""
    low, high = found[0]
    return (0, 0) if low is None else (low, high + 1)


__all__ = ["Impact", "Pair", "Part", "impact", "impact_of_change_set", "parts"]
