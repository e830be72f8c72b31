"""A day at a centre, played through with the rules of calling alone: no database, the same every time.

`arrivals` makes the people, `play` has them called and says when; `Day.waits` is how long each waited.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean, quantiles
from typing import Final

from dost.centres.call_next import AtDesk, Numbers, Rank, Waiting, is_overloaded, next_of

OPENS: Final = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
"""Nine o'clock in Baku."""
SERVICE: Final = timedelta(minutes=7, seconds=5)
LAW_OF_100: Final = 15
NEED_OF_100: Final = 10
APPOINTED_OF_100: Final = 25
NUMBERS: Final = Numbers()

Policy = Callable[[Sequence[Waiting], AtDesk, datetime, bool, bool], Waiting | None]
"""Whom a desk calls of those who have come: with the moment, whether the last was by law, and whether in overload."""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody called by a desk; `waiting` are those who were there then, themselves among them."""

    one: Waiting
    desk: AtDesk
    at: datetime
    waiting: tuple[Waiting, ...]
    overload: bool
    law_called: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it, in the order of the calls."""

    calls: tuple[Called, ...]

    def waits(self, of: Callable[[Waiting], bool] = lambda _one: True) -> list[timedelta]:
        """How long those who are meant waited, from when their waiting counts."""
        return [call.one.waited(call.at, NUMBERS) for call in self.calls if of(call.one)]


def arrivals(people: int, *, hours: float, seed: int) -> list[Waiting]:
    """So many people who come within these hours, walk-ins and appointments every quarter of an hour."""
    chance = random.Random(seed)
    moments = sorted(OPENS + timedelta(hours=hours) * chance.random() for _person in range(people))
    found = []
    for number, moment in enumerate(moments, 1):
        share = chance.randrange(100)
        rank = Rank.LAW if share < LAW_OF_100 else Rank.NEED if share < LAW_OF_100 + NEED_OF_100 else Rank.NONE
        appointed, booked = None, 0
        if chance.randrange(100) < APPOINTED_OF_100:
            quarter = round((moment - OPENS) / timedelta(minutes=15))
            appointed, booked = OPENS + quarter * timedelta(minutes=15), 1_000 - number
            moment = appointed - timedelta(minutes=chance.randrange(-14, 20))
        found.append(Waiting(number, moment, rank, appointed, booked))
    return sorted(found, key=lambda one: (one.arrived_at, one.number))


def service_times(people: int, *, seed: int) -> dict[int, timedelta]:
    """How long each is served: `SERVICE` on average, many short and a few long ones."""
    chance = random.Random(seed + 1)
    return {number: SERVICE * chance.gammavariate(2, 0.5) for number in range(1, people + 1)}


def by_the_rules(waiting: Sequence[Waiting], at: AtDesk, now: datetime, law: bool, overload: bool) -> Waiting | None:
    """The policy of the house."""
    return next_of(waiting, at, now=now, numbers=NUMBERS, law_called=law, overload=overload)


def first_come(waiting: Sequence[Waiting], at: AtDesk, now: datetime, law: bool, overload: bool) -> Waiting | None:
    """First come, first served: nobody asks for class or appointment."""
    del now, law, overload
    served = (one for one in waiting if at.serves(one))
    return min(served, key=lambda one: (one.arrived_at, one.number), default=None)


def play(
    people: Sequence[Waiting], served_in: Mapping[int, timedelta], *, desks: Sequence[AtDesk], policy: Policy
) -> Day:
    """Have everybody called. A desk that is free calls at once whoever it serves, else at the next arrival."""
    return Day(tuple(_calls(sorted(people, key=lambda one: (one.arrived_at, one.number)), served_in, desks, policy)))


def _calls(
    coming: list[Waiting], served_in: Mapping[int, timedelta], desks: Sequence[AtDesk], policy: Policy
) -> Iterator[Called]:
    free = {at.desk: OPENS - timedelta(hours=1) for at in desks}
    here: list[Waiting] = []
    law = False
    now = OPENS - timedelta(hours=1)
    while coming or here:
        while coming and coming[0].arrived_at <= now:
            here.append(coming.pop(0))
        for at in desks:
            ahead = sum(one.counts(now, NUMBERS) for one in here)
            overload = is_overloaded(ahead, desks=len(desks), service=SERVICE, numbers=NUMBERS)
            found = policy(here, at, now, law, overload) if free[at.desk] <= now else None
            if found is not None:
                yield Called(found, at, now, tuple(here), overload, law)
                here.remove(found)
                law = found.rank is Rank.LAW
                free[at.desk] = now + served_in[found.number]
        moments = [moment for moment in free.values() if moment > now]
        now = min([*moments, *(one.arrived_at for one in coming[:1])])


def told(waits: Sequence[timedelta]) -> str:
    """Mean, ninth of ten and longest wait, in minutes and seconds."""
    if not waits:
        return "–"
    seconds = [one.total_seconds() for one in waits]
    ninth = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
    return " / ".join(f"{int(one) // 60}:{int(one) % 60:02}" for one in (mean(seconds), ninth, max(seconds)))
