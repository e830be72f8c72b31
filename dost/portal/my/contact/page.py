"""What the page of contact and language shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dost.accounts.citizens import SignedInCitizen
from dost.accounts.who import who
from dost.notifications.models import Contact, ContactChange, ContactCode
from dost.notifications.reach import contact_of, house_hours
from dost.ui.contexts import Text
from dost.ui.formats import hour
from registries.models import Person

from .forms import HOUSE, NEVER, OWN

MOST_CHANGES = 10

FIELDS: dict[str, Text] = {
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address for letters"),
    "language": gettext_lazy("Language"),
    "way": gettext_lazy("How we write to you"),
    "quiet_from": gettext_lazy("Quiet from"),
    "quiet_until": gettext_lazy("Quiet until"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: what it is, what stands there, and where it is changed (``remove_url`` where it can go)."""

    label: Text
    value: Text
    note: Text
    change_url: str
    change: Text
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was made: which field, when, by whom. What stood there is not repeated on the page."""

    field: Text
    at: datetime
    who: Text


@dataclass(frozen=True, slots=True)
class ContactPage:
    """How a person is reached, and what was changed lately."""

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]


def contact_page(me: SignedInCitizen) -> ContactPage:
    """How the person is reached now. Two queries."""
    contact = contact_of(me.person)
    return ContactPage(lines=_lines(me.person, contact), changes=_changes(me.person_id))


def _lines(person: Person, contact: Contact | None) -> tuple[Line, ...]:
    change, add = _("Change"), _("Add")
    phone, email = (contact.phone if contact else ""), (contact.email if contact else "")
    wishes = reverse("my:contact_wishes")
    lines = [
        Line(
            FIELDS["phone"],
            phone or person.phone or _("none"),
            _phone_note(phone, person.phone),
            reverse("my:contact_new", args=[ContactCode.Way.PHONE.value]),
            change if phone else _("Confirm"),
            reverse("my:contact_remove", args=[ContactCode.Way.PHONE.value]) if phone else "",
        )
    ]
    if settings.SENDS_EMAIL:
        lines.append(
            Line(
                FIELDS["email"],
                email or _("none"),
                _("confirmed") if email else "",
                reverse("my:contact_new", args=[ContactCode.Way.EMAIL.value]),
                change if email else add,
                reverse("my:contact_remove", args=[ContactCode.Way.EMAIL.value]) if email else "",
            )
        )
    address = contact.address if contact else ""
    language = (contact.language if contact else "") or person.language
    return (
        *lines,
        Line(FIELDS["address"], address or _("none"), "", wishes, change if address else add),
        Line(FIELDS["language"], Person.Language(language).label, "", wishes, change),
        Line(FIELDS["way"], Contact.Way(contact.way if contact else Contact.Way.SMS).label, "", wishes, change),
        Line(_("No text messages"), _quiet(contact), "", wishes, change),
    )


def _phone_note(confirmed: str, known: str) -> str:
    if confirmed:
        return _("confirmed")
    if known:
        return _("known to the state, and not confirmed: a text message from it answers no question")
    return ""


def _quiet(contact: Contact | None) -> str:
    if contact is None or contact.quiet_from is None or contact.quiet_until is None:
        return hours_in_words() or _("at no time")
    if contact.quiet_from == contact.quiet_until:
        return _("at no time")
    return f"{hour(contact.quiet_from)}–{hour(contact.quiet_until)}"


def hours_in_words() -> str:
    """The quiet hours of the house, as 21:00–09:00; empty where it has none."""
    house = house_hours()
    return f"{hour(house.first)}–{hour(house.last)}" if house else ""


def _changes(person_id: int) -> tuple[Change, ...]:
    rows = ContactChange.objects.filter(person=person_id).select_related(*ContactChange.who()).order_by("-pk")
    return tuple(Change(FIELDS.get(row.field, row.field), row.at, str(who(row))) for row in rows[:MOST_CHANGES])


def wishes_now(person: Person) -> dict[str, Any]:
    """What stands now, as the form of the wishes begins."""
    contact = contact_of(person)
    own = contact is not None and contact.quiet_from is not None
    quiet = HOUSE
    if contact is not None and own:
        quiet = NEVER if contact.quiet_from == contact.quiet_until else OWN
    return {
        "language": (contact.language if contact else "") or person.language,
        "way": contact.way if contact else Contact.Way.SMS.value,
        "address": contact.address if contact else "",
        "quiet": quiet,
        "quiet_from": contact.quiet_from if contact and quiet == OWN else None,
        "quiet_until": contact.quiet_until if contact and quiet == OWN else None,
    }
