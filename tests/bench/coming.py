"""What a crowd of people waits for on a page, with the processor time behind it, as a section of figures."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.installation import Installation

from . import goals
from .crowd import Page, crowd
from .figures import Cpu, Figure, Goal, Section, Unit, spread, total
from .spending import of_house

SECONDS: Final = 60.0
WARM_UP_SECONDS: Final = 10.0
LOAD: Final = "load"
"""The process that asks; it runs on this machine, and is no cost of the page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is opened: letter and key of its figures, its words, the goal, and the queries of one page if counted."""

    letter: str
    key: str
    title: str
    goal: Goal | None = goals.PAGE_MILLISECONDS
    queries: int | None = None


def came(
    house: Installation, address: str, opened: Opened, page_of: Callable[[random.Random], Page], *, people: int
) -> Section:
    """Let the crowd come: first to warm up, then measured."""
    crowd(address, page_of, people=people, seconds=WARM_UP_SECONDS)
    meter = of_house(house)
    answered = crowd(address, page_of, people=people, seconds=SECONDS)
    served, pages = meter.spent(), len(answered.took)
    key = f"{opened.letter}.{opened.key}"
    cpu = (*served, Cpu(LOAD, round(answered.load_cpu_seconds, 3)))
    figures = [
        Figure(f"{key}.pages", "answers", pages, Unit.COUNT),
        *spread([one * 1_000 for one in answered.took]).figures(key, Unit.MILLISECONDS, goal=opened.goal),
        Figure(f"{key}.failed", "failed", answered.failed, Unit.COUNT, goals.NONE, is_worst=True),
        Figure(
            f"{key}.cpu_ms",
            "of CPU an answer without the load's",
            1_000 * total(cpu, without=LOAD) / pages,
            Unit.MILLISECONDS,
            cpu=cpu,
        ),
    ]
    if opened.queries is not None:
        queries = Figure(f"{key}.queries", "queries", opened.queries, Unit.COUNT, goals.PAGE_QUERIES, is_worst=True)
        figures.append(queries)
    if answered.unchanged:
        figures.append(Figure(f"{key}.unchanged", "unchanged", answered.unchanged, Unit.COUNT))
    return Section(opened.letter, opened.title, tuple(figures))
