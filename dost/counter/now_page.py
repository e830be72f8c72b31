"""A centre as its supervisor sees it: who waits and who is where now, and a day against the norms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from dost.centres.closing import morning_of
from dost.centres.days import day_of
from dost.centres.desks import AT_DESK
from dost.centres.figures import (
    SATISFIED_NORM,
    SERVICE_NORM,
    WAIT_NORM,
    DayFigures,
    Figures,
    day_figures,
)
from dost.centres.models import Desk, Klass, Sitting, Ticket
from dost.centres.queue import desks_of, line_at, waiting_in
from dost.common.dates import local_day
from dost.ui.contexts import Tag
from services_catalog.formats import NBSP, tenths
from services_catalog.models import Service
from services_catalog.sensitive import HIDDEN, label_of, neutral_title

from .matters import areas_in_words, matter_of

WAITS_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class DeskNow:
    """A desk: who sits there (empty: nobody), what happens there, and since when; the ticket that is there, its id None
    where there is none.
    """

    pk: int
    number: int
    serves: str
    who: str
    state: Tag
    ticket: str
    since: datetime | None
    ticket_id: int | None = None

    @property
    def may_free(self) -> bool:
        """Whether there is somebody to call away."""
        return bool(self.who or self.ticket)


@dataclass(frozen=True, slots=True)
class CentreNow:
    """A centre at this moment. `longest_since` is from when on the one waits who has waited longest."""

    now: datetime
    waiting: int
    longest_since: datetime | None
    past_ceiling: int
    at_work: int
    overload: bool
    desks: tuple[DeskNow, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """A figure beside its norm; `value` empty where nothing is known, `is_met` None then."""

    label: str
    value: str
    norm: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: an hour, a clerk, a service. Times are in minutes and seconds, empty where there are none."""

    label: str
    called: int
    served: int
    wait: str
    service: str
    satisfied: str


@dataclass(frozen=True, slots=True)
class NowPage:
    """The page. `live` is None for a day that is not today; `most` is the longest bar of the hours."""

    centre: str
    on: date
    is_today: bool
    live: CentreNow | None
    taken: int
    missed: int
    left: int
    norms: tuple[Norm, ...]
    hours: tuple[Row, ...]
    clerks: tuple[Row, ...]
    services: tuple[Row, ...]
    most: int
    before: date
    after: date | None


def now_page(centre: str, *, on: date, now: datetime) -> NowPage:
    """The page of a centre's day."""
    today = local_day(now)
    found = day_figures(centre, on)
    hours = tuple(row_of(f"{one.key:02}:00", one.figures) for one in found.by_hour)
    return NowPage(
        centre=centre,
        on=on,
        is_today=on == today,
        live=centre_now(centre, now=now) if on == today else None,
        taken=found.taken,
        missed=found.missed,
        left=found.left,
        norms=_norms(found.whole),
        hours=hours,
        clerks=tuple(row_of(one.key.get_full_name() or one.key.get_username(), one.figures) for one in found.by_clerk),
        services=_services(found),
        most=max((row.served for row in hours), default=0),
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today else None,
    )


def centre_now(centre: str, *, now: datetime) -> CentreNow:
    """A centre at this moment. Eight queries, however many wait and sit."""
    line = line_at(centre, now=now)
    counting = [one for one in line.waiting if one.counts(now, line.numbers)]
    sittings = {
        one.desk_id: one
        for one in Sitting.objects.filter(
            desk__centre=centre, desk__retired_at=None, until=None, since__gte=morning_of(now)
        ).select_related("user")
    }
    there = {one.desk_id: one for one in Ticket.objects.filter(desk__centre=centre, state__in=AT_DESK)}
    desks = tuple(_desk(desk, sittings.get(desk.pk), there.get(desk.pk)) for desk in desks_of(centre))
    return CentreNow(
        now=now,
        waiting=len(line.waiting),
        longest_since=min((one.queued_at(line.numbers) for one in counting), default=None),
        past_ceiling=sum(one.waited(now, line.numbers) > line.numbers.ceiling for one in counting),
        at_work=sum(one.paused_at is None for one in sittings.values()),
        overload=line.overload,
        desks=desks,
    )


def desk_now(centre: str, desk_id: int, *, now: datetime) -> DeskNow | None:
    """One desk of a centre at this moment; None where there is none. Three queries."""
    desk = desks_of(centre).filter(pk=desk_id).first()
    if desk is None:
        return None
    sitting = Sitting.objects.filter(desk=desk, until=None, since__gte=morning_of(now)).select_related("user").first()
    return _desk(desk, sitting, Ticket.objects.filter(desk=desk, state__in=AT_DESK).first())


@dataclass(frozen=True, slots=True)
class WaitsRow:
    """Somebody who waits, without a name: since when (None: an appointment that has not come), and for which desk."""

    label: str
    matter: str
    klass: str
    since: datetime | None
    appointed_at: datetime | None
    to_desk: int | None


def waits_rows(waiting: list[Ticket], *, now: datetime) -> tuple[WaitsRow, ...]:
    """The rows of those who wait."""
    return tuple(
        WaitsRow(
            label=one.label,
            matter=matter_of(one),
            klass="" if one.klass == Klass.NONE else str(Klass(one.klass).label),
            since=one.queued_at if one.queued_at <= now else None,
            appointed_at=one.appointed_at,
            to_desk=one.to_desk.number if one.to_desk else None,
        )
        for one in waiting
    )


def who_waits(centre: str, *, now: datetime) -> list[Ticket]:
    """The first `WAITS_SHOWN` of those who wait, the longest first, with what a row shows. Two queries."""
    return list(waiting_in(day_of(centre, local_day(now))).select_related("service", "to_desk")[:WAITS_SHOWN])


def _desk(desk: Desk, sitting: Sitting | None, ticket: Ticket | None) -> DeskNow:
    pk, number, serves = desk.pk, desk.number, areas_in_words(desk.areas)
    who = (sitting.user.get_full_name() or sitting.user.get_username()) if sitting else ""
    if ticket is not None:
        serving = ticket.state == Ticket.State.SERVING
        state = Tag(_("Serves"), "green") if serving else Tag(_("Has called"), "blue")
        return DeskNow(pk, number, serves, who, state, ticket.label, ticket.called_at, ticket.pk)
    if sitting is None:
        return DeskNow(pk, number, serves, who, Tag(_("Empty"), "grey"), "", None)
    if sitting.paused_at is not None:
        return DeskNow(pk, number, serves, who, Tag(_("Short break"), "yellow"), "", sitting.paused_at)
    return DeskNow(pk, number, serves, who, Tag(_("Free"), "grey"), "", None)


def _norms(found: Figures) -> tuple[Norm, ...]:
    satisfied = None if found.satisfied is None else found.satisfied >= SATISFIED_NORM
    return (
        Norm(_("Mean wait"), minutes(found.wait), minutes(WAIT_NORM), within(found.wait, WAIT_NORM)),
        Norm(_("Mean service"), minutes(found.service), minutes(SERVICE_NORM), within(found.service, SERVICE_NORM)),
        Norm(_("Content with the visit"), share(found.satisfied), share(SATISFIED_NORM), satisfied),
    )


def within(value: timedelta | None, norm: timedelta) -> bool | None:
    """Whether a time keeps its norm; None where nothing is known."""
    return None if value is None else value <= norm


def _services(found: DayFigures) -> tuple[Row, ...]:
    codes = [one.key for one in found.by_service if one.key not in ("", HIDDEN)]
    names = {one.code: label_of(one).title for one in Service.objects.filter(code__in=codes)} if codes else {}
    names[HIDDEN] = neutral_title()
    return tuple(row_of(names.get(one.key, _("Not said")), one.figures) for one in found.by_service)


def row_of(label: str, figures: Figures) -> Row:
    """The line of an hour, a clerk or a service."""
    return Row(
        label=label,
        called=figures.called,
        served=figures.served,
        wait=minutes(figures.wait),
        service=minutes(figures.service),
        satisfied=share(figures.satisfied),
    )


def minutes(span: timedelta | None) -> str:
    """Minutes and seconds: `7:05`."""
    if span is None:
        return ""
    seconds = round(span.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def share(of_100: float | None) -> str:
    """How many of 100, to a tenth: `98.7 %`; empty where nothing is known."""
    return "" if of_100 is None else f"{tenths(Decimal(of_100))}{NBSP}%"
