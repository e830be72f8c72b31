"""Whom a desk calls next: the laws of the six rules, and a day of two hundred beside first come, first served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.centres.call_next import AtDesk, Numbers, Rank, Waiting, in_order, is_overloaded, next_of
from tests.dost.centres.simulated_day import (
    NUMBERS,
    OPENS,
    Called,
    Day,
    arrivals,
    by_the_rules,
    first_come,
    play,
    service_times,
    told,
)

MINUTE = timedelta(minutes=1)
ANY = AtDesk(1)
SEEDS = (1, 2, 3)
NORMAL, OVERLOAD = 9.0, 5.0
"""Hours within which two hundred people come to four desks: two thirds of what these can do, and a fifth more."""


def at(minutes: int) -> datetime:
    return OPENS + minutes * MINUTE


@st.composite
def queues(draw: st.DrawFn) -> list[Waiting]:
    """People who came within two hours: whole minutes, so that there are ties; some with an appointment."""
    found = []
    for number in draw(st.lists(st.integers(1, 99), max_size=8, unique=True)):
        arrived = at(draw(st.integers(0, 120)))
        appointed = at(15 * draw(st.integers(0, 9))) if draw(st.booleans()) else None
        found.append(
            Waiting(
                number,
                arrived,
                draw(st.sampled_from(Rank)),
                appointed,
                booked=500 - number if appointed else 0,
                area=draw(st.sampled_from(("", "04", "05"))),
                to_desk=draw(st.sampled_from((None, None, None, 1, 2))),
            )
        )
    return found


DESKS = st.builds(AtDesk, st.sampled_from((1, 2)), st.frozensets(st.sampled_from(("04", "05"))))
MOMENTS = st.integers(0, 240).map(at)
FLAGS = st.fixed_dictionaries({"law_called": st.booleans(), "overload": st.booleans()})


def those_there(waiting: Sequence[Waiting], now: datetime) -> list[Waiting]:
    return [one for one in waiting if one.arrived_at <= now]


# -- the laws ------------------------------------------------------------------------------------------------------


@given(queues(), DESKS, MOMENTS, FLAGS)
def test_no_desk_idles_while_somebody_it_serves_waits_and_it_calls_nobody_else(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool]
) -> None:
    here = those_there(waiting, now)
    found = next_of(here, desk, now=now, numbers=NUMBERS, **flags)
    assert (found is not None) == any(desk.serves(one) for one in here)
    assert found is None or desk.serves(found)


@given(queues(), DESKS, MOMENTS, FLAGS)
def test_nobody_waits_past_the_ceiling_while_somebody_later_is_called(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool]
) -> None:
    here = those_there(waiting, now)
    found = next_of(here, desk, now=now, numbers=NUMBERS, **flags)
    past = [one for one in here if desk.serves(one) and one.waited(now, NUMBERS) > NUMBERS.ceiling]
    assert found is None or all(found.queued_at(NUMBERS) <= one.queued_at(NUMBERS) for one in past)


@given(queues(), DESKS, st.integers(20, 240).map(at), FLAGS, st.integers(0, 20))
def test_an_appointment_in_its_window_is_next_unless_somebody_is_past_the_ceiling(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool], ago: int
) -> None:
    somebody = Waiting(0, now - ago * MINUTE, appointed_at=now - ago * MINUTE, booked=1)
    here = [one for one in (somebody, *those_there(waiting, now)) if desk.serves(one)]
    found = next_of(here, desk, now=now, numbers=NUMBERS, **flags)
    past = [one for one in here if one.waited(now, NUMBERS) > NUMBERS.ceiling]
    due = [one for one in here if one.appointed_at is not None and one.appointed_at <= now and not one.is_late(NUMBERS)]
    assert found in (past or due)
    assert found is not None
    assert past or found.appointed_at == min(one.appointed_at for one in due if one.appointed_at)


@given(queues(), DESKS, MOMENTS, FLAGS, st.sampled_from(Rank), st.integers(-90, 30), st.integers(1, 90))
def test_when_somebody_came_before_their_time_changes_nothing(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool], rank: Rank, time: int, sooner: int
) -> None:
    """Metamorphic: the same person earlier, with the lower number that is given earlier – the same call."""
    appointed = now.replace(minute=now.minute // 15 * 15) + time * MINUTE
    somebody = Waiting(100, min(now, appointed), rank, appointed, booked=450)
    earlier = replace(somebody, arrived_at=somebody.arrived_at - sooner * MINUTE, number=0)
    here = [*those_there(waiting, now), somebody]
    changed = [*those_there(waiting, now), earlier]
    before = next_of(here, desk, now=now, numbers=NUMBERS, **flags)
    after = next_of(changed, desk, now=now, numbers=NUMBERS, **flags)
    assert after == (earlier if before is somebody else before)


@given(queues(), DESKS, MOMENTS, FLAGS, st.sampled_from(Rank), st.integers(1, 60))
def test_whoever_is_there_before_their_time_is_called_only_where_the_desk_would_idle(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool], rank: Rank, ahead: int
) -> None:
    here = [Waiting(100, now), *those_there(waiting, now)]
    early = Waiting(0, now - MINUTE, rank, appointed_at=now + ahead * MINUTE, booked=1)
    alone = next_of(here, desk, now=now, numbers=NUMBERS, **flags)
    assert next_of([early, *here], desk, now=now, numbers=NUMBERS, **flags) == alone


@given(queues(), DESKS, MOMENTS, FLAGS, st.randoms())
def test_the_order_in_which_they_are_given_changes_nothing(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool], chance: object
) -> None:
    here = those_there(waiting, now)
    mixed = list(here)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert in_order(mixed, desk, now=now, numbers=NUMBERS, **flags) == in_order(
        here, desk, now=now, numbers=NUMBERS, **flags
    )


@given(queues(), DESKS, MOMENTS)
def test_in_overload_at_most_every_second_call_is_by_law_where_nothing_stronger_speaks(
    waiting: list[Waiting], desk: AtDesk, now: datetime
) -> None:
    here = [
        one
        for one in those_there(waiting, now)
        if desk.serves(one) and one.appointed_at is None and one.waited(now, NUMBERS) <= NUMBERS.ceiling
    ]
    found = next_of([Waiting(100, now), *here], desk, now=now, numbers=NUMBERS, law_called=True, overload=True)
    assert found is not None
    assert found.rank is not Rank.LAW


@given(queues(), DESKS, MOMENTS, FLAGS)
def test_whoever_would_be_called_is_called_still_after_waiting_longer(
    waiting: list[Waiting], desk: AtDesk, now: datetime, flags: dict[str, bool]
) -> None:
    """Nobody is worse off for having come earlier: a walk-in who was there before is called if they were later."""
    here = [one for one in those_there(waiting, now) if one.appointed_at is None]
    found = next_of([*here, Waiting(100, now)], desk, now=now, numbers=NUMBERS, **flags)
    assert found is not None
    sooner = replace(found, arrived_at=found.arrived_at - 10 * MINUTE)
    changed = [sooner if one == found else one for one in (*here, Waiting(100, now))]
    assert next_of(changed, desk, now=now, numbers=NUMBERS, **flags) == sooner


# -- in figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "waited", "first"),
    [
        pytest.param(Rank.LAW, 11, True, id="law-11-of-30"),
        pytest.param(Rank.LAW, 9, False, id="law-9-of-30"),
        pytest.param(Rank.NEED, 16, True, id="need-16-of-30"),
        pytest.param(Rank.NEED, 14, False, id="need-14-of-30"),
        pytest.param(Rank.NONE, 29, False, id="none-29-of-30"),
    ],
)
def test_a_minute_counts_for_three_by_law_and_two_by_need(rank: Rank, waited: int, first: bool) -> None:
    plain, other = Waiting(1, at(0)), Waiting(2, at(30 - waited), rank)
    found = next_of([plain, other], ANY, now=at(30), numbers=NUMBERS)
    assert (found == other) is first


def test_the_window_stays_open_for_whoever_was_in_time_and_closes_on_whoever_came_late() -> None:
    walk_in = Waiting(1, at(0))
    in_time = Waiting(2, at(20), appointed_at=at(10), booked=1)
    late = Waiting(3, at(21), appointed_at=at(10), booked=2)
    assert next_of([walk_in, in_time], ANY, now=at(40), numbers=NUMBERS) == in_time
    assert next_of([walk_in, late], ANY, now=at(40), numbers=NUMBERS) == walk_in
    assert late.queued_at(NUMBERS) == at(21)


def test_of_two_appointed_to_one_time_whoever_booked_first_goes_first() -> None:
    hurried = Waiting(1, at(0), appointed_at=at(30), booked=7)
    patient = Waiting(2, at(29), appointed_at=at(30), booked=3)
    assert next_of([hurried, patient], ANY, now=at(31), numbers=NUMBERS) == patient


def test_whoever_is_early_is_called_by_a_desk_that_would_idle() -> None:
    early = Waiting(1, at(0), appointed_at=at(30), booked=1)
    assert next_of([early], ANY, now=at(1), numbers=NUMBERS) == early


def test_a_plain_early_comer_does_not_pass_somebody_by_law_in_overload() -> None:
    early, by_law = Waiting(1, at(0), appointed_at=at(30), booked=1), Waiting(2, at(1), Rank.LAW)
    found = next_of([early, by_law], ANY, now=at(5), numbers=NUMBERS, law_called=True, overload=True)
    assert found == by_law


def test_handed_to_a_desk_is_called_there_alone() -> None:
    handed, other = Waiting(1, at(0), to_desk=2, area="05"), Waiting(2, at(9))
    assert next_of([handed, other], ANY, now=at(10), numbers=NUMBERS) == other
    assert next_of([handed, other], AtDesk(2, frozenset({"04"})), now=at(10), numbers=NUMBERS) == handed


@pytest.mark.parametrize(
    ("waiting", "desks", "expected"),
    [
        pytest.param(0, 0, False, id="nobody-waits"),
        pytest.param(1, 0, True, id="no-desk-works"),
        pytest.param(25, 4, False, id="25-at-4-desks"),
        pytest.param(26, 4, True, id="26-at-4-desks"),
    ],
)
def test_overload_is_when_the_wait_ahead_is_over_the_ceiling(waiting: int, desks: int, expected: bool) -> None:
    service = timedelta(minutes=7)
    assert is_overloaded(waiting, desks=desks, service=service, numbers=NUMBERS) is expected


def test_a_centre_sets_its_own_numbers() -> None:
    numbers = Numbers(ceiling=20 * MINUTE, grace=0 * MINUTE, by_law=1, by_need=1)
    by_law, plain = Waiting(1, at(2), Rank.LAW), Waiting(2, at(1))
    assert next_of([by_law, plain], ANY, now=at(10), numbers=numbers) == plain
    assert next_of([by_law, plain], ANY, now=at(10), numbers=NUMBERS) == by_law


# -- a day ---------------------------------------------------------------------------------------------------------


def played(hours: float, seed: int, policy: object = by_the_rules) -> Day:
    desks = [AtDesk(number) for number in range(1, 5)]
    people = arrivals(200, hours=hours, seed=seed)
    return play(people, service_times(200, seed=seed), desks=desks, policy=policy)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hours", [pytest.param(NORMAL, id="normal"), pytest.param(OVERLOAD, id="overload")])
def test_a_day_keeps_the_laws_and_everybody_is_called_once(hours: float, seed: int) -> None:
    day = played(hours, seed)
    assert sorted(call.one.number for call in day.calls) == list(range(1, 201))
    for call in day.calls:
        assert _is_lawful(call)


def _is_lawful(call: Called) -> bool:
    """What the laws say of one call: the ceiling, the window, every second one by law."""
    past = [one for one in call.waiting if one.waited(call.at, NUMBERS) > NUMBERS.ceiling]
    if past:
        return call.one.queued_at(NUMBERS) == min(one.queued_at(NUMBERS) for one in past)
    due = [one for one in call.waiting if one.appointed_at and one.appointed_at <= call.at and not one.is_late(NUMBERS)]
    if due:
        return call.one in due
    others = [one for one in call.waiting if one.rank is not Rank.LAW and one.counts(call.at, NUMBERS)]
    return not (call.overload and call.law_called and others and call.one.rank is Rank.LAW)


CLASSES = {
    "everybody": lambda one: True,
    "by law": lambda one: one.rank is Rank.LAW,
    "by need": lambda one: one.rank is Rank.NEED,
    "in turn": lambda one: one.rank is Rank.NONE and one.appointed_at is None,
    "appointment": lambda one: one.appointed_at is not None and not one.is_late(NUMBERS),
}


def waits_of(days: Sequence[Day], name: str) -> list[timedelta]:
    return [wait for day in days for wait in day.waits(CLASSES[name])]


@pytest.mark.parametrize("hours", [pytest.param(NORMAL, id="normal"), pytest.param(OVERLOAD, id="overload")])
def test_waits_of_a_day_beside_first_come_first_served(hours: float) -> None:
    """Printed with `-s`, by class. Whoever the law names waits less, the others bearably."""
    ours, theirs = ([played(hours, seed, policy) for seed in range(1, 21)] for policy in (by_the_rules, first_come))
    print(f"\n200 people within {hours:.0f} hours, 4 desks, 20 days: mean / nine of ten / longest wait")
    print(f"{'':14}{'the six rules':>26}{'first come':>26}")
    for name in CLASSES:
        print(f"{name:14}{told(waits_of(ours, name)):>26}{told(waits_of(theirs, name)):>26}")

    def mean_of(days: Sequence[Day], name: str) -> timedelta:
        waits = waits_of(days, name)
        return sum(waits, timedelta()) / len(waits)

    assert mean_of(ours, "by law") <= mean_of(theirs, "by law")
    assert mean_of(ours, "appointment") <= mean_of(theirs, "appointment")
    assert max(mean_of(ours, "by law"), mean_of(ours, "by need")) <= mean_of(ours, "in turn")
    assert mean_of(ours, "in turn") <= mean_of(theirs, "in turn") * 2, "the others do not starve"
