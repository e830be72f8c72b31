"""What begins, changes or ends in the next two years, if nothing else changes: the engine asked day by day.

The days asked are the person's own (`breakpoints`). Where two neighbours differ, the day between is found by halving,
beginning with the day before the later one: nearly always the change is on the very day that was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from services_catalog.definition import Period

from .asking import Asking, Right, Said
from .causes import Cause, cause_of


class Kind(StrEnum):
    """What is coming."""

    BEGINS = "begins"
    CHANGES = "changes"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Change:
    """One right that is otherwise from `day` on. `before` is its amount until then; `said` is what the rule says then.

    Of an end `said` is the answer of the last day it still stands.
    """

    kind: Kind
    right: Right
    day: date
    cause: Cause
    said: Said
    amount: Decimal | None = None
    before: Decimal | None = None


def changes(asking: Asking, *, on: date, days: Sequence[date]) -> list[Change]:
    """Return every change between `on` and the last of the days, in order; several for a right that comes and goes."""
    found: list[Change] = []
    for earlier, later in zip((on, *days), days, strict=False):
        one, other = asking.on(earlier), asking.on(later)
        for right in sorted(one.keys() | other.keys()):
            change = _between(asking, right, one.get(right), other.get(right), earlier, later)
            if change is not None:
                found.append(change)
    return sorted(found, key=lambda change: (change.day, change.right))


def _between(
    asking: Asking, right: Right, one: Said | None, other: Said | None, earlier: date, later: date
) -> Change | None:
    had, has = _entitled(one), _entitled(other)
    if not had and not has:
        return None
    standing = other if has else one
    assert standing is not None
    basis, dated = standing.rule.basis, standing.rule.dated
    if had != has:
        if had and dated:
            return None  # judged on its record's day, which is past: such a right ends by its last day, not by its rule
        day = first_day_of(lambda day: _entitled(asking.one(right, basis, day)) is has, earlier, later)
        return _begun(asking, right, basis, day) if has else _ended(asking, right, basis, day)
    if dated or other is None or one is None or other.rule.period != Period.MONTHLY or one.amount == other.amount:
        return None
    before = one.amount
    day = first_day_of(lambda day: _amount(asking.one(right, basis, day)) != before, earlier, later)
    return _changed(asking, right, basis, day)


def first_day_of(holds: Callable[[date], bool], earlier: date, later: date) -> date:
    """Return the first day after `earlier` on which something holds that does not on `earlier`, and does on `later`.

    Of several such days between the two, one of them.
    """
    if (later - earlier).days <= 1 or not holds(later - timedelta(days=1)):
        return later
    low, high = earlier, later - timedelta(days=1)
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _begun(asking: Asking, right: Right, basis: str, day: date) -> Change | None:
    said, before = asking.one(right, basis, day), asking.one(right, basis, day - timedelta(days=1))
    if said is None:
        return None
    return Change(Kind.BEGINS, right, day, cause_of(before, said, day=day, wanted=True), said, amount=said.amount)


def _ended(asking: Asking, right: Right, basis: str, day: date) -> Change | None:
    after, said = asking.one(right, basis, day), asking.one(right, basis, day - timedelta(days=1))
    if said is None:
        return None
    return Change(Kind.ENDS, right, day, cause_of(said, after, day=day, wanted=False), said, before=said.amount)


def _changed(asking: Asking, right: Right, basis: str, day: date) -> Change | None:
    said, before = asking.one(right, basis, day), asking.one(right, basis, day - timedelta(days=1))
    if said is None or before is None or said.amount is None:
        return None
    cause = cause_of(before, said, day=day, wanted=True)
    return Change(Kind.CHANGES, right, day, cause, said, amount=said.amount, before=before.amount)


def _entitled(said: Said | None) -> bool:
    return said is not None and said.entitled


def _amount(said: Said | None) -> Decimal | None:
    return said.amount if said is not None and said.entitled else None


def first_of_each(found: Iterable[Change]) -> dict[tuple[Right, Kind], Change]:
    """Of changes in order the first of each kind for each right."""
    first: dict[tuple[Right, Kind], Change] = {}
    for change in found:
        first.setdefault((change.right, change.kind), change)
    return first
