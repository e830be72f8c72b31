"""Giving what is not money: what is issued for a granted case, its number, how long it is valid, a place in a queue.

The number of what is issued is made of the case's own: the service, the year, the number of the case and a check
character. So it is known before anything is written, and a case can never be given two.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dost.common.bulk import among
from dost.common.dates import local_day
from registries.models import Person
from services_catalog.queries import definition_of
from services_catalog.sensitive import code_in_numbers

from .matters import same_matter
from .models import Case, Deliverable

Kind = Deliverable.Kind

KINDS: Final[Mapping[str, Deliverable.Kind]] = {kind.value: kind for kind in Kind}
"""What is issued, by the outcome of a version; `message` gives nothing but the notice, `payment` money."""

STANDING: Final = (Kind.QUEUE, Kind.REGISTRATION)
"""What stands until it is ended; a document or referral is a paper that was handed out."""

CERTIFICATE: Final = "certificate"
CERTIFICATE_DAYS: Final = 30

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER: Final = re.compile(r"(\d\d-\d\d(?:-\d)?)-(\d{4})-(\d{7,18})-([0-9A-Z])")


def valid_days(case: Case) -> int | None:
    """For how many days what a case gives is valid; None without an end. Here alone it is decided.

    A version may say it (`valid_days`); otherwise a certificate is valid for thirty days, and all else without an end.
    """
    said = definition_of(case.version).valid_days
    if said is not None:
        return said
    return CERTIFICATE_DAYS if case.service.kind == CERTIFICATE else None


def issue(
    case: Case, *, until: date | None, now: datetime, document: Mapping[str, Any] | None = None
) -> Deliverable | None:
    """Build (not save) what a granted case gives; None when it is money or a message.

    `until` is the last day of the right itself, if it has one: nothing is valid beyond it. `document` is what is
    written on a document (`documents.written_for`).
    """
    kind = KINDS.get(definition_of(case.version).outcome)
    if kind is None:
        return None
    today = local_day(now)
    days = valid_days(case)
    ends = [day for day in (until, today + timedelta(days=days) if days is not None else None) if day is not None]
    return Deliverable(
        case=case,
        service=case.service,
        person=case.person,
        kind=kind,
        number=number_of(code_in_numbers(case.service), today.year, case.pk),
        issued_at=now,
        valid_until=max(min(ends), today) if ends else None,
        content={
            "person": _named(case.person),
            "about": _named(case.about) if case.about and case.about_id != case.person_id else None,
            **({"document": dict(document)} if document else {}),
        },
    )


def _named(person: Person) -> dict[str, str]:
    return {"name": person.full_name, "fin": person.fin, "born": person.birth_date.isoformat()}


# -- numbers -----------------------------------------------------------------------------------------------------


def number_of(service: str, year: int, running: int) -> str:
    """The number of what is issued: `01-02-2026-0048813-M`."""
    body = f"{service}-{year}-{running:07d}"
    return f"{body}-{check_character(body)}"


def check_character(text: str) -> str:
    """The check character of the letters and digits of a text (ISO/IEC 7064, MOD 37,36).

    One wrong character, and two neighbours that changed places, are always noticed.
    """
    product = 36
    for character in text:
        if character in _ALPHABET:
            product = (product + _ALPHABET.index(character)) % 36 or 36
            product = product * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def read_number(text: str) -> str | None:
    """A typed number as it is written, or None when it cannot be one: spaces and small letters are forgiven."""
    typed = "".join(text.split()).upper().replace("–", "-").replace("—", "-")
    match = _NUMBER.fullmatch(typed)
    return typed if match and check_character(typed[:-2]) == match[4] else None


# -- places in queues, ends --------------------------------------------------------------------------------------


def places(of: Iterable[Deliverable]) -> dict[int, int]:
    """The places of those that stand in a queue, by id, the first being 1; one query."""
    ids = [one.pk for one in of if one.kind == Kind.QUEUE and one.ended_on is None]
    if not ids:
        return {}
    before = Q(issued_at__lt=OuterRef("issued_at")) | Q(issued_at=OuterRef("issued_at"), pk__lte=OuterRef("pk"))
    ahead = (
        Deliverable.objects.filter(before, kind=Kind.QUEUE, ended_on=None, service=OuterRef("service"))
        .order_by()
        .values("service")
        .annotate(n=Count("pk"))
    )
    found = Deliverable.objects.filter(pk__in=ids).annotate(place=Coalesce(Subquery(ahead.values("n")), 0))
    return dict(found.values_list("pk", "place"))


def end_earlier(case: Case, *, now: datetime) -> None:
    """End what still stands from an earlier case about the same matter, when it is given anew."""
    Deliverable.objects.filter(
        same_matter(case, "case__"), kind__in=STANDING, ended_on=None, service=case.service_id
    ).exclude(case=case).update(ended_on=local_day(now))


def end_of_the_dead(people: Collection[int]) -> int:
    """Give up the places and registrations of those of these people who have died; return how many."""
    theirs = Deliverable.objects.filter(among("person", people), kind__in=STANDING, ended_on=None)
    dead = dict(theirs.filter(person__died_on__isnull=False).values_list("pk", F("person__died_on")))
    for pk, day in dead.items():
        Deliverable.objects.filter(pk=pk).update(ended_on=day)
    return len(dead)
