"""One chunk of the population, from its plan to the text for COPY."""

from __future__ import annotations

from . import (
    benefits,
    health,
    honours,
    names,
    newly_served,
    outside,
    pensions,
    placements,
    rarities,
    register,
    unemployment,
    work,
)
from .community import CHUNK, Community, Plan
from .sheet import IDS_PER_PERSON, TABLES, Sheet


def make_chunk(plan: Plan, chunk: int, bases: dict[str, int]) -> dict[str, bytes]:
    """Make the chunk's people and all their records: what COPY reads, by table.

    `bases` is the highest id in use before the load, by table.
    """
    return draw_chunk(plan, chunk, bases)[1].text()


def draw_chunk(plan: Plan, chunk: int, bases: dict[str, int]) -> tuple[Community, Sheet]:
    """Make the chunk's people, and the rows of all their records.

    The order below matters: each office uses what the ones before it found out about a person.
    """
    limit = CHUNK * IDS_PER_PERSON
    sheet = Sheet({table: bases.get(table, 0) + chunk * limit for table in TABLES}, limit)
    community = Community(plan, chunk)
    register.draw_citizenship(community)
    outside.fill(community, sheet)
    work.fill(community, sheet)
    health.fill(community, sheet)
    newly_served.fill(community, sheet, names.stream("newly served", plan.seed, chunk))
    placements.fill(community, sheet)
    unemployment.fill(community, sheet)
    pensions.fill(community, sheet)
    honours.fill(community, sheet, names.stream("first war", plan.seed, chunk))
    benefits.fill(community, sheet)
    outside.receive(community, sheet)
    rarities.fill(community, sheet, names.stream("rarities", plan.seed, chunk))
    register.fill(community, sheet)
    return community, sheet
