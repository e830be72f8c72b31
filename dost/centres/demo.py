"""A centre that works, for a demonstration: desks, a lunch break, and shifts of its staff for the weeks ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from dost.accounts.models import User
from dost.common.dates import local_day
from dost.common.working_days import is_working_day
from registries.models import Centre

from .models import CentreBreak, Desk, Shift

CODE: Final = "BAKI-1"
DESKS: Final = 4
WEEKS: Final = 5
LUNCH: Final = (time(13), time(14))
VOLUNTEER: Final = "Aytən"
AT_CENTRE: Final = (User.Role.CLERK, User.Role.SUPERVISOR, User.Role.GREETER)


@dataclass(frozen=True, slots=True)
class Made:
    """How many desks and shifts were made; none where they stood already."""

    desks: int
    shifts: int


def set_up(*, now: datetime) -> Made:
    """Give the demonstration's centre what it lacks; done again, it adds only days that have come nearer.

    Whoever of the demonstration's staff works at a centre and has none yet works at this one.
    """
    centre = Centre.objects.filter(pk=CODE, status=Centre.Status.OPEN, opens__isnull=False).first()
    if centre is None or centre.opens is None or centre.closes is None:
        return Made(0, 0)
    User.objects.filter(is_demonstration=True, role__in=AT_CENTRE, centre="").update(centre=CODE)
    desks = 0
    if not Desk.objects.filter(centre=centre).exists():
        desks = len(Desk.objects.bulk_create(Desk(centre=centre, number=one) for one in range(1, DESKS + 1)))
        CentreBreak.objects.create(centre=centre, starts=LUNCH[0], ends=LUNCH[1])
    return Made(desks, _plan(centre.opens, centre.closes, local_day(now)))


def _plan(opens: time, closes: time, today: date) -> int:
    """Shifts of the staff on the days ahead for which nobody is planned."""
    days = [today + timedelta(days=ahead) for ahead in range(7 * WEEKS)]
    planned = set(Shift.objects.filter(centre=CODE, day__gte=today).values_list("day", flat=True))
    clerks = list(User.objects.filter(centre=CODE, role=User.Role.CLERK, is_active=True).order_by("pk"))
    others = list(User.objects.filter(centre=CODE, role=User.Role.GREETER, is_active=True).order_by("pk"))
    desks = list(Desk.objects.filter(centre=CODE, retired_at=None).order_by("number"))
    rows = []
    for day in days:
        if day in planned or not is_working_day(day):
            continue
        at = {"centre_id": CODE, "day": day, "starts": opens, "ends": closes}
        rows += [Shift(**at, user=user, desk=desk) for user, desk in zip(clerks, desks, strict=False)]
        rows += [Shift(**at, user=user) for user in others]
        rows.append(Shift(**at, volunteer=VOLUNTEER))
    return len(Shift.objects.bulk_create(rows))
