"""Fine steps become round bins that hold every amount where it belongs."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.changes.impact_bins import Amounts
from services_catalog.changes.impact_figures import Bin

sums = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents) / 100)


def counted(*values: Decimal) -> Amounts:
    """Amounts as the database counts them."""
    amounts = Amounts()
    for value in values:
        step = max(Decimal("0.01"), Decimal(1).scaleb((max(abs(value), Decimal("0.01"))).adjusted() - 2))
        amounts.count((value / step).to_integral_value(ROUND_FLOOR) * step, 1, value, value)
    return amounts


def test_nothing_has_no_bins() -> None:
    assert counted().bins() == []


def test_one_amount_is_its_own_bin() -> None:
    assert counted(Decimal("349.76"), Decimal("349.76")).bins() == [Bin(Decimal("349.76"), Decimal("349.76"), 2)]


def test_bins_are_round_and_empty_ones_are_kept() -> None:
    found = counted(Decimal(300), Decimal(312), Decimal(395)).bins()

    assert [(int(one.low), one.rights) for one in found] == [
        (300, 1), (310, 1), (320, 0), (330, 0), (340, 0), (350, 0), (360, 0), (370, 0), (380, 0), (390, 1)
    ]  # fmt: skip
    assert {one.high - one.low for one in found} == {Decimal(10)}


@given(st.lists(sums, min_size=1, max_size=40))
def test_every_amount_lies_in_its_bin(values: list[Decimal]) -> None:
    found = counted(*values).bins()

    assert sum(one.rights for one in found) == len(values)
    assert len(found) <= 12
    if len(set(values)) > 1:
        for one in found:
            assert one.rights == sum(one.low <= value < one.high for value in values)


@given(st.lists(sums, min_size=1, max_size=20), st.lists(sums, min_size=1, max_size=20))
def test_amounts_of_parts_add_up(some: list[Decimal], others: list[Decimal]) -> None:
    together = counted(*some)
    together.add(counted(*others))

    assert together.bins() == counted(*some, *others).bins()


@pytest.mark.parametrize(("least", "most", "width"), [("0", "7", "1"), ("-3", "3", "1"), ("100", "1099", "100")])
def test_widths_are_one_two_or_five(least: str, most: str, width: str) -> None:
    found = counted(Decimal(least), Decimal(most)).bins()

    assert {one.high - one.low for one in found} == {Decimal(width)}
