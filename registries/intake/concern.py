"""Whom an event concerns: the people it names, their kin, and for assistance everyone in the household."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from registries.models import AssistanceCase, HouseholdMember

from .kinds import Job

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
    named = {person for job in jobs if job.child is None for person in job.people}
    kin = _pairs(_KIN, named, lists=2)
    at_home = [job for job in jobs if _is_of_household(job)]
    mates = _pairs(_MATES, {person for job in at_home for person in job.people})
    for job in jobs:
        own = list(job.people)
        if job.child is None:  # a birth names child and parents itself
            job.people |= {relative for person in own for relative in kin.get(person, ())}
        if job in at_home:
            job.people |= {mate for person in own for mate in mates.get(person, ())}


def _is_of_household(job: Job) -> bool:
    return any(draft.target.model in {AssistanceCase, HouseholdMember} for draft in job.drafts)


def _pairs(query: str, people: set[int], *, lists: int = 1) -> dict[int, set[int]]:
    """For each of the people, those whom the query pairs them with."""
    found: dict[int, set[int]] = defaultdict(set)
    if people:
        with connection.cursor() as cursor:
            cursor.execute(query, [sorted(people)] * lists)
            for person, other in cursor.fetchall():
                found[person].add(other)
    return found
