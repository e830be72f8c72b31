"""What the pages of a centre show its supervisor, and an auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.models import User
from dost.centres.models import Desk, Device, Shift
from dost.centres.news import centre_name
from dost.centres.places import breaks_of, closed_days_of, desks_of
from dost.centres.settling import Short, short_of_desks
from dost.centres.shifts import shifts_of
from dost.common.dates import local_day
from dost.common.working_days import is_working_day
from dost.ui.contexts import Tag, Text
from registries.models import Centre
from services_catalog.models import Service

SECTIONS: Final[tuple[tuple[str, Text], ...]] = (
    ("centres:now", pgettext_lazy("a centre", "Now")),
    ("centres:now_calls", _("142 in figures")),
    ("centres:centre", _("At a glance")),
    ("centres:desks", _("Desks")),
    ("centres:shifts", _("Shifts")),
    ("centres:closed", _("Closed days and breaks")),
    ("centres:rules", _("Numbers")),
    ("centres:screens", _("Screens")),
    ("desk:home", _("Counter")),
)


OWN: Final = frozenset({"centres:now", "centres:now_calls", "desk:home"})
"""What only somebody of the centre opens: the days of it and of 142 as they run, and a desk to help out at."""


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the centre in its navigation."""

    words: Text
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Around each page: whose centre it is, the pages of it, and whether the reader keeps it or only reads.

    `others` are the centres an auditor can read, by code and name; empty for a supervisor.
    """

    code: str
    name: str
    keeps: bool
    sections: tuple[Section, ...]
    others: tuple[tuple[str, str], ...] = ()


def frame_of(user: User, *, asked: str, path: str, language: str) -> Frame | None:
    """The frame for a reader: a supervisor's own centre, whichever is asked for an auditor; None without a centre."""
    centres = {one.code: centre_name(one, language) for one in Centre.objects.filter(status=Centre.Status.OPEN)}
    audits = user.role == User.Role.AUDITOR
    code = (asked if asked in centres else next(iter(centres), "")) if audits else user.centre
    if not code or code not in centres:
        return None
    sections = sections_of(path, ending=f"?{urlencode({'centre': code})}" if audits else "", is_own=not audits)
    return Frame(code, centres[code], not audits, sections, tuple(centres.items()) if audits else ())


def sections_of(path: str, *, ending: str = "", is_own: bool = True) -> tuple[Section, ...]:
    """The pages of a centre, of which `path` is one; `OWN` are only for the supervisor whose own it is."""
    opens = [(name, words) for name, words in SECTIONS if is_own or name not in OWN]
    return tuple(Section(words, f"{reverse(name)}{ending}", path == reverse(name)) for name, words in opens)


# -- the centre --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShortRow:
    """An appointment for which a desk is lacking. Nothing of its person: whoever must be called is found elsewhere."""

    starts_at: datetime
    state: Tag
    told: Tag


@dataclass(frozen=True, slots=True)
class CentrePage:
    """The centre at a glance: what is set up, and whom it cannot serve as booked."""

    desks: int
    shifts_today: int
    screens: int
    closed: tuple[tuple[date, str], ...]
    short: tuple[ShortRow, ...]


def centre_page(code: str, *, now: datetime) -> CentrePage:
    """The first page of a centre."""
    today = local_day(now)
    return CentrePage(
        desks=len(desks_of(code)),
        shifts_today=len(shifts_of(code, first=today, days=1)),
        screens=Device.objects.filter(centre=code, revoked_at=None, paired_at__isnull=False).count(),
        closed=tuple((one.day, one.reason) for one in closed_days_of(code, on=today)),
        short=tuple(_short_row(one) for one in short_of_desks(code, now=now)),
    )


def _short_row(one: Short) -> ShortRow:
    state = Tag(_("Cancelled: closed"), "red") if one.cancelled else Tag(_("May have to wait"), "orange")
    told = (
        Tag(_("Not reached: call"), "red")
        if one.untold
        else Tag(_("Told"), "green")
        if one.told
        else Tag(_("Not told yet"), "grey")
    )
    return ShortRow(one.appointment.starts_at, state, told)


# -- desks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk: what it serves in words, nothing where it serves everything."""

    pk: int
    number: int
    serves: tuple[str, ...]


def areas_of_catalogue() -> dict[str, str]:
    """The areas of services by the two digits their codes begin with. One query."""
    codes = Service.objects.order_by("code").values_list("code", "area")
    return {code[:2]: area for code, area in codes}


def desk_rows(code: str, words: Mapping[str, str]) -> tuple[DeskRow, ...]:
    """The desks of a centre; `words` are those of the areas, by digits."""
    return tuple(
        DeskRow(one.pk, one.number, tuple(words.get(area, area) for area in one.areas)) for one in desks_of(code)
    )


# -- closed days and breaks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A day or a break that can be taken back."""

    pk: int
    day: date | None = None
    reason: str = ""
    starts: time | None = None
    ends: time | None = None


def closed_rows(code: str, *, on: date) -> tuple[ClosedRow, ...]:
    """The days on which a centre will be closed."""
    return tuple(ClosedRow(one.pk, one.day, one.reason) for one in closed_days_of(code, on=on))


def break_rows(code: str) -> tuple[ClosedRow, ...]:
    """The breaks of every working day."""
    return tuple(ClosedRow(one.pk, starts=one.starts, ends=one.ends) for one in breaks_of(code))


# -- the week ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """Somebody's shift; `desk` is empty without one, `can_end`: it is not over and can be taken back."""

    pk: int
    who: str
    is_volunteer: bool
    desk: str
    starts: time
    ends: time
    can_end: bool


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of a week. `is_worked`: the centre is open on it."""

    day: date
    is_today: bool
    is_worked: bool
    shifts: tuple[ShiftRow, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of shifts with the ways to those before and after."""

    monday: date
    days: tuple[WeekDay, ...]
    before: str
    after: str

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def week_of(code: str, monday: date, *, today: date) -> Week:
    """A week of a centre. Two queries."""
    shifts = shifts_of(code, first=monday)
    closed = {one.day for one in closed_days_of(code, on=monday)}
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    return Week(
        monday,
        tuple(
            WeekDay(
                day,
                day == today,
                is_working_day(day) and day not in closed,
                tuple(_shift_row(one, today) for one in shifts if one.day == day),
            )
            for day in days
        ),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
    )


def _shift_row(one: Shift, today: date) -> ShiftRow:
    return ShiftRow(
        pk=one.pk,
        who=(one.user.get_full_name() or one.user.username) if one.user else one.volunteer,
        is_volunteer=one.user_id is None,
        desk=str(one.desk.number) if one.desk else "",
        starts=one.starts,
        ends=one.ends,
        can_end=one.day >= today,
    )


# -- screens -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """A kiosk or a board; `paired_at` is when it was paired, None before."""

    pk: int
    kind: Text
    place: str
    state: Tag
    paired_at: datetime | None
    can_revoke: bool


def screen_rows(code: str, *, now: datetime) -> tuple[ScreenRow, ...]:
    """The screens of a centre; those that were taken out stand last."""
    rows = Device.objects.filter(centre=code).order_by("revoked_at", "kind", "place")
    return tuple(
        ScreenRow(
            one.pk, Device.Kind(one.kind).label, one.place, _state(one, now), one.paired_at, one.revoked_at is None
        )
        for one in sorted(rows, key=lambda one: (one.revoked_at is not None, one.kind, one.place))
    )


def _state(one: Device, now: datetime) -> Tag:
    if one.revoked_at is not None:
        return Tag(_("Taken out"), "grey")
    if one.paired_at is not None:
        return Tag(_("Paired"), "green")
    if one.code_until is not None and one.code_until > now:
        return Tag(_("Waits for its code"), "yellow")
    return Tag(_("Its code has run out"), "orange")


def desk_of(code: str, pk: int) -> Desk | None:
    """A desk of a centre that is not retired."""
    return Desk.objects.filter(pk=pk, centre=code, retired_at=None).first()
