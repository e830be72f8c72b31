"""Single values: what is understood, and what is refused in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registries.intake import cells
from registries.intake.cells import BadCellError
from registries.synthetic.identifiers import FIN_SPACE, fin


def refused(read: Callable[..., Any], value: object, **bounds: Any) -> tuple[str, str]:
    with pytest.raises(BadCellError) as caught:
        read(value, **bounds)
    return caught.value.message, caught.value.hint


@given(st.integers(0, FIN_SPACE - 1))
def test_fin_is_read_in_any_case_and_with_space_around(serial: int) -> None:
    code = fin(serial)
    ascii_lower = code.lower()
    assert cells.fin(f"  {ascii_lower} ") == code
    assert cells.fin(code) == code


@pytest.mark.parametrize(
    ("sent", "message", "hint"),
    [
        ("5АB1C2D", "has the Cyrillic letter “А” in place 2", "type the Latin A: 5AB1C2D"),
        ("5ab1с2d", "has the Cyrillic letter “с” in place 5", "type the Latin C: 5AB1C2D"),
        ("5AB1C2I", "has the letter “I” in place 7", "a FİN has neither I nor O; the digit 1 may be meant"),
        ("İAB1C2D", "has the letter “İ” in place 1", "a FİN has neither I nor O; the digit 1 may be meant"),
        ("5ıB1C2D", "has the letter “ı” in place 2", "a FİN has neither I nor O; the digit 1 may be meant"),
        ("5AB1C2o", "has the letter “o” in place 7", "a FİN has neither I nor O; the digit 0 may be meant"),
        ("5ƏB1C2D", "has “Ə” in place 2", "only digits and English capital letters without I and O"),
        ("5AB 1C2D", "has “ ” in place 4", "only digits and English capital letters without I and O"),
        ("5AB1C", "has 5 characters", "a FİN has 7 (6 for some foreigners)"),
    ],
)
def test_fin_that_looks_wrong_is_explained(sent: str, message: str, hint: str) -> None:
    assert refused(cells.fin, sent) == (message, hint)


def test_fin_with_the_check_digit_of_the_old_card_is_explained() -> None:
    message, hint = refused(cells.fin, "5AB1C2D9")
    assert message == "has 8 characters"
    assert "check digit" in hint


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_day_is_read_as_iso_and_as_written_in_azerbaijan(day: date) -> None:
    assert cells.day(day.isoformat()) == day
    assert cells.day(f"{day.day}.{day.month}.{day.year:04d}") == day
    assert cells.day(f"{day:%d.%m.%Y}") == day
    assert cells.day(day) == day


@pytest.mark.parametrize(
    "sent", ["31.02.2026", "2026-13-01", "03/04/2026", "20260301", "1.1.26", "0001-01-01", 20260301]
)
def test_day_that_is_none_is_refused(sent: object) -> None:
    message, hint = refused(cells.day, sent)
    assert message
    assert "2026-03-01" in hint or "from 1900 to 2199" in hint


@given(st.decimals(0, Decimal("99999999.99"), places=2))
def test_decimal_is_read_with_point_and_with_comma(number: Decimal) -> None:
    text = f"{number:.2f}"
    assert cells.decimal(text, digits=10, places=2) == number
    assert cells.decimal(text.replace(".", ","), digits=10, places=2) == number
    assert cells.decimal(number, digits=10, places=2) == number


def test_decimal_takes_spaces_between_thousands_and_json_numbers() -> None:
    assert cells.decimal("1 234 567,80", digits=10, places=2) == Decimal("1234567.80")
    assert cells.decimal("1 234,5", digits=10, places=2) == Decimal("1234.50")
    assert cells.decimal(12.3, digits=10, places=2) == Decimal("12.30")
    assert cells.decimal(7, digits=10, places=2) == Decimal("7.00")


@pytest.mark.parametrize(
    "sent",
    ["1.234,56", "1,234.56", "12 ₼", "abc", "1e5", "--1", "1.2.3", "nan", float("nan"), float("inf"), True, "12 3"],
)
def test_decimal_that_is_no_number_is_refused(sent: object) -> None:
    refused(cells.decimal, sent, digits=10, places=2)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("1.234", "“1.234” has more than 2 decimal places"),
        ("1,500", "“1,500” may be 1500 or 1.50"),
        ("1.500", "“1.500” may be 1500 or 1.50"),
        (Decimal("1.500"), "“1.500” may be 1500 or 1.50"),
        ("0,500", "“0,500” has more than 2 decimal places"),
        ("١٢", "“١٢” is not a number"),
        ("-5", "“-5” is negative"),
        ("123456789", "“123456789” is too large"),
    ],
)
def test_decimal_that_does_not_fit_says_why(sent: object, message: str) -> None:
    assert refused(cells.decimal, sent, digits=10, places=2)[0] == message


@given(st.integers(0, 32767))
def test_whole_number_is_read_from_text_and_json(number: int) -> None:
    assert cells.whole(str(number), least=0, most=32767) == number
    assert cells.whole(number, least=0, most=32767) == number
    assert cells.whole(Decimal(number), least=0, most=32767) == number


@pytest.mark.parametrize("sent", ["1.5", "12a", 1.5, Decimal("1.5"), True, "-1", "32768", "²", "9" * 400])
def test_whole_number_that_is_none_or_out_of_range_is_refused(sent: object) -> None:
    assert "from 0 to 32767" in refused(cells.whole, sent, least=0, most=32767)[1] or sent is True


@pytest.mark.parametrize("sent", ["true", "TRUE", "1", "yes", "bəli", "hə", "да", True])
def test_yes_is_understood(sent: object) -> None:
    assert cells.yes_no(sent) is True


@pytest.mark.parametrize("sent", ["false", "0", "no", "xeyr", "yox", "нет", False])
def test_no_is_understood(sent: object) -> None:
    assert cells.yes_no(sent) is False


def test_neither_yes_nor_no_is_refused() -> None:
    assert refused(cells.yes_no, "maybe")[0] == "“maybe” is neither yes nor no"


@pytest.mark.parametrize("name", ["Əli", "Məmməd-Həsən", "O'Brien", "Ağa Hüseyn", "Gülnarə"])
def test_name_of_letters_is_taken(name: str) -> None:
    assert cells.name(f" {name} ", longest=60) == name


@pytest.mark.parametrize("name", ["Алиев", "Mаmmədov", "Əli1", "=cmd()", "<b>", "-", "Əli\tVəli"])
def test_name_of_other_signs_is_refused(name: str) -> None:
    refused(cells.name, name, longest=60)


def test_name_is_composed_to_one_form() -> None:
    assert cells.name("Go\u0308zel", longest=60) == "Gözel"


@pytest.mark.parametrize("sent", ["050 123 45 67", "+994501234567", "(050) 123-45-67", "994 50 123 45 67"])
def test_phone_becomes_e164(sent: str) -> None:
    assert cells.phone(sent) == "+994501234567"


@pytest.mark.parametrize("sent", ["12345", "call me", "+994 00 000 00 00"])
def test_phone_that_is_none_is_refused(sent: str) -> None:
    refused(cells.phone, sent)


def test_iban_is_checked() -> None:
    assert cells.iban("az21 nabz 0000 0000 1370 1000 1944") == "AZ21NABZ00000000137010001944"
    refused(cells.iban, "AZ22NABZ00000000137010001944")


def test_moment_without_offset_is_in_baku() -> None:
    moment = cells.moment("2026-03-01T09:30")
    assert moment == datetime.fromisoformat("2026-03-01T09:30+04:00")
    assert cells.moment("2026-03-01T05:30Z") == moment
    refused(cells.moment, "yesterday")


def test_text_with_control_characters_is_refused() -> None:
    assert refused(cells.text, "a\x01b", longest=10)[0] == "has control characters"
    assert refused(cells.text, "a\x00b", longest=10)[0] == "has characters that are none"
    assert refused(cells.text, "a\ud800b", longest=10)[0] == "has characters that are none"
    assert refused(cells.text, "x" * 11, longest=10) == ("has 11 characters", "at most 10 fit")


READERS: list[Callable[[Any], Any]] = [
    cells.fin,
    cells.day,
    cells.moment,
    cells.yes_no,
    cells.phone,
    cells.iban,
    lambda value: cells.name(value, longest=60),
    lambda value: cells.text(value, longest=60),
    lambda value: cells.decimal(value, digits=10, places=2),
    lambda value: cells.whole(value, least=0, most=32767),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.parametrize("read", READERS)
@given(value=anything)
def test_any_value_is_read_or_refused_in_words(read: Callable[[Any], Any], value: object) -> None:
    try:
        read(value)
    except BadCellError as error:
        said = error
    else:
        return
    assert said.message
    json.dumps([said.message, said.hint])


@pytest.mark.parametrize(
    "sent", ["Ayşə  Nur", "Ayşə\u00a0Nur", "Ayşə\u202fNur", "Ayşə Nur\u200b", "\u202aAyşə Nur\u202c", "Ays\u0327ə Nur"]
)
def test_one_name_is_kept_in_one_form(sent: str) -> None:
    assert cells.name(sent, longest=60) == "Ayşə Nur"


@pytest.mark.parametrize("mark", "'’ʼ`‘")
def test_apostrophes_of_names_are_one(mark: str) -> None:
    assert cells.name(f"Məs{mark}ud", longest=60) == "Məs'ud"


def test_a_fathers_name_comes_without_oglu_and_qizi() -> None:
    assert cells.father_name("İlham qızı", longest=60) == "İlham"
    assert cells.father_name("Eldar", longest=60) == "Eldar"


@pytest.mark.parametrize(("sent", "whole"), [("123457", "0123457"), (123457, "0123457"), ("12345", "0012345")])
def test_a_fin_that_lost_its_zeros_is_refused_with_what_was_meant(sent: object, whole: str) -> None:
    message, hint = refused(cells.fin, sent)
    assert message == f"has {len(str(sent))} characters"
    assert hint == f"a leading zero may have been lost; FİN has 7 characters: {whole}?"


def test_a_fin_of_six_with_a_letter_is_a_foreigners() -> None:
    assert cells.fin("5AB1C2") == "5AB1C2"


def test_a_telephone_number_that_lost_its_zero_is_the_same_number() -> None:
    assert cells.phone("501234567") == cells.phone("0501234567") == cells.phone(501234567) == "+994501234567"


def test_what_nobody_sees_is_taken_out_of_codes() -> None:
    assert cells.fin("5AB1C2D\u200b") == "5AB1C2D"
    assert cells.iban("AZ21\u00a0NABZ 0000 0000 1370 1000 1944") == "AZ21NABZ00000000137010001944"


def test_digits_of_other_scripts_are_no_date() -> None:
    refused(cells.day, "٢٠٢٦-٠٣-٠١")
