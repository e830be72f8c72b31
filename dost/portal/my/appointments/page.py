"""What the pages of a citizen's appointments show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString

from dost.cases.text.results import qr_code
from dost.centres.appointments import open_appointments, past_appointments
from dost.centres.choosing import matter_in_words
from dost.centres.models import Appointment
from dost.centres.news import centre_name
from dost.ui.contexts import Tag, TagColour

MOST_PAST: Final = 10
"""So many of the past are shown."""
SQUARE: Final = 7
"""Pixels of each square of the code for the kiosk: a telephone is held before a camera."""
_COLOURS: Final[dict[str, TagColour]] = {
    Appointment.State.BOOKED: "blue",
    Appointment.State.ARRIVED: "green",
    Appointment.State.MISSED: "orange",
    Appointment.State.CANCELLED: "grey",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment; `service` is empty for another matter. `is_open`: it can still be changed and cancelled."""

    url: str
    starts_at: datetime
    centre: str
    address: str
    service: str
    state: Tag
    is_open: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """What lies ahead, and what was."""

    ahead: tuple[Row, ...]
    past: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """An appointment with the square for the kiosk, while it can be used."""

    row: Row
    minutes: int
    square: SafeString | None
    change_url: str
    cancel_url: str


def list_page(person_id: int, *, now: datetime, language: str) -> ListPage:
    """The appointments of a person. Two queries."""
    return ListPage(
        ahead=tuple(row_of(one, now=now, language=language) for one in open_appointments(person_id, now=now)),
        past=tuple(
            row_of(one, now=now, language=language) for one in past_appointments(person_id, now=now)[:MOST_PAST]
        ),
    )


def one_page(one: Appointment, *, now: datetime, language: str) -> OnePage:
    """One appointment."""
    booked = one.state == Appointment.State.BOOKED
    return OnePage(
        row=row_of(one, now=now, language=language),
        minutes=one.minutes,
        square=qr_code(one.code, scale=SQUARE) if booked else None,
        change_url=reverse("my:appointment_change", args=[one.pk]),
        cancel_url=reverse("my:appointment_cancel", args=[one.pk]),
    )


def row_of(one: Appointment, *, now: datetime, language: str) -> Row:
    """One appointment as a list shows it."""
    return Row(
        url=reverse("my:appointment", args=[one.pk]),
        starts_at=one.starts_at,
        centre=centre_name(one.day.centre, language),
        address=one.day.centre.address,
        service=matter_in_words(one),
        state=Tag(Appointment.State(one.state).label, _COLOURS[one.state]),
        is_open=one.state == Appointment.State.BOOKED and one.starts_at > now,
    )
