"""Numbers look right and never repeat."""

from __future__ import annotations

import re

import phonenumbers
import schwifty
from hypothesis import given
from hypothesis import strategies as st

from registries.synthetic.identifiers import (
    BANKS,
    FIN_SPACE,
    FOREIGN_SPACE,
    LIFE_SERIALS,
    MOBILE_PREFIXES,
    document,
    fin,
    foreign_fin,
    iban,
    phone,
    ssn,
    voen,
)

serials = st.integers(0, FIN_SPACE - 1)


@given(serials, serials)
def test_fin_is_well_formed_and_different_for_different_people(one: int, other: int) -> None:
    assert re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", fin(one))
    assert (fin(one) == fin(other)) == (one == other)


def test_fin_of_a_hundred_thousand_neighbours_are_all_different() -> None:
    made = {fin(serial) for serial in range(100_000)} | {fin(LIFE_SERIALS + serial) for serial in range(100_000)}
    assert len(made) == 200_000


@given(st.integers(0, FOREIGN_SPACE - 1), st.integers(0, FOREIGN_SPACE - 1))
def test_foreign_fin_has_six_characters_and_is_unique(one: int, other: int) -> None:
    assert re.fullmatch(r"[A-HJ-NP-Z][0-9A-HJ-NP-Z]{5}", foreign_fin(one))
    assert (foreign_fin(one) == foreign_fin(other)) == (one == other)


def test_iban_of_a_published_example_has_its_check_digits() -> None:
    assert iban("NABZ", 137010001944) == "AZ21NABZ00000000137010001944"


@given(st.sampled_from(BANKS), st.integers(0, 10**20 - 1))
def test_iban_has_right_check_digits(bank: str, account: int) -> None:
    number = schwifty.IBAN(iban(bank, account), allow_invalid=True)
    assert number.checksum_digits == schwifty.IBAN.generate("AZ", bank, f"{account:020d}").checksum_digits
    assert len(number) == 28


@given(st.sampled_from(MOBILE_PREFIXES), st.integers(0, 10**9))
def test_phone_is_a_valid_mobile_number_in_e164(prefix: str, number: int) -> None:
    text = phone(prefix, number)
    parsed = phonenumbers.parse(text)
    assert phonenumbers.is_valid_number(parsed)
    assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == text


@given(st.integers(1, 10**7))
def test_other_numbers_have_their_form(serial: int) -> None:
    assert re.fullmatch(r"AA[0-9]{7}", document(serial, new=True))
    assert re.fullmatch(r"AZE[0-9]{8}", document(serial, new=False))
    assert re.fullmatch(r"[0-9]{9}1", voen(serial))
    assert re.fullmatch(r"[0-9]{9}2", voen(serial, person=True))
    assert re.fullmatch(r"[0-9]{13}", ssn(serial))
