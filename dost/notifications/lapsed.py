"""Numbers and addresses that somebody gave for another, once they may not act for them any more.

A mother who confirmed her own telephone for her child is that child's way until its eighteenth birthday, and a guardian
until the guardianship ends. The registries end it by themselves, so nothing is announced: it is asked here, at once
where a message from such a telephone would answer a question, and every night for what would be sent there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from dost.accounts.actors import OnBehalf
from dost.accounts.representation import represents_by_law
from registries.models import Person

from .models import Contact, ContactChange

FIELDS: Final = ("phone", "email", "address")


@dataclass(frozen=True, slots=True)
class GivenBy:
    """Who gave what stands in one field of a person's contact, for that person; `counts`: they still may."""

    person_id: int
    field: str
    actor: OnBehalf
    counts: bool


def given_for_others(*, on: date, people: Collection[int] | None = None) -> list[GivenBy]:
    """What stands now and was given by somebody else, of some people (by id) or of everybody."""
    rows = ContactChange.objects.filter(field__in=FIELDS)
    if people is None:
        people = set(rows.exclude(by_for=None).order_by().values_list("person_id", flat=True))
    newest = rows.filter(person__in=people).order_by("person_id", "field", "-pk").distinct("person_id", "field")
    told = {row.person_id: row for row in Contact.objects.filter(person__in=people)}
    found = []
    for row in newest:
        actor, contact = row.actor, told.get(row.person_id)
        if isinstance(actor, OnBehalf) and contact is not None and getattr(contact, row.field):
            found.append(GivenBy(row.person_id, row.field, actor, _still_acts(actor, on)))
    return found


def _still_acts(actor: OnBehalf, on: date) -> bool:
    person = Person.objects.filter(pk=actor.person_id).first()
    return person is not None and represents_by_law(person, actor.of, on=on) is not None
