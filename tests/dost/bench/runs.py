"""Runs of the bench as they were measured nowhere."""

from __future__ import annotations

from typing import Final

from tests.bench.figures import Better, Cpu, Figure, Goal, Section, Unit
from tests.bench.record import Arguments, Run

PAGE: Final = Goal(200)


def page(value: float, *, goal: Goal | None = PAGE, key: str = "k.my_page.p95_ms") -> Figure:
    return Figure(key, "p95", value, Unit.MILLISECONDS, goal, cpu=(Cpu("web", 1.5),), rounds=(value, value))


def services(number: int) -> Figure:
    return Figure("d.services", "services", number, Unit.COUNT, Goal(160), better=Better.HIGHER)


def run(
    *figures: Figure,
    people: int = 20_000,
    machine: str = "two cores",
    ended: str = "2026-12-01T11:00:00+00:00",
    failed: tuple[str, ...] = (),
) -> Run:
    return Run(
        machine=machine,
        commit="0123456789ab",
        arguments=Arguments(people=people, events=200, rounds=2, only=""),
        population=f"{people:,} people, seed 7, as of 2026-12-01",
        began="2026-12-01T10:00:00+00:00",
        ended=ended,
        load_before=0.5,
        load_after=1.5,
        failed=failed,
        sections=(Section("k", "first page of a citizen", figures, ("a note",)),),
    )
