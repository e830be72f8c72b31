"""The goals, and the document that says them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from dost.ops.embedded import PROJECT_ROOT
from tests.bench import goals
from tests.bench.figures import Goal

DOCUMENT: Final = PROJECT_ROOT / "docs" / "performance.md"
BENCH: Final = PROJECT_ROOT / "tests" / "bench"


def limits() -> set[float]:
    """The limits of the document's table, the last number of the last column's first part."""
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if re.match(r"\| .* \| `", line)]
    return {float(re.search(r"[\d.]+", row.rsplit("|", 2)[1])[0]) for row in rows}  # type: ignore[index]


def test_the_document_says_the_limits_that_are_held() -> None:
    assert limits() == {one.limit for one in vars(goals).values() if isinstance(one, Goal)}


def test_every_goal_is_held_by_some_figure() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in sorted(Path(BENCH).glob("*.py")))
    names = [name for name, one in vars(goals).items() if isinstance(one, Goal)]
    assert [name for name in names if f"goals.{name}" not in code] == []
