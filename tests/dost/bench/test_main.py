"""The run: what is measured is printed and written at once, and one part that fails stops no other."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench import record
from tests.bench.__main__ import Book, Part
from tests.bench.figures import Section
from tests.bench.record import Arguments

from .runs import page, run


class House(SimpleNamespace):
    """An installation of which only the end is asked."""

    stopped = 0

    def stop(self) -> None:
        self.stopped += 1


def part(letter: str, *values: float) -> Part:
    """A part that measures one value in each round; without any, it cannot be measured."""
    left = list(values)

    def measure() -> tuple[Section, ...]:
        if not left:
            raise RuntimeError("no server")
        return (Section(letter, "a page", (page(left.pop(0)),)),)

    return Part(letter, measure, rounds=max(len(values), 1))


def test_a_part_is_printed_and_written_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = Book(run(ended=""), tmp_path / "run.json")
    house: Any = House()
    bench.measure(part("k", 10, 30, 90), book, house)
    assert "(k) a page: p95 30.0 ms (goal ≤ 200 ms: met)" in capsys.readouterr().out
    written = record.read(tmp_path / "run.json")
    assert (written.figures[-1].value, written.ended) == (30, "")
    book.close()
    assert record.read(tmp_path / "run.json").ended


def test_a_part_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    book, house = Book(run()), House()
    for one in (part("h"), part("k", 10)):
        bench.measure(one, book, house)  # type: ignore[arg-type]
    assert "(h) could not be measured" in caplog.text
    assert (book.run.failed, house.stopped) == (("h",), 1)
    assert book.run.sections[-1].letter == "k"


def test_every_letter_is_explained_and_the_road_is_last() -> None:
    arguments = Arguments(people=1, events=1, rounds=3, only="")
    house: Any = House()
    letters = [one.letter for one in bench.parts(house, arguments, Path())]
    assert letters[-1] == bench.ROADS
    assert [letter for letter in letters if f"\n{letter}. " not in str(bench.__doc__)] == []
