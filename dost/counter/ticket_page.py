"""What whoever holds a ticket sees of it on a telephone: where they are, how long it may take, and what comes after."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from dost.centres.models import CentreDay, Ticket, Visit
from dost.centres.waits import Wait, line_of, waits
from dost.common.dates import local_day
from dost.ui.contexts import Text

POLL_SECONDS: Final = 10
RATED_WITHIN: Final = timedelta(hours=24)
_KEPT: Final = 90


@dataclass(frozen=True, slots=True)
class TicketPage:
    """What `counter/ticket/_state.html` shows. `state` is that of the ticket, or `over` when it is of another day.

    `wait` is None when none can be told; `may_rate`: a visit has ended that nobody has rated; `rated` it, now.
    """

    number: str
    state: str
    desk: int | None
    wait: Wait | None
    tag: str
    code: str
    may_rate: bool = False
    rated: bool = False
    every: int = POLL_SECONDS

    @property
    def ratings(self) -> tuple[tuple[int, Text], ...]:
        """What may be said of the visit, in words, the best first."""
        return ((5, _("Very good")), (4, _("Good")), (3, _("Middling")), (2, _("Bad")), (1, _("Very bad")))

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to poll for."""
        return self.state in {Ticket.State.WAITING, Ticket.State.CALLED, Ticket.State.SERVING}


def ticket_of(code: str) -> Ticket | None:
    """The ticket of a code, with its day and desk. One query."""
    return Ticket.objects.select_related("day__centre", "desk").filter(code=code).first()


def tag_of(ticket: Ticket, *, now: datetime, language: str) -> str:
    """The ETag of what is shown: it changes with the day, and with every minute of waiting."""
    state = f"{ticket.day.version}\n{ticket.state}\n{now:%Y%m%d%H%M}\n{language}\n{ticket.code}"
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:24]}"'


def ticket_page(ticket: Ticket, *, now: datetime, language: str) -> TicketPage:
    """Return what is shown of a ticket; at most nine queries, and one for all but the first who ask in a minute."""
    over = ticket.day.day != local_day(now) and ticket.state == Ticket.State.WAITING
    state = "over" if over else ticket.state
    ended = Visit.objects.filter(ticket=ticket, ended_at__isnull=False).order_by("-ended_at").first()
    recent = ended is not None and ended.ended_at is not None and now - ended.ended_at <= RATED_WITHIN
    return TicketPage(
        number=ticket.label,
        state=state,
        desk=ticket.desk.number
        if ticket.desk and ticket.state in (Ticket.State.CALLED, Ticket.State.SERVING)
        else None,
        wait=waits_in(ticket.day, now=now).get(ticket.number) if state == Ticket.State.WAITING else None,
        tag=tag_of(ticket, now=now, language=language),
        code=ticket.code,
        may_rate=ticket.state == Ticket.State.DONE and recent and ended is not None and ended.rating is None,
        rated=ended is not None and ended.rating is not None and recent,
    )


def waits_in(day: CentreDay, *, now: datetime) -> dict[int, Wait]:
    """The waits of all who wait in a day, reckoned once for each change of the day and each minute."""
    key = f"waits:{day.pk}:{day.version}:{now:%H%M}"
    known: dict[int, Wait] | None = cache.get(key)
    if known is None:
        known = waits(line_of(day.centre_id, now=now))
        cache.set(key, known, timeout=_KEPT)
    return known
