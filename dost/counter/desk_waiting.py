"""Who waits, as a clerk sees it: in the order in which their desk would call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings

from dost.centres.models import Klass, Sitting, Ticket
from dost.centres.queue import line_at
from dost.ui.contexts import Tag

from .matters import matter_of

SHOWN: Final = 12
TAGS: Final = {Klass.LAW: Tag(Klass.LAW.label, "purple"), Klass.NEED: Tag(Klass.NEED.label, "blue")}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A ticket that waits. `since` is None while an appointment has not come; `language` is said where it is another.

    `klass` is None for whoever is called in turn.
    """

    label: str
    matter: str
    klass: Tag | None
    since: datetime | None
    appointed_at: datetime | None
    language: str
    is_quick: bool
    to_this_desk: bool


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The first who would be called by a desk; `served` are all of them, `elsewhere` those whom only others serve."""

    rows: tuple[WaitingRow, ...]
    served: int
    elsewhere: int
    now: datetime

    @property
    def more(self) -> int:
        """How many of those whom the desk serves are not in the rows."""
        return self.served - len(self.rows)


def waiting_list(sitting: Sitting, *, now: datetime) -> WaitingList:
    """Who waits for a desk now. Five queries, however many wait."""
    line = line_at(sitting.desk.centre_id, now=now)
    served = line.served_by(sitting.desk)
    rows = tuple(_row(ticket, sitting, now) for ticket in line.order(sitting.desk, most=SHOWN))
    return WaitingList(rows=rows, served=served, elsewhere=len(line.tickets) - served, now=now)


def klass_tag(ticket: Ticket) -> Tag | None:
    """The class as a word, for staff alone; in turn is said by saying nothing."""
    return TAGS.get(Klass(ticket.klass))


def language_of_holder(ticket: Ticket) -> str:
    """The language in which the ticket was taken, by its own name; empty for Azerbaijani."""
    return "" if ticket.language == settings.LANGUAGE_CODE else str(dict(settings.LANGUAGES).get(ticket.language, ""))


def _row(ticket: Ticket, sitting: Sitting, now: datetime) -> WaitingRow:
    return WaitingRow(
        label=ticket.label,
        matter=matter_of(ticket),
        klass=klass_tag(ticket),
        since=ticket.queued_at if ticket.queued_at <= now else None,
        appointed_at=ticket.appointed_at,
        language=language_of_holder(ticket),
        is_quick=ticket.is_quick,
        to_this_desk=ticket.to_desk_id == sitting.desk_id,
    )
