"""What is typed at the door, or read from a square."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.counter.documents import Kind, Shown, read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5abc12d", Shown(Kind.FIN, "5ABC12D")),
        (" 5 ABC 12D ", Shown(Kind.FIN, "5ABC12D")),
        ("AB12CD", Shown(Kind.FIN, "AB12CD")),
        ("q8N-1xW_zb7Kp0LmQ2", Shown(Kind.APPOINTMENT, "q8N-1xW_zb7Kp0LmQ2")),
        ("https://dost.example/appointments/q8N-1xW_zb7Kp0LmQ2/", Shown(Kind.APPOINTMENT, "q8N-1xW_zb7Kp0LmQ2")),
        ("DOST" + "A2" * 60, Shown(Kind.SCREENING)),
        ("", None),
        ("IO12345", None),
        ("12345678", None),
    ],
)
def test_each_is_told_from_the_others(text: str, shown: Shown | None) -> None:
    assert read(text) == shown


@given(st.text(max_size=300))
def test_whatever_is_typed_is_something_or_nothing(text: str) -> None:
    found = read(text)
    assert found is None or found.kind is Kind.SCREENING or found.code
