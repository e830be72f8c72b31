"""Whom a sign-in is of: from the claims of the provider to a person of the registries, and their row as a citizen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction

from registries.intake import cells
from registries.models import Person

from ..models import Citizen
from .claims import Claims


class Refusal(StrEnum):
    """Why nobody is signed in, although the provider has said who it is."""

    NO_FIN = "no_fin"
    UNKNOWN = "unknown"
    DEAD = "dead"
    OTHER_PERSON = "other_person"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The citizen; `is_new_subject` says that the provider knows them under another subject than before."""

    citizen: Citizen
    is_new_subject: bool = False


def recognise(claims: Claims) -> Recognised | Refusal:
    """Find whose FİN the provider gave, and make or update their row as a citizen.

    A person may come back under a new subject, as after a new card: the row follows. A subject that was somebody
    else's is refused: one account of the provider is never two people's.
    """
    person = _person(claims.fin)
    if isinstance(person, Refusal):
        return person
    try:
        with transaction.atomic():
            return _row_of(person, claims.subject)
    except IntegrityError:  # two first sign-ins of one person at once: the other one has made the row
        with transaction.atomic():
            return _row_of(person, claims.subject)


def _person(sent: str) -> Person | Refusal:
    if not sent:
        return Refusal.NO_FIN
    try:
        fin = cells.fin(sent)
    except cells.BadCellError:
        return Refusal.NO_FIN
    person = Person.objects.filter(fin=fin).first()
    if person is None:
        return Refusal.UNKNOWN
    return Refusal.DEAD if person.died_on is not None else person


def _row_of(person: Person, subject: str) -> Recognised | Refusal:
    holder = Citizen.objects.select_for_update(no_key=True).filter(subject=subject).first()
    if holder is not None:
        return Recognised(holder) if holder.person_id == person.pk else Refusal.OTHER_PERSON
    known = Citizen.objects.select_for_update(no_key=True).filter(person=person).first()
    if known is None:
        return Recognised(Citizen.objects.create(person=person, subject=subject))
    known.subject = subject
    known.save(update_fields=["subject"])
    return Recognised(known, is_new_subject=True)
