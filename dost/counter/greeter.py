"""What a greeter sees of the queue – numbers and waits, no names –, and the form by which they take a ticket for
somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.centres.days import day_of
from dost.centres.desks import desks_at_work
from dost.centres.models import Ticket
from dost.centres.priority import Cause
from dost.centres.queue import OPEN, Wish
from dost.centres.waits import Wait
from dost.common.dates import local_day
from dost.ui.contexts import Text

from . import offered
from .documents import Kind, Shown, read
from .ticket_page import waits_in

QUICK, OTHER = "quick", "other"


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who waits or is at a desk; minutes since they came."""

    number: str
    state: Text
    minutes: int
    desk: int | None
    wait: Wait | None
    appointed_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What `counter/greeter.html` shows of the queue; times in minutes."""

    rows: tuple[Row, ...]
    waiting: int
    longest: int
    desks: int


def queue_page(centre: str, *, now: datetime, ceiling: int) -> QueuePage:
    """Return the queue of a centre now; at most eleven queries, however many wait."""
    day = day_of(centre, local_day(now))
    tickets = list(
        Ticket.objects.select_related("desk").filter(day=day, state__in=OPEN).order_by("queued_at", "number")
    )
    waits = waits_in(day, now=now)
    rows = tuple(_row(ticket, waits, now, ceiling) for ticket in tickets)
    waiting = [row for row, ticket in zip(rows, tickets, strict=True) if ticket.state == Ticket.State.WAITING]
    return QueuePage(
        rows=rows,
        waiting=len(waiting),
        longest=max((row.minutes for row in waiting), default=0),
        desks=desks_at_work(centre),
    )


def _row(ticket: Ticket, waits: dict[int, Wait], now: datetime, ceiling: int) -> Row:
    waits_still = ticket.state == Ticket.State.WAITING
    until = now if waits_still or ticket.called_at is None else ticket.called_at
    minutes = max(int((until - ticket.queued_at).total_seconds() // 60), 0)
    return Row(
        number=ticket.label,
        state=Ticket.State(ticket.state).label,
        minutes=minutes,
        desk=ticket.desk.number if ticket.desk and not waits_still else None,
        wait=waits.get(ticket.number) if waits_still else None,
        appointed_at=ticket.appointed_at,
        is_late=waits_still and minutes > ceiling,
    )


class ArrivalForm(forms.Form):
    """What somebody says at the door, written down by a greeter."""

    document = forms.CharField(
        required=False,
        max_length=4_000,
        label=gettext_lazy("FİN, or the code of an appointment"),
        help_text=gettext_lazy("Leave it empty for somebody without a document."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    matter = forms.ChoiceField(label=gettext_lazy("What for"), choices=())
    cause = forms.ChoiceField(label=gettext_lazy("Should not be kept waiting"), choices=(), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the ticket"),
        choices=[(code, name) for code, name in settings.LANGUAGES],
        widget=forms.RadioSelect,
        initial="az",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = [  # type: ignore[attr-defined]
            (OTHER, _("Something else, or not sure yet")),
            (QUICK, _("A stamp or a printed letter")),
            (_("What has happened"), [(f"event:{one.code}", one.name) for one in offered.life_events()]),
            *(
                (area.name, [(f"service:{one.code}", one.name) for one in services])
                for area, services in offered.services_by_area()
            ),
        ]
        self.fields["cause"].choices = [("", _("None of these")), *_CAUSES]  # type: ignore[attr-defined]

    def clean_document(self) -> Shown | None:
        """What was shown; nothing of a screening, which is opened at the desk."""
        typed = str(self.cleaned_data["document"]).strip()
        if not typed:
            return None
        shown = read(typed)
        if shown is None:
            raise forms.ValidationError(_("This is no FİN and no code of an appointment."))
        return None if shown.kind is Kind.SCREENING else shown

    def wish(self) -> Wish:
        """What they come for."""
        kind, _colon, code = str(self.cleaned_data["matter"]).partition(":")
        return Wish(
            service=code if kind == "service" else "",
            event=code if kind == "event" else "",
            is_quick=kind == QUICK,
        )

    def named(self) -> Cause | None:
        """Why they should not be kept waiting."""
        given = self.cleaned_data["cause"]
        return Cause(given) if given else None


_CAUSES = [
    (Cause.DISABILITY.value, gettext_lazy("Disability")),
    (Cause.MARTYR.value, gettext_lazy("Martyr’s family")),
    (Cause.VETERAN.value, gettext_lazy("Veteran")),
    (Cause.PREGNANCY.value, gettext_lazy("Pregnancy")),
    (Cause.CHILD.value, gettext_lazy("Small child in arms")),
    (Cause.AGE.value, gettext_lazy("Over 70")),
]
