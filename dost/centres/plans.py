"""How a centre's days are planned, read from its rows: hours, closed days, breaks, desks, shifts, who is booked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from dost.common.working_days import is_working_day
from registries.models import Centre

from .models import Appointment, CentreBreak, ClosedDay, Desk, Shift
from .numbers import rules_of
from .slots import Booked, DayPlan, PlannedDesk, Span, span_at


@dataclass(frozen=True, slots=True)
class Planned:
    """The days of a centre from the first to the last, and who is booked on each."""

    plans: dict[date, DayPlan]
    booked: dict[date, list[Booked]] = field(default_factory=dict)


def closed_days(*, first: date, last: date | None = None, centre: str | None = None) -> dict[str, set[date]]:
    """The days on which centres are closed though they are working days, by centre; from a day on. One query."""
    rows = ClosedDay.objects.filter(withdrawn_at=None, day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    if centre is not None:
        rows = rows.filter(centre=centre)
    found: dict[str, set[date]] = defaultdict(set)
    for code, day in rows.order_by().values_list("centre", "day"):
        found[code].add(day)
    return found


def planned(centre: str, first: date, last: date) -> Planned:
    """How a centre's days are planned, both ends included. Seven queries however many days."""
    place = Centre.objects.filter(pk=centre).first()
    hours = _hours(place)
    rules = rules_of(centre)
    closed = closed_days(first=first, last=last, centre=centre).get(centre, set())
    breaks = tuple(
        Span(starts, ends)
        for starts, ends in CentreBreak.objects.filter(centre=centre, withdrawn_at=None).values_list("starts", "ends")
    )
    desks = list(Desk.objects.filter(centre=centre, retired_at=None).order_by("number"))
    manned = _manned(centre, first, last)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    plans = {
        day: DayPlan(
            day=day,
            hours=hours if is_working_day(day) and day not in closed else None,
            slot=timedelta(minutes=rules.slot),
            share=rules.booked_share,
            desks=tuple(_desk(desk, manned.get(day)) for desk in desks),
            breaks=breaks,
        )
        for day in days
    }
    return Planned(plans, _booked(centre, first, last))


def booked_of(rows: Iterable[Appointment]) -> list[Booked]:
    """What the rules of a day ask of appointments; in the order in which they were booked."""
    return [Booked(row.pk, span_at(row.starts_at, row.minutes), (row.service_id or "")[:2]) for row in rows]


def _hours(place: Centre | None) -> Span | None:
    if place is None or place.status != Centre.Status.OPEN or place.opens is None or place.closes is None:
        return None
    return Span(place.opens, place.closes)


def _desk(desk: Desk, manned: dict[int, list[Span]] | None) -> PlannedDesk:
    """A desk of a day; `manned` is None where nobody has planned a desk on it."""
    shifts = None if manned is None else tuple(manned.get(desk.pk, ()))
    return PlannedDesk(desk.pk, frozenset(desk.areas), shifts)


def _manned(centre: str, first: date, last: date) -> dict[date, dict[int, list[Span]]]:
    """By day and desk, when somebody who still works at the centre is there. Days nobody has planned are not in it."""
    rows = Shift.objects.filter(
        centre=centre, day__gte=first, day__lte=last, withdrawn_at=None, desk__isnull=False
    ).values_list("day", "desk", "starts", "ends", "user__is_active", "user__centre")
    found: dict[date, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for day, desk, starts, ends, is_active, works_at in rows:
        shifts = found[day][desk]
        if is_active and works_at == centre:
            shifts.append(Span(starts, ends))
    return {day: dict(desks) for day, desks in found.items()}


def _booked(centre: str, first: date, last: date) -> dict[date, list[Booked]]:
    rows = Appointment.objects.filter(
        day__centre=centre, day__day__gte=first, day__day__lte=last, state=Appointment.State.BOOKED
    ).select_related("day")
    found: dict[date, list[Appointment]] = defaultdict(list)
    for row in rows:
        found[row.day.day].append(row)
    return {day: booked_of(each) for day, each in found.items()}
