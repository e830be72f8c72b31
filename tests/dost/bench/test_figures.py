"""Figures: when a goal is met, and what becomes of several rounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import Better, Cpu, Figure, Goal, Scale, Section, Unit, medians, spread, total

NATION = Scale(people=10_200_000, events=25_000)
FEW = Scale(people=20_000, events=200)


def figure(value: float, goal: Goal | None = None, *, better: Better = Better.LOWER) -> Figure:
    return Figure("x.page.p95_ms", "p95", value, Unit.MILLISECONDS, goal, better)


@pytest.mark.parametrize(
    ("value", "better", "met"),
    [
        pytest.param(200, Better.LOWER, True, id="at-the-limit"),
        pytest.param(200.1, Better.LOWER, False, id="above"),
        pytest.param(200, Better.HIGHER, True, id="as-many-as-wanted"),
        pytest.param(199, Better.HIGHER, False, id="too-few"),
    ],
)
def test_a_goal_is_a_limit(value: float, better: Better, met: bool) -> None:
    assert figure(value, Goal(200), better=better).met(FEW) is met


def test_without_a_goal_nothing_is_met() -> None:
    assert figure(1).met(NATION) is None


@pytest.mark.parametrize(
    "goal",
    [pytest.param(Goal(200, people=10_200_000), id="people"), pytest.param(Goal(200, events=25_000), id="events")],
)
def test_a_run_that_is_too_small_says_nothing(goal: Goal) -> None:
    assert figure(1, goal).met(FEW) is None
    assert figure(1, goal).met(NATION) is True


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1))
def test_a_spread_is_in_order(values: list[float]) -> None:
    found = spread(values)
    assert found.p50 <= found.p95 <= found.longest == round(max(values), 2)


def section(value: float, cpu: float, *, failed: float = 0, title: str = "a page") -> tuple[Section, ...]:
    took = Figure("x.p95_ms", "p95", value, Unit.MILLISECONDS, cpu=(Cpu("web", cpu), Cpu("database", 2 * cpu)))
    wrong = Figure("x.failed", "failed", failed, Unit.COUNT, Goal(0), is_worst=True)
    return (Section("x", title, (took, wrong)),)


def test_the_median_of_rounds_counts_and_the_worst_of_what_fails() -> None:
    [found] = medians([section(10, 1.0), section(90, 3.0, failed=2), section(20, 2.0, title="the last")])
    took, wrong = found.figures
    assert (found.title, took.value, took.rounds) == ("the last", 20, (10, 90, 20))
    assert took.cpu == (Cpu("web", 2.0), Cpu("database", 4.0))
    assert (wrong.value, wrong.met(FEW)) == (2, False)


def test_one_round_is_left_as_it_is() -> None:
    assert medians([section(10, 1.0)]) == section(10, 1.0)


def test_the_load_is_no_cost_of_a_page() -> None:
    assert total((Cpu("web", 1.5), Cpu("load", 9.0)), without="load") == 1.5
