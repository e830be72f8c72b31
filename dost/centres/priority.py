"""Whom nobody should keep waiting: what somebody says at the door, and what the registries know of them.

Which classes are by law and which by need is assumed: the sources at hand name the groups, not the order among them.
By law are those to whom a law of the Republic promises service out of turn – persons with disabilities, families of
martyrs, veterans of war –, by need those who cannot stand for long. What a registry says acts silently: no screen, no
ticket and no wait that is told may differ by it (`waits.said_by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from dost.common.dates import months_later
from dost.common.prepared_statements import fetch_prepared
from registries.facts.catalogue import vocabulary
from registries.facts.query import rows_of_persons

from .models import Klass

CONFIDENCE: Final = "assumed"
OLD_FROM: Final = 70
SMALL_MONTHS: Final = 12
"""A child not yet so old counts as one in arms, where only a registry is asked."""


class Cause(models.TextChoices):
    """Why somebody is asked, or known, not to be kept waiting; what of it was said is kept nowhere."""

    DISABILITY = "disability", _("I have a disability")
    MARTYR = "martyr", _("I am of a martyr’s family")
    VETERAN = "veteran", _("I am a veteran")
    PREGNANCY = "pregnancy", _("I am pregnant")
    CHILD = "child", _("I have a small child in my arms")
    AGE = "age", _("I am over 70")


KLASSES: Final[Mapping[Cause, Klass]] = {
    Cause.DISABILITY: Klass.LAW,
    Cause.MARTYR: Klass.LAW,
    Cause.VETERAN: Klass.LAW,
    Cause.PREGNANCY: Klass.NEED,
    Cause.CHILD: Klass.NEED,
    Cause.AGE: Klass.NEED,
}
_HONOURED: Final[Mapping[str, Cause]] = {
    "honour.martyr_family": Cause.MARTYR,
    "honour.january_20_family": Cause.MARTYR,
    "honour.afghanistan_family": Cause.MARTYR,
    "honour.war_disabled": Cause.DISABILITY,
    "honour.veteran": Cause.VETERAN,
    "honour.wwii_veteran": Cause.VETERAN,
    "honour.national_hero": Cause.VETERAN,
    "honour.patriotic_war_hero": Cause.VETERAN,
}
FACTS: Final = ("person.age", "disability.band", "children.youngest_birth_date", *_HONOURED)
_BOUND: Final = tuple(vocabulary("person").resolve(name) for name in FACTS)
REGISTRIES: Final = tuple(sorted({bound.fact.registry for bound in _BOUND}))
"""The registries that are read; what the record of looks names."""
_NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What the registries hold of somebody that bears on waiting; None is not known and gives nothing."""

    age: int | None = None
    band: str | None = None
    youngest: date | None = None
    honours: frozenset[Cause] = frozenset()


def causes_in(held: Held, *, on: date) -> frozenset[Cause]:
    """Return the causes that the registries know; pure."""
    found = set(held.honours)
    if held.band not in (None, "none"):
        found.add(Cause.DISABILITY)
    if held.age is not None and held.age >= OLD_FROM:
        found.add(Cause.AGE)
    if held.youngest is not None and held.youngest <= on < months_later(held.youngest, SMALL_MONTHS):
        found.add(Cause.CHILD)
    return frozenset(found)


def klass_of(causes: Iterable[Cause]) -> Klass:
    """Return the class of whoever has these causes: the soonest of them."""
    found = {KLASSES[cause] for cause in causes}
    return next((klass for klass in (Klass.LAW, Klass.NEED) if klass in found), Klass.NONE)


def held_of(person_id: int | None, *, on: date) -> Held:
    """Read what the registries hold of a person; of nobody the same is asked, and nothing found. One statement."""
    text = rows_of_persons("person", _BOUND).as_string(None)
    columns, found = fetch_prepared(text, [on, [_NOBODY if person_id is None else person_id]])
    if not found:
        return Held()
    facts: dict[str, Any] = dict(zip(columns, found[0], strict=True))
    return Held(
        age=facts["person.age"],
        band=facts["disability.band"],
        youngest=facts["children.youngest_birth_date"],
        honours=frozenset(cause for name, cause in _HONOURED.items() if facts[name]),
    )
