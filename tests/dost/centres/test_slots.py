"""The times of a day: cut from hours and breaks, as many people as desks are at work, and who fits no more."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.centres.slots import (
    Booked,
    DayPlan,
    PlannedDesk,
    Span,
    capacity,
    free_slots,
    left,
    slots_of,
    takes,
    without_a_desk,
)

DAY = date(2026, 12, 1)
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
AREAS = ("", "05", "08")


def plan(
    *desks: PlannedDesk, opens: int = 9, closes: int = 12, share: int = 50, slot: int = 30, **more: object
) -> DayPlan:
    hours = Span(time(opens), time(closes))
    return DayPlan(DAY, **({"hours": hours, "slot": timedelta(minutes=slot), "share": share, "desks": desks} | more))  # type: ignore[arg-type]


def span(hour: int, minute: int = 0, minutes: int = 30) -> Span:
    ends = datetime(2026, 1, 1, hour, minute) + timedelta(minutes=minutes)
    return Span(time(hour, minute), ends.time())


def desks(count: int, **more: object) -> list[PlannedDesk]:
    return [PlannedDesk(number, **more) for number in range(count)]  # type: ignore[arg-type]


def test_times_fill_the_hours() -> None:
    assert [one.starts for one in slots_of(plan(slot=60))] == [time(9), time(10), time(11)]


def test_a_time_that_would_not_end_in_time_is_none() -> None:
    assert [one.starts for one in slots_of(plan(slot=40, closes=11))] == [time(9), time(9, 40), time(10, 20)]


def test_times_begin_anew_after_a_break() -> None:
    there = slots_of(plan(slot=30, breaks=(Span(time(9, 45), time(10, 5)),), closes=11))
    assert [one.starts for one in there] == [time(9), time(10, 5)]


def test_a_closed_day_has_no_times() -> None:
    closed = plan(*desks(3), hours=None)
    assert list(slots_of(closed)) == []
    assert capacity(closed, span(9)) == 0


@pytest.mark.parametrize(
    ("there", "share", "takes_so_many"), [(0, 50, 0), (1, 50, 1), (3, 50, 1), (4, 50, 2), (5, 100, 5), (4, 0, 0)]
)
def test_a_share_of_the_desks_rounded_down_but_one(there: int, share: int, takes_so_many: int) -> None:
    assert capacity(plan(*desks(there), share=share), span(9)) == takes_so_many


def test_only_desks_that_serve_the_area_count() -> None:
    there = plan(PlannedDesk(1, frozenset({"05"})), PlannedDesk(2, frozenset({"05"})), PlannedDesk(3), share=100)
    assert capacity(there, span(9), "05") == 3
    assert capacity(there, span(9), "08") == 1


def test_nobody_can_come_for_what_no_desk_serves() -> None:
    there = plan(PlannedDesk(1, frozenset({"05"})))
    assert left(there, span(9), "08", []) == 0


def test_only_desks_with_a_shift_through_the_whole_time_are_at_work() -> None:
    half = PlannedDesk(1, manned=(Span(time(9), time(10, 15)),))
    there = plan(half, PlannedDesk(2, manned=()), share=100)
    assert [capacity(there, one) for one in (span(9), span(9, 30), span(10))] == [1, 1, 0]


def test_two_shifts_that_follow_each_other_are_one() -> None:
    handed_over = PlannedDesk(1, manned=(Span(time(10), time(12)), Span(time(9), time(10))))
    assert handed_over.works_through(span(9, 45))


def test_the_last_desk_that_serves_everything_is_kept_for_one_alone() -> None:
    """Both areas take one more each, but there is one desk for the two."""
    there = plan(PlannedDesk(1), PlannedDesk(2, frozenset({"07"})), share=100)
    at = [Booked(1, span(9), "05")]
    assert left(there, span(9), "08", at) == 0
    assert left(there, span(9), "07", at) == 1


def test_a_time_that_is_not_cut_so_is_not_given() -> None:
    assert not takes(plan(*desks(2)), span(9, 10), "", [])


def test_an_appointment_of_another_length_counts_wherever_it_touches() -> None:
    there = plan(*desks(1))
    assert not takes(there, span(9), "", [Booked(1, span(9, 20, 20))])
    assert not takes(there, span(9, 30), "", [Booked(1, span(9, 20, 20))])
    assert takes(there, span(10), "", [Booked(1, span(9, 20, 20))])


def test_free_times_are_those_with_room_after_a_moment() -> None:
    there = plan(*desks(4), closes=11)
    free = free_slots(there, area="", booked=[Booked(1, span(9, 30))], after=datetime(2026, 12, 1, 5, 15, tzinfo=UTC))
    assert [(slot.starts_at.hour, slot.starts_at.minute, slot.left) for slot in free] == [
        (9, 30, 1),
        (10, 0, 2),
        (10, 30, 2),
    ]


def test_who_booked_first_keeps_the_desk() -> None:
    booked = [Booked(3, span(9)), Booked(1, span(9)), Booked(2, span(9, 30))]
    assert [one.order for one in without_a_desk(plan(*desks(1)), booked)] == [3]


def test_nobody_has_a_desk_on_a_closed_day_or_in_a_break() -> None:
    booked = [Booked(1, span(9))]
    assert without_a_desk(plan(*desks(9), hours=None), booked) == booked
    assert without_a_desk(plan(*desks(9), breaks=(Span(time(9, 15), time(9, 45)),)), booked) == booked


some_desks = st.lists(
    st.frozensets(st.sampled_from(AREAS[1:])).map(lambda areas: PlannedDesk(0, areas)), max_size=6
).map(tuple)


@given(
    some_desks,
    st.integers(0, 100),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(AREAS), st.booleans()), max_size=40),
)
def test_no_time_ever_has_more_people_than_it_takes(
    there: tuple[PlannedDesk, ...], share: int, wishes: list[tuple[int, str, bool]]
) -> None:
    """The law, for any sequence of bookings and cancellations: at no moment more than desks, of no area either."""
    day = plan(*there, share=share)
    times = list(slots_of(day))
    booked: list[Booked] = []
    for turn, (at, area, cancels) in enumerate(wishes):
        if cancels:
            booked = booked[:-1]
        elif takes(day, times[at], area, booked):
            booked.append(Booked(turn, times[at], area))
        for time_ in times:
            here = [one.area for one in booked if one.span == time_]
            assert len(here) <= capacity(day, time_)
            assert all(here.count(one) <= capacity(day, time_, one) for one in AREAS)
    assert without_a_desk(day, booked) == []


@given(some_desks, some_desks, st.lists(st.tuples(st.integers(0, 5), st.sampled_from(AREAS)), max_size=30))
def test_whom_a_smaller_day_leaves_fits_it(
    before: tuple[PlannedDesk, ...], after: tuple[PlannedDesk, ...], wishes: list[tuple[int, str]]
) -> None:
    """Who is told plus who keeps a desk are all, and those who keep one fit."""
    day, smaller = plan(*before), plan(*after)
    times = list(slots_of(day))
    booked: list[Booked] = []
    for turn, (at, area) in enumerate(wishes):
        if takes(day, times[at], area, booked):
            booked.append(Booked(turn, times[at], area))
    told = {one.order for one in without_a_desk(smaller, booked)}
    assert without_a_desk(smaller, [one for one in booked if one.order not in told]) == []
