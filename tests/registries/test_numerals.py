"""Numbers as they are written: what is understood, what is refused, and that nothing is ever rounded or cut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.numerals import NumeralError, Wrong, read_decimal, read_whole

SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007"]


def money(sent: str | float | Decimal, *, currency: bool = False) -> Decimal:
    return read_decimal(sent, digits=10, places=2, currency=currency)


def wrong(sent: str | float | Decimal, *, digits: int = 10, places: int = 2) -> Wrong:
    with pytest.raises(NumeralError) as caught:
        read_decimal(sent, digits=digits, places=places)
    return caught.value.wrong


@pytest.mark.parametrize("sent", ["1,500", "1.500", "12,340", "999.990", "+1,500", "1,000", Decimal("1.500")])
def test_three_digits_after_a_separator_of_money_are_refused_with_both_readings(sent: str | Decimal) -> None:
    with pytest.raises(NumeralError) as caught:
        money(sent)
    assert caught.value.wrong is Wrong.DOUBTFUL
    thousand, fraction = caught.value.readings
    bare = str(sent).lstrip("+")
    assert thousand == bare.replace(",", "").replace(".", "")
    assert Decimal(fraction) == Decimal(bare.replace(",", "."))


def test_three_digits_that_are_no_fraction_of_money_are_thousands_written_wrongly() -> None:
    with pytest.raises(NumeralError) as caught:
        money("12,345")
    assert (caught.value.wrong, caught.value.readings) == (Wrong.PLACES, ("12345", ""))


def test_the_readings_of_a_doubtful_amount_can_both_be_sent() -> None:
    with pytest.raises(NumeralError) as caught:
        money("1,500")
    assert caught.value.readings == ("1500", "1.50")
    assert [money(one) for one in caught.value.readings] == [Decimal(1500), Decimal("1.50")]


@pytest.mark.parametrize("space", SPACES)
def test_any_space_stands_between_thousands(space: str) -> None:
    assert money(f"1{space}500,00") == Decimal("1500.00")
    assert money(f"1{space}500.5") == Decimal("1500.5")
    assert money(f"12{space}345{space}678") == Decimal(12_345_678)


@pytest.mark.parametrize("sent", ["12 34", "1 5000", "1234 567", "1 500 00", "1  500", "1 500,000,00", "1 ,5", ", 5"])
def test_groups_that_are_none_are_refused(sent: str) -> None:
    assert wrong(sent) is Wrong.NO_NUMBER


@pytest.mark.parametrize(
    "sent",
    ["1e3", "1E+3", "٥", "٠١٢", "1２3", "½", "x", "", "-", ".", "1_000", "0x10", "12 ₼", "nan", "1.5.2", "1'500"],
)
def test_other_ways_to_write_a_number_are_refused(sent: str) -> None:
    assert wrong(sent) is Wrong.NO_NUMBER


def test_more_decimals_than_there_are_are_refused_also_when_they_are_zero() -> None:
    assert wrong("0,125") is Wrong.PLACES
    assert wrong("12345,678") is Wrong.PLACES
    assert wrong("1.5000") is Wrong.PLACES
    assert wrong(Decimal("1.5000")) is Wrong.PLACES
    assert read_decimal("0,125", digits=5, places=4) == Decimal("0.125")


def test_a_share_of_one_is_no_thousand() -> None:
    assert read_decimal("1.125", digits=10, places=4) == Decimal("1.125")
    assert wrong("1.125", digits=3, places=2) is Wrong.PLACES  # 1125 has no place in the column, so it is not meant


def test_a_sign_is_read_and_a_negative_amount_is_refused() -> None:
    assert money("+5") == Decimal(5)
    assert wrong("-5") is wrong("−5") is Wrong.NEGATIVE
    assert read_decimal("-5,5", digits=10, places=2, negative=True) == Decimal("-5.5")
    assert str(money("-0")) == "0"


@pytest.mark.parametrize("sent", ["600 ₼", "600₼", "600 AZN", "600,00 man.", "600\u00a0manat"])
def test_the_sign_of_the_manat_is_taken_where_money_is_asked_for(sent: str) -> None:
    assert money(sent, currency=True) == Decimal(600)
    assert wrong(sent) is Wrong.NO_NUMBER


def test_numbers_of_programs_are_read_with_their_exponent() -> None:
    assert money(Decimal("1.5E+3")) == Decimal(1500)
    assert money(12.3) == Decimal("12.3")
    assert money(7) == Decimal(7)
    assert wrong(Decimal("NaN")) is wrong(float("inf")) is wrong(True) is Wrong.NO_NUMBER


@pytest.mark.parametrize(
    "sent",
    [Decimal("1e300000"), Decimal("-1e300000"), 10**5000, -(10**5000), "9" * 1_000_000, "1" + "0" * 40],
    ids=["decimal", "below", "whole", "whole below", "text", "text of 41"],
)
def test_what_is_huge_is_refused_before_anything_is_computed(sent: str | Decimal) -> None:
    assert wrong(sent) is Wrong.LARGE
    with pytest.raises(NumeralError):
        read_whole(sent)


def test_what_is_tiny_is_refused_before_anything_is_computed() -> None:
    assert wrong(Decimal("1e-300000")) is Wrong.PLACES


@pytest.mark.parametrize(("sent", "number"), [("1 500", 1500), ("-3", -3), (Decimal("3.0"), 3), (3.0, 3), (0, 0)])
def test_whole_numbers_are_read(sent: str | float | Decimal, number: int) -> None:
    assert read_whole(sent) == number


def test_a_whole_number_with_a_separator_is_doubtful_and_a_fraction_is_none() -> None:
    for sent, expected in (
        ("1,000", Wrong.DOUBTFUL),
        ("1,500", Wrong.NO_NUMBER),
        ("1.5", Wrong.NO_NUMBER),
        ("²", Wrong.NO_NUMBER),
    ):
        with pytest.raises(NumeralError) as caught:
            read_whole(sent)
        assert caught.value.wrong is expected


@given(st.decimals(0, Decimal("99999999.99"), places=2), st.sampled_from([".", ","]), st.sampled_from(["", *SPACES]))
def test_an_amount_with_two_decimals_is_read_as_it_is_written(number: Decimal, sign: str, space: str) -> None:
    written = f"{number:,.2f}".replace(".", "*").replace(",", space).replace("*", sign)
    assert money(written) == number


@given(st.text(alphabet="0123456789.,  -+e٣₼", max_size=14))
def test_whatever_is_read_says_all_that_was_written(text: str) -> None:
    try:
        number = money(text)
    except NumeralError:
        return
    digits = [sign for sign in text if sign in "0123456789"]
    assert "".join(digits).strip("0") == f"{number:f}".replace(".", "").replace("-", "").strip("0")
