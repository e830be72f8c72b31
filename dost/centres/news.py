"""Telling somebody about their appointment, once of each kind of news."""

from __future__ import annotations

from datetime import datetime

from dost.notifications.appointment_notices import AppointmentNews, appointment, appointment_key
from dost.notifications.models import Notice
from dost.notifications.question import ReplyBy
from dost.notifications.reach import reach_of
from registries.models import Centre, Person

from .models import Appointment


def tell(row: Appointment, news: AppointmentNews, *, now: datetime, reply: ReplyBy | None = None) -> bool:
    """Write down what the person is told; False where they were told it before. In the caller's transaction."""
    if Notice.objects.filter(key=appointment_key(row.pk, news)).exists():
        return False
    person = Person.objects.select_related("contact").get(pk=row.person_id)
    centre = Centre.objects.get(pk=row.day.centre_id)
    made = appointment(
        person,
        news,
        appointment=row.pk,
        centre=centre_name(centre, reach_of(person).language),
        starts_at=row.starts_at,
        reply=reply,
        now=now,
    )
    made.save()
    return True


def centre_name(centre: Centre, language: str) -> str:
    """The name of a centre in a language, else in Azerbaijani."""
    return str(getattr(centre, f"name_{language}", "") or centre.name_az)
