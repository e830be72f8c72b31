"""What is wrong with a typed number, in words."""

from __future__ import annotations

import pytest

from registries.numerals import NumeralError, read_decimal
from services_catalog.numeral_words import in_words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,500", "Is it a thousand or a fraction? Write 1500 or 1.50."),
        ("12,345", "At most 2 decimals. If thousands are meant, write 12345."),
        ("0.125", "At most 2 decimals."),
        ("9" * 12, "The number is too large."),
        ("-5", "Write a number of 0 or more."),
        ("much", ""),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(typed: str, said: str) -> None:
    with pytest.raises(NumeralError) as caught:
        read_decimal(typed, digits=12, places=2)
    assert in_words(caught.value, places=2) == said
