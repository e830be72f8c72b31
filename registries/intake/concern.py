"""Whom a change concerns: the people it names, their kin, and for assistance everyone in the household."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import connection, models

from registries.models import AssistanceCase, HouseholdMember

from .kinds import Job

OF_HOUSEHOLDS: Final = frozenset({AssistanceCase, HouseholdMember})
"""The tables whose rows concern everyone in the household."""

_KIN = """
SELECT person_id, relative_id FROM registries_kinship
WHERE superseded_at IS NULL AND person_id = ANY(%s)
UNION SELECT relative_id, person_id FROM registries_kinship
WHERE superseded_at IS NULL AND relative_id = ANY(%s)
"""
_MATES = """
SELECT a.person_id, b.person_id FROM registries_householdmember a
JOIN registries_householdmember b ON b.household_id = a.household_id
    AND b.superseded_at IS NULL AND b.valid_until IS NULL
WHERE a.superseded_at IS NULL AND a.valid_until IS NULL AND a.person_id = ANY(%s)
"""


def concern(jobs: Sequence[Job]) -> None:
    """Widen each job's `people`: parents, children, spouses and guardians; of households, who lives there."""
    named = {
        person for job in jobs if job.event.kind != "birth" for person in job.people
    }  # a birth names everybody itself
    kin = _kin(named)
    at_home = [job for job in jobs if _is_of_household(job)]
    mates = _mates({person for job in at_home for person in job.people})
    for job in jobs:
        own = set(job.people)
        if job.event.kind != "birth":
            job.people |= _of(own, kin)
        if job in at_home:
            job.people |= _of(own, mates)


def concerned(model: type[models.Model], named: Sequence[Collection[int]]) -> list[set[int]]:
    """Whom changes of a table concern that name these people, in the same order."""
    everybody = {person for people in named for person in people}
    kin = _kin(everybody)
    mates = _mates(everybody) if model in OF_HOUSEHOLDS else {}
    return [set(people) | _of(people, kin) | _of(people, mates) for people in named]


def _is_of_household(job: Job) -> bool:
    return any(draft.target.model in OF_HOUSEHOLDS for draft in job.drafts)


def _of(people: Collection[int], pairs: Mapping[int, set[int]]) -> set[int]:
    return {other for person in people for other in pairs.get(person, ())}


def _kin(people: set[int]) -> dict[int, set[int]]:
    return _pairs(_KIN, people, lists=2)


def _mates(people: set[int]) -> dict[int, set[int]]:
    return _pairs(_MATES, people, lists=1)


def _pairs(query: str, people: set[int], *, lists: int) -> dict[int, set[int]]:
    """For each of the people, those whom the query pairs them with."""
    found: dict[int, set[int]] = defaultdict(set)
    if people:
        with connection.cursor() as cursor:
            cursor.execute(query, [sorted(people)] * lists)
            for person, other in cursor.fetchall():
                found[person].add(other)
    return found
