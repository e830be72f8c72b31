"""The centres at which the bench lets people work."""

from __future__ import annotations

from registries.data import read
from tests.bench.counter import BOARD, BURST_CENTRES
from tests.bench.searching import CENTRE


def test_the_centres_of_the_bench_are_there_and_do_not_meet() -> None:
    used = (BOARD, *BURST_CENTRES, CENTRE)
    assert len(set(used)) == len(used)
    assert set(used) <= {row["code"] for row in read("centres")}
