"""For which employers somebody may act on a day: as the Tax Service has registered them, or by the employer's mandate.

An employer is a legal person with a VÖEN; a person in business acts for themselves. Like `representation`, it is asked
of the rows of this moment, so it ends by itself with the registration, the mandate or its last day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from registries.models import EmployerRepresentative, Person

from .models import Mandate
from .representation import acts_for_themselves, standing_mandates

LEGAL_PERSON: Final = re.compile(r"[0-9]{9}1")
"""The VÖEN of a legal person; that of somebody in business ends in 2."""


@dataclass(frozen=True, slots=True)
class Employer:
    """A legal person: its VÖEN and what it is called, as the register names it last (the VÖEN where it does not)."""

    voen: str
    name: str

    def __str__(self) -> str:
        """Its name, and its VÖEN, by which two of one name differ."""
        return f"{self.name} (VÖEN {self.voen})" if self.name != self.voen else f"VÖEN {self.voen}"


@dataclass(frozen=True, slots=True)
class ActsFor:
    """An employer somebody may act for: as its registered head, or under `mandate`. `until`: the last day known."""

    employer: Employer
    position: str = ""
    until: date | None = None
    mandate: Mandate | None = None


def is_legal_person(voen: str) -> bool:
    """Whether this is written as the VÖEN of a legal person is."""
    return LEGAL_PERSON.fullmatch(voen) is not None


def employer_of(voen: str) -> Employer:
    """The employer with a VÖEN."""
    rows = EmployerRepresentative.objects.filter(employer_voen=voen, superseded_at=None)
    name = rows.order_by("valid_from", "pk").values_list("employer_name", flat=True).last()
    return Employer(voen, name or voen)


def employers_of(person: Person, *, on: date) -> tuple[ActsFor, ...]:
    """Every employer a person may act for on a day, by name; each once, as its head before by its mandate."""
    found: dict[str, ActsFor] = {}
    for one in _candidates(person, None, on):
        found.setdefault(one.employer.voen, one)
    return tuple(sorted(found.values(), key=lambda one: (one.employer.name, one.employer.voen)))


def acts_for_employer(person: Person, voen: str, *, on: date) -> ActsFor | None:
    """As what a person may act for an employer on a day; None when they may not."""
    return next(_candidates(person, voen, on), None) if is_legal_person(voen) else None


def heads_of(voen: str, *, on: date) -> QuerySet[EmployerRepresentative]:
    """Who is registered to act for an employer on a day."""
    until = Q(valid_until=None) | Q(valid_until__gte=on)
    return EmployerRepresentative.objects.filter(until, employer_voen=voen, superseded_at=None, valid_from__lte=on)


def _candidates(person: Person, voen: str | None, on: date) -> Iterator[ActsFor]:
    until = Q(valid_until=None) | Q(valid_until__gte=on)
    heads = EmployerRepresentative.objects.filter(until, person=person, superseded_at=None, valid_from__lte=on)
    given = standing_mandates(on).filter(agent=person, grantor=None)
    if voen is not None:
        heads, given = heads.filter(employer_voen=voen), given.filter(grantor_voen=voen)
    registered, mandates = list(heads.order_by("pk")), list(given)
    if not (registered or mandates) or not acts_for_themselves(person, on=on):
        return
    for row in registered:
        if is_legal_person(row.employer_voen):
            yield ActsFor(Employer(row.employer_voen, row.employer_name), row.position, row.valid_until)
    for mandate in mandates:
        yield ActsFor(employer_of(mandate.grantor_voen), until=mandate.until, mandate=mandate)
