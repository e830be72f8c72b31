"""By what ways a person is reached, in which language, and when: what they told this house, else what registries know.

The ways are tried in this order: what the person prefers, then text message, e-mail, letter on paper. The inbox holds
every message and is none of the ways: nobody is told by what they may never open. Of a sensitive service nothing is
sent but a text message, and that only where its passport says so (decision 25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from registries.models import Person
from services_catalog.models import Service

from .models import Contact, Notice

Way = Notice.Channel

SMS: Final = "sms"
"""The way of an answer, as passports name it, that is a message to the telephone."""
IN_ORDER: Final = (Way.SMS, Way.EMAIL, Way.LETTER)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of every day, in Baku, in which no text message is sent; they may pass midnight."""

    first: time
    last: time

    def hold(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in."""
        local = timezone.localtime(moment)
        at = local.time()
        over_midnight = self.first > self.last
        inside = (at >= self.first or at < self.last) if over_midnight else self.first <= at < self.last
        if not inside:
            return moment
        day = local.date() + timedelta(days=1 if over_midnight and at >= self.first else 0)
        return timezone.make_aware(datetime.combine(day, self.last))


@dataclass(frozen=True, slots=True)
class Reach:
    """How one person is reached; what is empty is not known. `confirmed`: a code has shown the number to be theirs."""

    language: str
    phone: str = ""
    confirmed: bool = False
    email: str = ""
    address: str = ""
    prefers: Way = Way.SMS
    quiet: QuietHours | None = None

    def ways(self) -> tuple[Way, ...]:
        """The ways there are, in the order in which they are tried."""
        known = {Way.SMS: self.phone, Way.EMAIL: self.email, Way.LETTER: self.address}
        order = (self.prefers, *(way for way in IN_ORDER if way != self.prefers))
        return tuple(way for way in order if known[way])


def contact_of(person: Person) -> Contact | None:
    """What the person told this house, if anything; a query unless it was read with the person (`person__contact`)."""
    try:
        found: Contact = person.contact
    except Contact.DoesNotExist:
        return None
    return found


def reach_of(person: Person) -> Reach:
    """How a person is reached now."""
    told = contact_of(person)
    if told is None:
        return Reach(person.language, person.phone, quiet=house_hours())
    return Reach(
        language=told.language or person.language,
        phone=told.phone or person.phone,
        confirmed=bool(told.phone),
        email=told.email if settings.SENDS_EMAIL else "",
        address=told.address,
        prefers=Way(told.way),
        quiet=_quiet(told),
    )


def house_hours() -> QuietHours | None:
    """The quiet hours of this installation, for everybody who has chosen none."""
    hours: tuple[time, time] | None = settings.QUIET_HOURS
    return QuietHours(*hours) if hours else None


def _quiet(told: Contact) -> QuietHours | None:
    if told.quiet_from is None or told.quiet_until is None:
        return house_hours()
    return None if told.quiet_from == told.quiet_until else QuietHours(told.quiet_from, told.quiet_until)


def ways_about(service: Service, reach: Reach) -> tuple[Way, ...]:
    """The ways by which a person may be told of a service."""
    if not service.sensitive:
        return reach.ways()
    return tuple(way for way in reach.ways() if way == Way.SMS and may_be_sent(service))


def may_be_sent(service: Service) -> bool:
    """Whether a message about a service may go to a telephone: of a sensitive one only where its passport says so."""
    return not service.sensitive or SMS in service.passport.get("answers", ())
