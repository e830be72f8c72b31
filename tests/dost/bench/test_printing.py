"""What people read: each figure with its goal beside it, and whether it was met."""

from __future__ import annotations

import pytest

from tests.bench import printing
from tests.bench.figures import Better, Cpu, Figure, Goal, Scale, Section, Unit

SCALE = Scale(people=20_000, events=200)


def p95(value: float, goal: Goal | None) -> Figure:
    return Figure("x.p95_ms", "p95", value, Unit.MILLISECONDS, goal)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        pytest.param(p95(41.25, None), "p95 41.2 ms", id="no-goal"),
        pytest.param(p95(41.26, Goal(200)), "p95 41.3 ms (goal ≤ 200 ms: met)", id="met"),
        pytest.param(p95(5, Goal(4.8)), "p95 5.0 ms (goal ≤ 4.8 ms: NOT MET)", id="missed"),
        pytest.param(
            p95(1, Goal(40, people=10_200_000, events=25_000)),
            "p95 1.0 ms (goal ≤ 40 ms, said of 10,200,000 people and 25,000 events)",
            id="too-small",
        ),
        pytest.param(
            Figure("d.services", "services", 160, Unit.COUNT, Goal(160), Better.HIGHER),
            "services 160 (goal ≥ 160: met)",
            id="at-least",
        ),
        pytest.param(Figure("h.wall_s", "", 1234.5, Unit.SECONDS), "1,234.50 s", id="no-title"),
    ],
)
def test_a_figure_beside_its_goal(figure: Figure, said: str) -> None:
    assert printing.beside_goal(figure, SCALE) == said


def test_a_section_says_its_figures_its_processor_time_and_its_notes() -> None:
    took = Figure("x.cpu_ms", "of CPU", 3, Unit.MILLISECONDS, cpu=(Cpu("web", 1.234), Cpu("load", 2)))
    assert list(printing.lines(Section("k", "a page", (p95(1, Goal(2)), took), ("a note",)), SCALE)) == [
        "(k) a page: p95 1.0 ms (goal ≤ 2 ms: met), of CPU 3.0 ms",
        "    processor time, of CPU: web 1.23 s, load 2.00 s",
        "    a note",
    ]


def test_long_lines_are_broken_and_set_in() -> None:
    many = tuple(p95(number, Goal(200)) for number in range(12))
    first, *rest = printing.lines(Section("k", "a page", many), SCALE)
    assert first.startswith("(k) ")
    assert rest
    assert all(line.startswith("    ") for line in rest)
    assert max(map(len, (first, *rest))) <= printing.WIDTH
    assert all(line.rstrip(",").endswith("(goal ≤ 200 ms: met)") for line in (first, *rest))


def test_at_the_end_the_goals_are_counted() -> None:
    figures = (p95(1, Goal(2)), p95(3, Goal(2)), p95(1, Goal(2, people=10_200_000)), p95(1, None))
    assert list(printing.goals([Section("k", "a page", figures)], SCALE)) == [
        "Goals: 1 met, 1 not met, 1 not to be judged",
        "    not met: x.p95_ms",
        "    this run is too small for: x.p95_ms",
    ]
