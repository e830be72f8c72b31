"""The sample as bitsets: counts, what is left out when too few agree, and the bytes that are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening.table import FEWEST, NOTHING_KNOWN, UNKNOWN, Table

BITS = st.integers(0, (1 << 100) - 1)


def table(**words: int) -> Table:
    return Table(100, {"s": 0b11}, {("s", "c"): (1 << 50) - 1}, words)


@given(words=st.dictionaries(st.sampled_from("abcdef"), BITS, max_size=5))
def test_a_table_is_read_as_it_was_packed(words: dict[str, int]) -> None:
    assert Table.unpacked(table(**words).packed()) == table(**words)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_other_bytes_are_refused(rubbish: bytes) -> None:
    with pytest.raises(ValueError, match="no table"):
        Table.unpacked(rubbish)


@given(words=st.dictionaries(st.sampled_from("abcdef"), BITS, max_size=6))
def test_never_too_few_agree(words: dict[str, int]) -> None:
    agree = table(**words).agreeing([*words, "unheard"])
    assert agree.bit_count() >= FEWEST
    assert agree & ~table().everybody == 0


def test_what_agrees_is_what_has_all_the_words() -> None:
    half, most = (1 << 50) - 1, (1 << 90) - 1
    assert table(a=half, b=most).agreeing(["a", "b"]) == half


def test_a_share_is_never_quite_nothing_or_all() -> None:
    one = table()
    assert 0 < one.share_failing("s", "c", 1 << 99) < one.share_failing("s", "c", 1) < 1
    assert 0 < one.share_possible("t", one.everybody) < one.share_possible("s", one.everybody)


def test_a_table_that_knows_nothing_expects_either() -> None:
    assert UNKNOWN.share_failing("s", "c", UNKNOWN.everybody) == NOTHING_KNOWN
    assert UNKNOWN.agreeing(["a"]) == 0
