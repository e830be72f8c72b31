"""The wait that is told: laws of the range, what the tables say, and how often a simulated morning fell into it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dost.centres.call_next import AtDesk, Numbers, Rank, Waiting, is_overloaded, next_of
from dost.centres.models import Klass
from dost.centres.queue import call_next
from dost.centres.waits import (
    ARRIVALS_OF,
    AtWork,
    Line,
    Pace,
    line_of,
    wait_of_newcomer,
    waits,
)
from tests.factories.centres import CODE, MORNING, CentreFactory, booked, seat, waiting

MINUTE = timedelta(minutes=1)
DESKS = tuple(AtWork(AtDesk(number)) for number in range(1, 5))


def line(count: int, *, desks: tuple[AtWork, ...] = DESKS, **more: object) -> Line:
    people = tuple(Waiting(number=n, arrived_at=MORNING - (count - n) * MINUTE) for n in range(1, count + 1))
    return Line(now=MORNING, numbers=Numbers(), waiting=people, desks=desks, **more)  # type: ignore[arg-type]


def newcomer(**more: object) -> Waiting:
    return Waiting(number=999, arrived_at=MORNING, **more)  # type: ignore[arg-type]


def test_a_free_desk_and_nobody_there_is_no_wait() -> None:
    found = wait_of_newcomer(line(0), newcomer())
    assert found is not None
    assert (found.before, found.least) == (0, 0)
    assert found.most <= 3


def test_without_a_desk_at_work_no_wait_is_told() -> None:
    assert wait_of_newcomer(line(3, desks=()), newcomer()) is None
    other = (AtWork(AtDesk(1, frozenset({"05"}))),)
    assert wait_of_newcomer(line(0, desks=other), newcomer(area="06")) is None
    assert wait_of_newcomer(line(0, desks=other), newcomer(area="05")) is not None


@given(st.integers(0, 40), st.integers(1, 8))
def test_more_people_before_never_shorten_and_more_desks_never_lengthen_a_wait(people: int, desks: int) -> None:
    assume(people < 24 * desks)  # beyond four hours no wait is told
    some = tuple(AtWork(AtDesk(number), MORNING) for number in range(1, desks + 1))
    one = wait_of_newcomer(line(people, desks=some), newcomer())
    longer = wait_of_newcomer(line(people + 1, desks=some), newcomer())
    quicker = wait_of_newcomer(line(people, desks=(*some, AtWork(AtDesk(desks + 1), MORNING))), newcomer())
    assert one is not None
    assert longer is not None
    assert quicker is not None
    assert 0 <= one.least < one.most
    assert one.most <= longer.most
    assert quicker.most <= one.most
    assert one.before == people


def test_who_cannot_wait_easily_waits_less_and_lets_the_others_wait_a_little_more() -> None:
    crowd = line(16)
    plain, law = wait_of_newcomer(crowd, newcomer()), wait_of_newcomer(crowd, newcomer(rank=Rank.LAW))
    assert plain is not None
    assert law is not None
    assert law.most < plain.most
    coming = tuple(Waiting(number=-n, arrived_at=MORNING + n * 2 * MINUTE, rank=Rank.LAW) for n in range(1, 40))
    more = wait_of_newcomer(replace(crowd, coming=coming), newcomer())
    assert more is not None
    assert more.most > plain.most


def test_what_only_a_registry_says_changes_no_wait_that_is_told() -> None:
    crowd = line(12)
    as_known = tuple(replace(one, rank=Rank.LAW) if one.number == 12 else one for one in crowd.waiting)
    silent = waits(replace(crowd, waiting=as_known, said={12: Rank.NONE}))
    assert silent[12] == waits(crowd)[12]
    assert waits(replace(crowd, waiting=as_known))[12].most < silent[12].most


def test_the_pace_is_that_of_the_last_visits_once_there_are_some() -> None:
    assert Pace.of([MINUTE]) == Pace()
    assert Pace.of([4 * MINUTE, 6 * MINUTE] * 5).service == 5 * MINUTE


# -- a morning -----------------------------------------------------------------------------------------------------


@dataclass
class Morning:
    """Four desks from nine to one, people as they come; nobody but the estimate looks ahead."""

    seed: int
    now: datetime = MORNING
    pool: list[Waiting] = field(default_factory=list)
    told: dict[int, tuple[int, int]] = field(default_factory=dict)
    waited: dict[int, float] = field(default_factory=dict)
    served: list[tuple[datetime, timedelta]] = field(default_factory=list)
    began: dict[int, datetime] = field(default_factory=dict)
    came: list[tuple[datetime, Rank]] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)

    def run(self, *, people: int = 130, desks: int = 4, minutes: int = 240) -> Morning:
        dice = random.Random(self.seed)
        times = sorted(MORNING + minutes * MINUTE * dice.betavariate(1.4, 1.8) for _ in range(people))
        events: list[tuple[datetime, int, int]] = [(at, 0, number) for number, at in enumerate(times, start=1)]
        events.sort()
        free, law_called = set(range(1, desks + 1)), False
        ends: list[tuple[datetime, int, timedelta]] = []
        while events or ends:
            if ends and (not events or ends[0][0] <= events[0][0]):
                self.now, desk, took = heappop(ends)
                free.add(desk)
                self.began.pop(desk, None)
                self.served.append((self.now, took))
            else:
                self.now, _kind, number = heappop(events)
                rank = dice.choices([Rank.NONE, Rank.NEED, Rank.LAW], [75, 15, 10])[0]
                said = rank if dice.random() < 0.7 else Rank.NONE
                if said is not rank:
                    self.silent.add(number)
                self._tell(Waiting(number=number, arrived_at=self.now, rank=said), desks)
                self.came.append((self.now, rank))
                self.pool.append(Waiting(number=number, arrived_at=self.now, rank=rank))
            for desk in sorted(free):
                one = next_of(
                    self.pool,
                    AtDesk(desk),
                    now=self.now,
                    numbers=Numbers(),
                    law_called=law_called,
                    overload=is_overloaded(len(self.pool), desks=desks, service=7 * MINUTE, numbers=Numbers()),
                )
                if one is None:
                    continue
                self.pool.remove(one)
                law_called = one.rank is Rank.LAW
                self.waited[one.number] = (self.now - one.arrived_at).total_seconds() / 60
                took = 2 * MINUTE if dice.random() < 0.1 else MINUTE * dice.gammavariate(2.8, 2.7)
                free.discard(desk)
                self.began[desk] = self.now
                heappush(ends, (self.now + took + MINUTE * dice.uniform(0.3, 1.2), desk, took))
        return self

    def _tell(self, one: Waiting, desks: int) -> None:
        recent = [took for at, took in self.served if at > self.now - timedelta(hours=3)][-60:]
        found = wait_of_newcomer(
            Line(
                now=self.now,
                numbers=Numbers(),
                waiting=tuple(self.pool),
                desks=tuple(AtWork(AtDesk(number), self.began.get(number)) for number in range(1, desks + 1)),
                pace=Pace.of(recent),
                coming=self._coming(),
            ),
            one,
        )
        assert found is not None
        self.told[one.number] = (found.least, found.most)

    def _coming(self) -> tuple[Waiting, ...]:
        recent = Counter(rank for at, rank in self.came if at > self.now - ARRIVALS_OF and rank is not Rank.NONE)
        found = [
            Waiting(number=0, arrived_at=self.now + ARRIVALS_OF / often * (turn + 0.5), rank=rank)
            for rank, often in recent.items()
            for turn in range(4 * often)
        ]
        found.sort(key=lambda one: one.arrived_at)
        return tuple(replace(one, number=-place) for place, one in enumerate(found, start=1))

    def kept(self, *, silent: bool) -> list[bool]:
        """Whether the wait fell into the range told, of those a registry let go first, or of all the others."""
        return [
            self.told[n][0] <= minutes <= self.told[n][1]
            for n, minutes in self.waited.items()
            if (n in self.silent) is silent
        ]


@pytest.mark.slow
def test_waits_of_a_morning_fall_into_the_range_told() -> None:
    plain: list[bool] = []
    silent: list[bool] = []
    widths: list[int] = []
    longest = 0.0
    for people in (80, 100, 110, 120):
        for seed in range(2):
            morning = Morning(seed).run(people=people)
            kept = morning.kept(silent=False)
            plain += kept
            silent += morning.kept(silent=True)
            widths += [most - least for least, most in morning.told.values()]
            longest = max(longest, *morning.waited.values())
            mean = sum(morning.waited.values()) / len(morning.waited)
            print(f"{people} people, morning {seed}: {sum(kept) / len(kept):.0%} in range, mean wait {mean:.1f} min")
    share = sum(plain) / len(plain)
    print(
        f"in the range told: {share:.1%} of {len(plain)}; of {len(silent)} whom a registry let go first silently"
        f" {sum(silent) / len(silent):.1%}; mean width {sum(widths) / len(widths):.1f} min,"
        f" longest wait {longest:.0f} min"
    )
    assert share >= 0.8
    assert sum(widths) / len(widths) <= 20


# -- what the tables say -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_line_is_read_in_as_many_queries_however_many_wait(django_assert_num_queries: Any) -> None:
    CentreFactory()
    desks = [seat(1), seat(2)]
    for number in range(4):
        waiting(at=MORNING + number * MINUTE, klass=Klass.LAW if number == 3 else Klass.NONE)
    call_next(actor=desks[0].actor, now=MORNING + 4 * MINUTE)
    booked(starts_at=MORNING + 30 * MINUTE)
    with django_assert_num_queries(7):
        found = line_of(CODE, now=MORNING + 5 * MINUTE)
    assert len(found.waiting) == 3
    assert [one.began_at is None for one in found.desks] == [False, True]
    assert sum(one.appointed_at is not None for one in found.coming) == 1
    assert sum(one.rank is Rank.LAW for one in found.coming) == 4
    assert all(one.number < 0 for one in found.coming)


@pytest.mark.django_db
def test_the_class_that_a_registry_gave_is_told_as_none() -> None:
    seat(1)
    waiting(klass=Klass.LAW)
    waiting(klass=Klass.NEED, told=(0, 5, "need"))
    assert line_of(CODE, now=MORNING).said == {1: Rank.NONE}
