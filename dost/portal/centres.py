"""The page of the centres: where they are, whom they serve, and whether they are open now."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from dost.centres.models import ClosedDay
from dost.common.dates import local_day
from dost.common.opening_hours import Hours, OpenUntil, opening
from registries.models import Centre

_CONFIRMED: Final = "verified"
SAID_AHEAD: Final = timedelta(days=30)
"""So long before a centre is closed its page says so."""


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Whether a centre is open, and the moment when that turns; `day` is how far off that is."""

    is_open: bool
    at: datetime
    day: Literal["today", "tomorrow", "later"]


@dataclass(frozen=True, slots=True)
class Closed:
    """A working day on which a centre is closed, and why, in the words of the centre."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class CentreRow:
    """One centre. What is empty is not known; `confirmed` are hours and districts from a published source.

    `as_of` is the month in which it was read that one is still being built.
    """

    code: str
    name: str
    is_building: bool
    serves: tuple[str, ...]
    serves_confirmed: bool
    address: str
    opens: time | None = None
    closes: time | None = None
    hours_confirmed: bool = False
    now: OpenNow | None = None
    as_of: date | None = None
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class CentresPage:
    """What `portal/centres.html` shows. `now` and `hours_confirmed` are of all that are open, where they are alike."""

    open: tuple[CentreRow, ...]
    building: tuple[CentreRow, ...]
    now: OpenNow | None
    at: datetime

    @property
    def hours_confirmed(self) -> bool:
        """Whether the hours of all centres are from a published source."""
        return all(row.hours_confirmed for row in self.open)

    @property
    def addresses_lack(self) -> bool:
        """Whether the address of some centre is not known."""
        return any(not row.address for row in self.open)


def centres_page(*, at: datetime, language: str) -> CentresPage:
    """Return the page of the centres at a moment; two queries."""
    closed = _closed(at)
    rows = [_row(centre, at, language, closed.get(centre.code, ())) for centre in Centre.objects.all()]
    working = tuple(row for row in rows if not row.is_building)
    return CentresPage(
        open=tuple(sorted(working, key=lambda row: (not row.address, row.code))),
        building=tuple(row for row in rows if row.is_building),
        now=_alike(row.now for row in working),
        at=at,
    )


def centres_now(at: datetime) -> OpenNow | None:
    """Return whether centres are open, if that is the same for all of them; one query."""
    ahead = ClosedDay.objects.filter(centre=OuterRef("pk"), withdrawn_at=None, day__gte=local_day(at))
    centres = (
        Centre.objects.filter(status=Centre.Status.OPEN)
        .order_by()
        .annotate(closed=ArraySubquery(ahead.values("day")))
        .values_list("opens", "closes", "closed")
    )
    return _alike(_open_now(opens, closes, at, closed) for opens, closes, closed in centres)


def _closed(at: datetime) -> dict[str, tuple[Closed, ...]]:
    """The days on which centres are closed, from today on, by centre."""
    found: dict[str, tuple[Closed, ...]] = {}
    for row in ClosedDay.objects.filter(withdrawn_at=None, day__gte=local_day(at)).order_by("day"):
        found[row.centre_id] = (*found.get(row.centre_id, ()), Closed(row.day, row.reason))
    return found


def _alike(found: Iterable[OpenNow | None]) -> OpenNow | None:
    different: Sequence[OpenNow | None] = list(dict.fromkeys(found))
    return different[0] if len(different) == 1 else None


def _row(centre: Centre, at: datetime, language: str, closed: tuple[Closed, ...]) -> CentreRow:
    is_open = centre.status == Centre.Status.OPEN
    return CentreRow(
        code=centre.code,
        name=getattr(centre, f"name_{language}") or centre.name_az,
        is_building=not is_open,
        serves=tuple(part.strip() for part in centre.serves.split(",") if part.strip()),
        serves_confirmed=centre.serves_confidence == _CONFIRMED,
        address=centre.address,
        opens=centre.opens if is_open else None,
        closes=centre.closes if is_open else None,
        hours_confirmed=centre.hours_confidence == _CONFIRMED,
        now=_open_now(centre.opens, centre.closes, at, [one.day for one in closed]) if is_open else None,
        closed=tuple(one for one in closed if one.day - local_day(at) <= SAID_AHEAD) if is_open else (),
        as_of=date.fromisoformat(f"{centre.as_of}-01") if centre.as_of else None,
    )


def _open_now(opens: time | None, closes: time | None, at: datetime, closed: Container[date]) -> OpenNow | None:
    if opens is None or closes is None:
        return None
    found = opening(Hours(opens, closes), at, closed)
    if isinstance(found, OpenUntil):
        return OpenNow(True, found.closes, "today")
    ahead = local_day(found.opens) - local_day(at)
    return OpenNow(False, found.opens, "today" if not ahead else "tomorrow" if ahead == timedelta(days=1) else "later")
