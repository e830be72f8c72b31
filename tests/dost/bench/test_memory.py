"""The memory of a worker as figures."""

from __future__ import annotations

from tests.bench.figures import Scale
from tests.bench.memory import Memory

SCALE = Scale(people=1, events=1)


def test_the_largest_process_is_held_to_the_goal() -> None:
    main, pool, largest = Memory(pid=1, peaks={1: 120.0, 2: 301.0, 3: 90.0}).figures()
    assert (main.value, pool.value, largest.value) == (120, 301, 301)
    assert largest.met(SCALE) is False


def test_a_worker_without_a_pool() -> None:
    assert [one.value for one in Memory(pid=1, peaks={1: 120.0}).figures()] == [120, 0, 120]
