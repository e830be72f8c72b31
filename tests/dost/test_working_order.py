"""The order in which processes of a parallel run get tests."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tests.working_order import LONGEST, PIECE, place, units_of


def test_groups_stay_together_and_modules_come_in_pieces() -> None:
    many = [f"tests/dost/test_a.py::test_one[{number}]" for number in range(PIECE + 1)]
    units = units_of(["tests/chaos/test_a.py::test_kill@chaos", *many, "tests/dost/test_b.py::test_[a@b]"])
    assert units["tests/chaos/test_a.py::test_kill@chaos"] == "chaos"
    assert [units[test] for test in (many[0], many[-2], many[-1])] == [
        "tests/dost/test_a.py::0",
        "tests/dost/test_a.py::0",
        "tests/dost/test_a.py::1",
    ]
    assert units["tests/dost/test_b.py::test_[a@b]"] == "tests/dost/test_b.py::0"


def test_what_takes_longest_is_begun_first() -> None:
    units = ["tests/dost/test_a.py::0", "kept-together", "tests/browser/test_a.py::0", *reversed(LONGEST)]
    assert sorted(units, key=place) == [*LONGEST, "kept-together", "tests/browser/test_a.py::0", units[0]]


def test_every_long_group_is_there() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in Path(settings.BASE_DIR, "tests").rglob("test_*.py"))
    assert [group for group in LONGEST if f'xdist_group("{group}")' not in written] == []
