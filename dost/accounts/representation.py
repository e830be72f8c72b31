"""Whom a citizen may act for on a day: a child as a parent, a ward as a guardian, anybody by their mandate.

It is asked at every request of somebody who acts for another, so it ends by itself: with the eighteenth birthday, a
marriage, the end of a guardianship, the loss of parental rights, a death, the last day of a mandate or its end.
Nothing is kept of what was true yesterday.

The law (Family Code and Civil Code of Azerbaijan; recalled, not quoted): parents represent their children until full
legal capacity, which comes at 18 or with a lawful marriage, unless they were deprived of their rights or somebody else
has adopted the child; guardians and trustees represent whom they were given, foster parents as guardians do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from registries.models import ChildPlacement, Kinship, Person

from .actors import Capacity
from .models import Mandate

Kind = Kinship.Kind
Row = TypeVar("Row", Kinship, ChildPlacement)

_MARRIED: Final = "person_is_married"


@dataclass(frozen=True, slots=True)
class Represented:
    """Somebody whom a citizen may act for, and as what. `until` is the last day that is known; None when none is."""

    person: Person
    capacity: Capacity
    until: date | None = None
    mandate: Mandate | None = None


_BY_WIDTH: Final = (Capacity.PARENT, Capacity.GUARDIAN, Capacity.MANDATE)
"""Who may be acted for in several ways is acted for in the widest."""


def represented_by(person: Person, *, on: date) -> tuple[Represented, ...]:
    """Everybody a person may act for on a day, the youngest first; each once, in the widest way."""
    found: dict[int, Represented] = {}
    for one in sorted(_candidates(person, None, on), key=_width):
        found.setdefault(one.person.pk, one)
    return tuple(sorted(found.values(), key=lambda one: (one.person.birth_date, one.person.pk), reverse=True))


def represents(person: Person, other_id: int, *, on: date) -> Represented | None:
    """As what a person may act for another (by id) on a day, in the widest way; None when they may not."""
    return min(_candidates(person, other_id, on), key=_width, default=None)


def represents_by_law(person: Person, other_id: int, *, on: date) -> Represented | None:
    """As what the registries say that a person may act for another: a parent or guardian; mandates do not count."""
    return min(_by_law(person, other_id, on), key=_width, default=None)


def acts_for_themselves(person: Person, *, on: date) -> bool:
    """Whether a person may act for themselves on a day: grown up or married, under no guardian, and living."""
    if person.died_on is not None or not _has_full_capacity(person, on):
        return False
    wards = _in_force(Kinship.objects.filter(person=person, kind=Kind.GUARDIAN), on).select_related("person")
    return not any(tie.valid_from >= comes_of_age_on(person.birth_date) for tie in wards)


def _width(one: Represented) -> int:
    return _BY_WIDTH.index(one.capacity)


def comes_of_age_on(born: date) -> date:
    """The day of full legal capacity by age; who is born on 29 February reaches it on 1 March."""
    year = born.year + settings.PAYEE_FULL_CAPACITY_AGE
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _candidates(person: Person, other_id: int | None, on: date) -> Iterator[Represented]:
    yield from _by_law(person, other_id, on)
    yield from _by_mandate(person, other_id, on)


def _by_law(person: Person, other_id: int | None, on: date) -> Iterator[Represented]:
    if person.died_on is not None or not _has_full_capacity(person, on):
        return
    for tie in _ties(person, other_id, on):
        if (one := _of_tie(tie, on)) is not None:
            yield one
    for placement in _placements(person, other_id, on):
        if _is_child(placement, on):
            adopted = placement.kind == ChildPlacement.Kind.ADOPTION
            capacity = Capacity.PARENT if adopted else Capacity.GUARDIAN
            yield Represented(placement.person, capacity, _last_day(placement))


def _by_mandate(person: Person, other_id: int | None, on: date) -> Iterator[Represented]:
    """By mandates that stand; both must still act for themselves."""
    rows = standing_mandates(on).filter(agent=person).select_related("grantor")
    found = list(rows if other_id is None else rows.filter(grantor=other_id))
    if not found or not acts_for_themselves(person, on=on):
        return
    for mandate in found:
        if mandate.grantor is not None and acts_for_themselves(mandate.grantor, on=on):
            yield Represented(mandate.grantor, Capacity.MANDATE, mandate.until, mandate)


def standing_mandates(on: date) -> QuerySet[Mandate]:
    """Mandates that were accepted, were not ended, and of which this is a day; the newest first."""
    return Mandate.objects.filter(
        accepted_at__isnull=False, ended_at=None, starts__lte=on, until__gte=on, grantor__died_on=None
    )


def _of_tie(tie: Kinship, on: date) -> Represented | None:
    if _is_child(tie, on):
        capacity = Capacity.GUARDIAN if tie.kind == Kind.GUARDIAN else Capacity.PARENT
        return Represented(tie.person, capacity, _last_day(tie))
    # A guardianship of a child ends with childhood, whatever its row says; of a grown person it begins later.
    if tie.kind == Kind.GUARDIAN and tie.valid_from >= comes_of_age_on(tie.person.birth_date):
        return Represented(tie.person, Capacity.GUARDIAN, tie.valid_until)
    return None


def _is_child(row: Kinship | ChildPlacement, on: date) -> bool:
    married: bool = getattr(row, _MARRIED)
    return on < comes_of_age_on(row.person.birth_date) and not married


def _last_day(row: Kinship | ChildPlacement) -> date:
    day_before = comes_of_age_on(row.person.birth_date) - timedelta(days=1)
    return day_before if row.valid_until is None else min(row.valid_until, day_before)


def _has_full_capacity(person: Person, on: date) -> bool:
    if on >= comes_of_age_on(person.birth_date):
        return True
    return _marriages(on).filter(Q(person=person) | Q(relative=person)).exists()


def _ties(person: Person, other_id: int | None, on: date) -> QuerySet[Kinship]:
    """Kinship in which the person is a parent with their rights, or a guardian.

    A natural parent is none any more once somebody else has adopted the child, unless that is their spouse.
    """
    with_adopter = Q(person=person, relative=OuterRef("carer")) | Q(relative=person, person=OuterRef("carer"))
    adopted_away = (
        _in_force(ChildPlacement.objects.filter(kind=ChildPlacement.Kind.ADOPTION, person=OuterRef("person")), on)
        .exclude(carer=person)
        .exclude(Exists(_marriages(on).filter(with_adopter)))
    )
    ties = _in_force(Kinship.objects.filter(relative=person, rights_removed=False), on)
    ties = ties.filter(Q(kind=Kind.GUARDIAN) | (Q(kind__in=[Kind.MOTHER, Kind.FATHER]) & ~Exists(adopted_away)))
    return _of_whom(ties, other_id, on)


def _placements(person: Person, other_id: int | None, on: date) -> QuerySet[ChildPlacement]:
    """Placements in which the person brings a child up."""
    return _of_whom(_in_force(ChildPlacement.objects.filter(carer=person), on), other_id, on)


def _of_whom(rows: QuerySet[Row], other_id: int | None, on: date) -> QuerySet[Row]:
    """Of these rows those about the living, or about one person of them; each says whether that person is married."""
    either = Q(person=OuterRef("person")) | Q(relative=OuterRef("person"))
    rows = rows.filter(person__died_on=None).select_related("person").order_by("pk")
    rows = rows.annotate(**{_MARRIED: Exists(_marriages(on).filter(either))})
    return rows if other_id is None else rows.filter(person=other_id)


def _marriages(on: date) -> QuerySet[Kinship]:
    return _in_force(Kinship.objects.filter(kind=Kind.SPOUSE), on)


def _in_force(rows: QuerySet[Row], on: date) -> QuerySet[Row]:
    """Those that stand on a day."""
    until = Q(valid_until=None) | Q(valid_until__gte=on)
    return rows.filter(until, superseded_at=None, valid_from__lte=on)
