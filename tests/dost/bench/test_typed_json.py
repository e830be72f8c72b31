"""Dataclasses to JSON and back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import typed_json
from tests.bench.figures import Better, Cpu, Figure, Goal, Section, Unit
from tests.bench.typed_json import JsonError

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
CPU = st.builds(Cpu, process=st.text(), seconds=NUMBERS)
FIGURES = st.builds(
    Figure,
    key=st.text(),
    title=st.text(),
    value=NUMBERS,
    unit=st.sampled_from(Unit),
    goal=st.none() | st.builds(Goal, limit=NUMBERS, people=st.integers(0), events=st.integers(0)),
    better=st.sampled_from(Better),
    cpu=st.lists(CPU, max_size=2).map(tuple),
    rounds=st.lists(NUMBERS, max_size=3).map(tuple),
    is_worst=st.booleans(),
)


@given(st.builds(Section, letter=st.text(), title=st.text(), figures=st.lists(FIGURES, max_size=2).map(tuple)))
def test_what_was_dumped_is_loaded(section: Section) -> None:
    assert typed_json.loaded(Section, typed_json.dumped(section)) == section


@dataclass(frozen=True)
class Row:
    number: int
    hand: int | None
    words: tuple[str, ...]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"number": "1", "hand": null, "words": []}', "Row.number: '1' is no int", id="another-type"),
        pytest.param('{"number": true, "hand": null, "words": []}', "Row.number: True is no int", id="no-number"),
        pytest.param('{"number": 1, "hand": 1.5, "words": []}', "Row.hand: 1.5 is no int", id="optional"),
        pytest.param('{"number": 1, "hand": null, "words": "a"}', "Row.words: 'a' is no list", id="no-list"),
        pytest.param('{"number": 1, "hand": null, "words": [1]}', r"Row.words\[0\]: 1 is no str", id="inside"),
        pytest.param('{"number": 1, "words": []}', "Row: hand there or not there", id="missing"),
        pytest.param('{"number": 1, "hand": 1, "words": [], "x": 1}', "Row: x there or not there", id="unknown"),
        pytest.param("[]", r"Row: \[\] is no object", id="no-object"),
    ],
)
def test_something_else_is_refused_and_said_where(text: str, said: str) -> None:
    with pytest.raises(JsonError, match=said):
        typed_json.loaded(Row, text)
