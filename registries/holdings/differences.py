"""Where two sources say different things about one person: found, and left to whoever reads it to be settled.

Nothing is decided here: which of the two is right is for their institutions. Each difference names both sides, so that
somebody at a window can ask about it and have the wrong one corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q

from registries.models import (
    BirthAct,
    DeathAct,
    EmployedStatus,
    EmploymentContract,
    HouseholdMember,
    JobseekerRegistration,
    Kinship,
    PensionCase,
    Person,
    Record,
)


class Kind(StrEnum):
    """What differs."""

    WORKS_AND_SEEKS = "works_and_seeks"
    """A contract is in force, and so is a registration as a jobseeker or as unemployed."""
    WORKS_WITHOUT_CONTRACT = "works_without_contract"
    """Counted as hired under a contract, and no contract is in force."""
    DEATH = "death"
    """The person's row and the death act do not say the same day, or one of them says nothing."""
    PAID_AFTER_DEATH = "paid_after_death"
    """A pension still stands after the day of death."""
    BIRTH_DAY = "birth_day"
    """The birth act names another day than the person's row."""
    PLACE = "place"
    """The household lives in another district than the person is registered in."""
    MARRIED_TO_THE_DEAD = "married_to_the_dead"
    """A marriage stands, and the other has died."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says: its registry, the institution by its code, the day it is about, and a name if it says one.

    Of a difference in which a source says nothing, `day` and `name` are empty.
    """

    registry: str
    source: str
    day: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides that cannot both be as they are."""

    kind: Kind
    one: Side
    other: Side


COMPARED: Final = ("POPULATION", "EMAS", "MSR", "MEQ", "PENS")
"""The registries that are read to compare: whoever is shown the result has looked at these."""


def differences_of(person: Person, *, on: date) -> tuple[Difference, ...]:
    """Every difference in what stands about a person on a day; one query for each table compared, eight at most."""
    return tuple(found for compare in (_work, _death, _birth, _place, _marriage) for found in compare(person, on))


def _work(person: Person, on: date) -> Iterator[Difference]:
    contracts = _in_force(EmploymentContract, person, on)
    counted = [row for row in _in_force(EmployedStatus, person, on) if row.category == EmployedStatus.Category.HIRED]
    for seeks in _in_force(JobseekerRegistration, person, on)[:1]:
        for contract in contracts[:1]:
            said = _side(contract, contract.employer_name)
            yield Difference(Kind.WORKS_AND_SEEKS, said, _side(seeks))
    if counted and not contracts:
        yield Difference(Kind.WORKS_WITHOUT_CONTRACT, _side(counted[0]), Side("EMAS", ""))


def _death(person: Person, on: date) -> Iterator[Difference]:
    acts = list(DeathAct.objects.filter(person=person, superseded_at=None)[:1])
    said = acts[0].valid_from if acts else None
    if said != person.died_on:
        act = _side(acts[0]) if acts else Side("POPULATION", "EDLIYYE")
        yield Difference(Kind.DEATH, Side("POPULATION", "DIN", person.died_on), act)
    died = person.died_on or said
    if died is not None:
        for pension in _in_force(PensionCase, person, on)[:1]:
            yield Difference(Kind.PAID_AFTER_DEATH, Side("POPULATION", "DIN", died), _side(pension))


def _birth(person: Person, _on: date) -> Iterator[Difference]:
    for act in BirthAct.objects.filter(person=person, superseded_at=None)[:1]:
        if act.valid_from != person.birth_date:
            yield Difference(Kind.BIRTH_DAY, Side("POPULATION", "DIN", person.birth_date), _side(act))


def _place(person: Person, on: date) -> Iterator[Difference]:
    rows = HouseholdMember.objects.filter(_stands(on), person=person).select_related("household__district")
    for row in rows[:1]:
        there = row.household.district
        if person.district is not None and there.pk != person.district_id:
            own = Side("POPULATION", "DIN", name=str(person.district))
            yield Difference(Kind.PLACE, own, _side(row, str(there)))


def _marriage(person: Person, on: date) -> Iterator[Difference]:
    both = Q(person=person) | Q(relative=person)
    rows = Kinship.objects.filter(_stands(on), both, kind=Kinship.Kind.SPOUSE).select_related("person", "relative")
    for row in rows:
        spouse = row.relative if row.person_id == person.pk else row.person
        if spouse.died_on is not None and spouse.died_on <= on:
            dead = Side("POPULATION", "DIN", spouse.died_on, spouse.full_name)
            yield Difference(Kind.MARRIED_TO_THE_DEAD, _side(row, spouse.full_name), dead)
            return


def _in_force(model: type[Record], person: Person, on: date) -> Sequence[Any]:
    return list(model._default_manager.filter(_stands(on), person=person).order_by("-valid_from", "-pk"))


def _stands(on: date) -> Q:
    return Q(superseded_at=None, valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


def _side(row: Record, name: str = "") -> Side:
    return Side(row.registry, row.source_id, row.valid_from, name)
