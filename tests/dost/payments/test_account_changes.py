"""What somebody types as their account number, read or refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from dost.payments.account_changes import AccountChangeError, AccountNumber, read_number
from registries.bridge.directory import BANKS

ABB = "AZ43IBAZ00000000137010001944"


def problem(text: str) -> str:
    with pytest.raises(AccountChangeError) as told:
        read_number(text)
    return told.value.code


@pytest.mark.parametrize(
    "text", [ABB, "az43 ibaz 0000 0000 1370 1000 1944", f" {ABB}\u200b"], ids=["kept", "typed", "copied"]
)
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert read_number(text) == AccountNumber(ABB, "ABB")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "iban_empty"),
        ("4169 0000 0000 4417", "iban_form"),
        ("AZ43IBAZ0000000013701000194", "iban_form"),
        ("DE89370400440532013000", "iban_country"),
        ("AZ44IBAZ00000000137010001944", "iban_check_digits"),
        (str(IBAN.generate("AZ", bank_code="NABZ", account_code="1".zfill(20))), "bank_unknown"),
        (str(IBAN.generate("AZ", bank_code=BANKS["YELO"].iban_code, account_code="1".zfill(20))), "bank_not_partner"),
    ],
    ids=["empty", "card", "short", "german", "check digits", "central bank", "no partner"],
)
def test_what_is_wrong_with_a_number_is_named(text: str, code: str, settings: Any) -> None:
    settings.PARTNER_BANKS = ["ABB"]
    assert problem(text) == code


@given(place=st.integers(4, 27), digit=st.characters(categories=["Nd"], max_codepoint=57))
def test_one_wrong_digit_is_never_taken(place: int, digit: str) -> None:
    wrong = ABB[:place] + digit + ABB[place + 1 :]
    if wrong != ABB:
        assert problem(wrong) in {"iban_check_digits", "iban_form"}
