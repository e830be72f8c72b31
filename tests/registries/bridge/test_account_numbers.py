"""What a bank says an account number is, as it is kept or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from registries.bridge.account_numbers import (
    AccountNumberError,
    account_number,
    is_account_number,
    masked_card,
)

GOOD = "AZ21NABZ00000000137010001944"


@pytest.mark.parametrize(
    "said",
    [
        GOOD,
        "AZ21 NABZ 0000 0000 1370 1000 1944",
        GOOD.lower(),
        f"\u00a0{GOOD[:9]}\u202f{GOOD[9:]}\u200b\n",
        f"{GOOD[:4]}-{GOOD[4:]}",
    ],
)
def test_one_form_is_kept(said: str) -> None:
    assert account_number(said) == GOOD


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "iban_empty"),
        (" \u00a0 ", "iban_empty"),
        ("AZ21NABZ00000000137010001945", "iban_check_digits"),
        ("DE89370400440532013000", "iban_country"),
        ("AZ21NABZ0000000013701000194", "iban_form"),
        (GOOD + "0", "iban_form"),
        ("AZ21NABZ0000000013701000194é", "iban_form"),
        ("AZ21\u0000NABZ00000000137010001944", "iban_form"),
        ("АZ21NABZ00000000137010001944", "iban_form"),
        ("not yet", "iban_form"),
    ],
)
def test_what_cannot_be_paid_to_is_refused_with_its_reason(said: str, code: str) -> None:
    with pytest.raises(AccountNumberError) as refused:
        account_number(said)
    assert refused.value.code == code


def test_the_number_is_one_of_the_bank_that_opened_it() -> None:
    assert account_number(GOOD, bank_code="NABZ") == GOOD
    with pytest.raises(AccountNumberError, match="iban_bank"):
        account_number(GOOD, bank_code="IBAZ")


@given(st.integers(0, 10**20 - 1), st.integers(2, 27), st.sampled_from("0123456789"))
def test_a_digit_changed_is_found(number: int, place: int, digit: str) -> None:
    whole = str(IBAN.generate("AZ", bank_code="IBAZ", account_code=f"{number:020}"))
    assert is_account_number(whole)
    other = whole[:place] + digit + whole[place + 1 :]
    assert is_account_number(other) is (other == whole)


@given(st.text())
def test_no_text_breaks_the_check(said: str) -> None:
    try:
        number = account_number(said)
    except AccountNumberError as refused:
        number = f"{refused.code:28}"
    assert len(number) == 28


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("4000 00** **** 1234", "4000 00** **** 1234"),
        ("400000******1234", "4000 00** **** 1234"),
        ("4000xxxxxxxx1234", "4000 **** **** 1234"),
        ("4000001234561234", "4000 00** **** 1234"),
        ("", ""),
        ("ready on Monday", ""),
        ("4000 00** **** 1234 5678 9012 3456", ""),
    ],
)
def test_a_card_is_kept_masked(said: str, kept: str) -> None:
    assert masked_card(said) == kept
