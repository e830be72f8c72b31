"""Two runs beside each other: what changed, and which goal is met no more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench import compare, record
from tests.bench.figures import Figure, Goal
from tests.bench.record import Run

from .runs import page, run, services


def called(monkeypatch: pytest.MonkeyPatch, folder: Path, before: Run, after: Run) -> int:
    record.save(before, folder / "before.json")
    record.save(after, folder / "after.json")
    monkeypatch.setattr(sys, "argv", ["compare", str(folder / "before.json"), str(folder / "after.json")])
    return compare.main()


def test_the_table_says_before_after_change_and_goal() -> None:
    told = list(compare.table(run(page(100), services(160)), run(page(150), services(160))))
    assert [line.split() for line in told] == [
        ["figure", "before", "after", "change", "goal"],
        ["k.my_page.p95_ms", *["100.0", "ms", "150.0", "ms", "+50.0%", "worse", "goal", "≤", "200", "ms:", "met"]],
        ["d.services", *["160", "160", "=", "goal", "≥", "160:", "met"]],
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(page(100), page(50), "-50.0% better", id="less-is-better"),
        pytest.param(services(160), services(80), "-50.0% worse", id="more-is-better"),
        pytest.param(page(100, goal=None), page(110, goal=None), "+10.0%", id="no-goal-no-judgement"),
        pytest.param(page(0), page(3), "+3.00 worse", id="from-nothing"),
    ],
)
def test_a_change_is_better_or_worse(before: Figure, after: Figure, said: str) -> None:
    assert compare.change(before, after) == said


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param(run(page(100)), run(page(201)), compare.LOST, id="met-no-more"),
        pytest.param(run(page(100)), run(page(200)), 0, id="slower-and-met"),
        pytest.param(run(page(300)), run(page(900)), 0, id="not-met-before-either"),
        pytest.param(run(page(300)), run(page(100)), 0, id="met-now"),
        pytest.param(run(page(100)), run(services(160)), 0, id="nothing-in-common"),
        pytest.param(run(page(100, goal=None)), run(page(300)), 0, id="no-goal-before"),
        pytest.param(run(page(100)), run(failed=("k",)), compare.LOST, id="not-to-be-measured-any-more"),
        pytest.param(run(page(1, key="c.x")), run(failed=("b",)), compare.LOST, id="the-road-is-one-part"),
        pytest.param(run(page(300)), run(failed=("k",)), 0, id="not-met-and-not-measured"),
    ],
)
def test_the_exit_code_says_whether_a_goal_is_lost(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: Run, after: Run, code: int
) -> None:
    assert called(monkeypatch, tmp_path, before, after) == code


def test_a_goal_of_the_nation_is_not_lost_by_a_small_run() -> None:
    goal = Goal(200, people=10_200_000)
    assert compare.lost(run(page(100, goal=goal), people=10_200_000), run(page(900, goal=goal))) == []


def test_what_one_side_lacks_and_what_differs_is_said() -> None:
    before = run(page(100), page(1, key="k.old.p95_ms"))
    after = run(page(300), page(1, key="k.new.p95_ms"), machine="eight cores", ended="", failed=("h",))
    told = "\n".join(compare.compared(before, after))
    assert "only before: k.old.p95_ms" in told
    assert "only after: k.new.p95_ms" in told
    assert "NOT THE SAME machine: two cores / eight cores" in told
    assert "NOT MEASURED TO ITS END: after" in told
    assert "COULD NOT BE MEASURED after: h" in told
    assert "NO LONGER MET: k.my_page.p95_ms" in told
    assert "NOT THE SAME arguments" not in told


def test_a_file_that_is_no_run_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["compare", str(tmp_path / "none.json"), str(tmp_path / "none.json")])
    assert compare.main() == compare.NO_RUN
    assert "no run of the bench" in capsys.readouterr().err
