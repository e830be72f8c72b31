"""Whom a desk calls next: six rules, pure – no clock, no database, the same answer for the same queue.

1. A desk calls only whom it serves.
2. Whoever has waited past the ceiling of the centre is next, the longest wait first.
3. Then whoever has an appointment within its window: from the appointed time until its grace has passed. Whoever comes
   later than that waits as a walk-in, from when they came.
4. Then whose waiting weighs most: rate of the class x time waited (accumulating priority: Kleinrock 1964; Stanford,
   Taylor and Ziedins 2014). Strict classes would let the others starve; plain turns would let the frail stand.
5. In overload, when the wait that lies ahead is over the ceiling, those called by law are at most every second call:
   with accumulation alone everybody would wait (Oz, Shneer and Ziedins 2020).
6. Ties go by arrival; of two appointed to one time, whoever booked first.

A desk never idles for an appointment to come while somebody it serves waits: visits take seven minutes.

Waiting counts from `queued_at`, the later of arrival and appointed time: coming early gains nothing. Whoever came
early is called before their time only where the desk would idle, and in an order that does not ask when they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Rank(StrEnum):
    """Of which class somebody is; the words of `models.Klass`."""

    LAW = "law"
    NEED = "need"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a centre has set: the ceiling, how long an appointment is kept, and the rates of the classes."""

    ceiling: timedelta = timedelta(minutes=45)
    grace: timedelta = timedelta(minutes=10)
    by_law: int = 3
    by_need: int = 2

    def rate(self, rank: Rank) -> int:
        """How many minutes one minute of waiting counts for."""
        return {Rank.LAW: self.by_law, Rank.NEED: self.by_need, Rank.NONE: 1}[rank]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `area` is what a desk must serve (empty: any), `to_desk` the one desk they were handed to.

    `booked` is the place of their appointment among all that were booked; no two of one time have the same.
    """

    number: int
    arrived_at: datetime
    rank: Rank = Rank.NONE
    appointed_at: datetime | None = None
    booked: int = 0
    area: str = ""
    to_desk: int | None = None

    def is_late(self, numbers: Numbers) -> bool:
        """Whether they came after their appointment had been kept for them."""
        return self.appointed_at is not None and self.arrived_at > self.appointed_at + numbers.grace

    def queued_at(self, numbers: Numbers) -> datetime:
        """From when their waiting counts."""
        if self.appointed_at is None or self.is_late(numbers):
            return self.arrived_at
        return max(self.arrived_at, self.appointed_at)

    def waited(self, now: datetime, numbers: Numbers) -> timedelta:
        """How long they have waited; nothing before their appointed time."""
        return max(now - self.queued_at(numbers), NOT_AT_ALL)

    def counts(self, now: datetime, numbers: Numbers) -> bool:
        """Whether their waiting counts by now: it does not before their appointed time."""
        return self.queued_at(numbers) <= now


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Who calls: the desk, and the areas it serves (none: all)."""

    desk: int
    areas: frozenset[str] = frozenset()

    def serves(self, one: Waiting) -> bool:
        """Rule 1. Somebody handed to a desk is called there alone."""
        if one.to_desk is not None:
            return one.to_desk == self.desk
        return not self.areas or not one.area or one.area in self.areas


NOT_AT_ALL: Final = timedelta()


def next_of(
    waiting: Iterable[Waiting],
    at: AtDesk,
    *,
    now: datetime,
    numbers: Numbers,
    law_called: bool = False,
    overload: bool = False,
) -> Waiting | None:
    """Return whom the desk calls, None when it serves nobody who waits.

    `law_called` says whether the centre's last call was by law, `overload` whether the wait ahead is over the ceiling
    (`is_overloaded`).
    """
    served = [one for one in waiting if at.serves(one)]
    served = [one for one in served if one.counts(now, numbers)] or served
    for rule in (_past_the_ceiling, _appointed):
        found = rule(served, now, numbers)
        if found is not None:
            return found
    if overload and law_called:
        others = [one for one in served if one.rank is not Rank.LAW]
        served = others or served
    return min(served, key=lambda one: _weight(one, now, numbers), default=None)


def is_overloaded(waiting: int, *, desks: int, service: timedelta, numbers: Numbers) -> bool:
    """Whether whoever came now would wait longer than the ceiling: `waiting` people, each served in `service`.

    Those whose waiting does not count yet are none of them.
    """
    return waiting > 0 and (desks == 0 or service * waiting / desks > numbers.ceiling)


def in_order(
    waiting: Sequence[Waiting],
    at: AtDesk,
    *,
    now: datetime,
    numbers: Numbers,
    law_called: bool = False,
    overload: bool = False,
    most: int | None = None,
) -> list[Waiting]:
    """Return those the desk serves in the order it would call them, if nobody else came or called: `most` at most."""
    left: list[Waiting] = list(waiting)
    order: list[Waiting] = []
    while (most is None or len(order) < most) and (
        found := next_of(left, at, now=now, numbers=numbers, law_called=law_called, overload=overload)
    ) is not None:
        order.append(found)
        left.remove(found)
        law_called = found.rank is Rank.LAW
    return order


def _past_the_ceiling(served: Sequence[Waiting], now: datetime, numbers: Numbers) -> Waiting | None:
    past = [one for one in served if one.waited(now, numbers) > numbers.ceiling]
    return min(past, key=lambda one: _turn(one, numbers), default=None)


def _appointed(served: Sequence[Waiting], now: datetime, numbers: Numbers) -> Waiting | None:
    """Rule 3. The window does not close on whoever was there in time: it is the desks that are late."""
    due = [
        one for one in served if one.appointed_at is not None and not one.is_late(numbers) and one.appointed_at <= now
    ]
    return min(due, key=lambda one: (one.appointed_at, *_turn(one, numbers)), default=None)


def _weight(one: Waiting, now: datetime, numbers: Numbers) -> tuple[timedelta, datetime, bool, int, int]:
    """Rule 4, the heaviest first. Of those who do not count yet, the soonest appointment."""
    return (-(one.waited(now, numbers) * numbers.rate(one.rank)), *_turn(one, numbers))


def _turn(one: Waiting, numbers: Numbers) -> tuple[datetime, bool, int, int]:
    """Rule 6. Of whoever came before their appointed time, nothing here says when: numbers are given on arrival."""
    kept = one.appointed_at is not None and not one.is_late(numbers)
    return (one.queued_at(numbers), not kept, one.booked if kept else 0, one.number)
