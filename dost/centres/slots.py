"""The appointments of a centre's day, pure: which times there are, how many people each takes, who fits no more.

Times are cut from the opening hours, one length after the other, and begin anew after a break. A time takes as many
people as the desks at work then, times the share given to appointments, rounded down, but one where a desk is at work;
of one area of services as many as the desks that serve it allow, by the same rule. Desks at work are those of the plan
of shifts, through the whole appointment; on a day for which nobody has planned a desk, all there are.

Appointments of another length (the centre has changed it meanwhile) count in every time they touch: never too many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

WHOLE = 100
"""Per cent."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, on one day, in Baku's time; the end does not belong to it."""

    starts: time
    ends: time

    def touches(self, other: Span) -> bool:
        """Whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends

    def holds(self, other: Span) -> bool:
        """Whether the other lies within this one."""
        return self.starts <= other.starts and other.ends <= self.ends


@dataclass(frozen=True, slots=True)
class PlannedDesk:
    """A desk: the areas it serves (none: all), and when it is at work; `None` where nobody has planned the day."""

    desk: int
    areas: frozenset[str] = frozenset()
    manned: tuple[Span, ...] | None = None

    def serves(self, area: str) -> bool:
        """Whether it serves an area; any desk serves somebody who named none."""
        return not area or not self.areas or area in self.areas

    def works_through(self, span: Span) -> bool:
        """Whether somebody is at it from the first to the last moment; two shifts that follow each other are one."""
        if self.manned is None:
            return True
        reached = span.starts
        for shift in sorted(self.manned, key=lambda one: one.starts):
            if shift.starts <= reached < shift.ends:
                reached = shift.ends
        return reached >= span.ends


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A centre's day as it is planned. `hours` is None when the centre is closed; `share` is in per cent."""

    day: date
    hours: Span | None
    slot: timedelta
    share: int
    desks: tuple[PlannedDesk, ...] = ()
    breaks: tuple[Span, ...] = ()

    def at_work(self, span: Span) -> tuple[PlannedDesk, ...]:
        """The desks that are at work all through a span."""
        return tuple(desk for desk in self.desks if desk.works_through(span))

    def is_open(self, span: Span) -> bool:
        """Whether the centre is open, and has no break, all through a span."""
        return self.hours is not None and self.hours.holds(span) and not any(span.touches(one) for one in self.breaks)


@dataclass(frozen=True, slots=True, order=True)
class Booked:
    """An appointment somebody has. `order` is the turn in which it was booked: who came first keeps it."""

    order: int
    span: Span = field(compare=False)
    area: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that is free, and how many more it takes for the area asked about."""

    starts_at: datetime
    left: int


def slots_of(plan: DayPlan) -> Iterator[Span]:
    """The times of a day, the first first; none when it is closed."""
    if plan.hours is None:
        return
    at = plan.hours.starts
    while True:
        span = Span(at, _later(at, plan.slot))
        if span.ends <= span.starts or span.ends > plan.hours.ends:
            return
        rest = next((one for one in plan.breaks if span.touches(one)), None)
        if rest is None:
            yield span
        at = span.ends if rest is None else rest.ends


def capacity(plan: DayPlan, span: Span, area: str = "") -> int:
    """How many people with a matter of an area a time takes at all."""
    if not plan.is_open(span):
        return 0
    return _share(plan, sum(desk.serves(area) for desk in plan.at_work(span)))


def left(plan: DayPlan, span: Span, area: str, booked: Iterable[Booked]) -> int:
    """How many more of an area a time takes beside those who have it."""
    there = [one.area for one in booked if one.span.touches(span)]
    more = 0
    while _fits(plan, span, [*there, *[area] * (more + 1)]):
        more += 1
    return more


def takes(plan: DayPlan, span: Span, area: str, booked: Iterable[Booked]) -> bool:
    """Whether one more of an area can have exactly this time."""
    return span in set(slots_of(plan)) and left(plan, span, area, booked) > 0


def free_slots(plan: DayPlan, *, area: str, booked: Sequence[Booked], after: datetime) -> list[Slot]:
    """The times of a day that are free for an area and begin after a moment."""
    found = (Slot(moment(plan.day, span.starts), left(plan, span, area, booked)) for span in slots_of(plan))
    return [slot for slot in found if slot.left and slot.starts_at > after]


def without_a_desk(plan: DayPlan, booked: Iterable[Booked]) -> list[Booked]:
    """Those for whom the day, as it is planned now, has no desk any more; who booked first keeps theirs."""
    kept: list[Booked] = []
    lost: list[Booked] = []
    for one in sorted(booked):
        beside = [other.area for other in kept if other.span.touches(one.span)]
        (kept if _fits(plan, one.span, [*beside, one.area]) else lost).append(one)
    return lost


def moment(day: date, at: time) -> datetime:
    """A time of a day in Baku."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def span_at(starts_at: datetime, minutes: int) -> Span:
    """The span of an appointment on its day."""
    local = timezone.localtime(starts_at)
    return Span(local.time(), _later(local.time(), timedelta(minutes=minutes)))


def _share(plan: DayPlan, desks: int) -> int:
    return max(desks * plan.share // WHOLE, 1) if desks and plan.share else 0


def _fits(plan: DayPlan, span: Span, areas: Sequence[str]) -> bool:
    """Whether the desks at work take people with these matters at once: by number, by area, and each at one desk."""
    if not plan.is_open(span):
        return False
    desks = plan.at_work(span)
    if len(areas) > _share(plan, len(desks)):
        return False
    for area, wanted in Counter(areas).items():
        if wanted > _share(plan, sum(desk.serves(area) for desk in desks)):
            return False
    return _each_has_a_desk(areas, desks)


def _each_has_a_desk(areas: Sequence[str], desks: Sequence[PlannedDesk]) -> bool:
    """Whether the people can be spread over the desks, one at each (augmenting paths: Kuhn 1955)."""
    sits: dict[int, int] = {}

    def finds(person: int, tried: set[int]) -> bool:
        for place, desk in enumerate(desks):
            if place in tried or not desk.serves(areas[person]):
                continue
            tried.add(place)
            if place not in sits or finds(sits[place], tried):
                sits[place] = person
                return True
        return False

    return all(finds(person, set()) for person in range(len(areas)))


def _later(at: time, by: timedelta) -> time:
    """A time of the day later, or 00:00 where that is the next day: nothing ends there."""
    later = datetime.combine(date.min, at) + by
    return later.time() if later.date() == date.min else time.min
