"""Money, dates and FİNs, in the three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from dost.ui import formats

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("az", f"1{NBSP}234,50{NBSP}₼"), ("en", f"1,234.50{NBSP}₼"), ("ru", f"1{NBSP}234,50{NBSP}₼")],
)
def test_money_follows_the_language(language: str, expected: str) -> None:
    assert formats.money(Decimal("1234.5"), language=language) == expected


def test_money_uses_the_active_language_by_default() -> None:
    with translation.override("en"):
        assert formats.money(600) == f"600.00{NBSP}₼"


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.005", "0,01"), ("0.004", "0,00"), ("2.675", "2,68"), ("-0.005", "-0,01")]
)
def test_money_rounds_half_away_from_zero(amount: str, expected: str) -> None:
    assert formats.decimal(Decimal(amount), language="az") == expected


def test_number_groups_thousands_with_a_space_in_azerbaijani() -> None:
    assert formats.number(10_200_000, language="az") == f"10{NBSP}200{NBSP}000"


@pytest.mark.parametrize(
    ("language", "expected"), [("az", "3 mart 2026\u2011cı il"), ("en", "3 March 2026"), ("ru", "3 марта 2026")]
)
def test_date_long_follows_the_language(language: str, expected: str) -> None:
    assert formats.date_long(date(2026, 3, 3), language=language).replace(NBSP, " ") == expected


def test_date_long_is_the_day_in_baku() -> None:
    late = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    assert formats.date_long(late, language="en").replace(NBSP, " ") == "3 March 2026"
    assert formats.time_short(late) == "01:30"
    assert formats.hour(time(9)) == "09:00"


def test_locale_of_an_unknown_language_is_azerbaijani() -> None:
    assert formats.locale_of("de").language == "az"


@pytest.mark.parametrize(("fin", "groups"), [("5jx4k2p", ("5JX", "4K2P")), ("12345", ("12345",))])
def test_fin_groups_of_seven_characters_only(fin: str, groups: tuple[str, ...]) -> None:
    assert formats.fin_groups(fin) == groups


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(days=2, hours=3, minutes=9), "2 d 3 h"),
        (timedelta(hours=3, minutes=12), "3 h 12 min"),
        (timedelta(minutes=4, seconds=50), "4 min"),
        (timedelta(seconds=12), "12 s"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_span_keeps_two_units(length: timedelta, expected: str) -> None:
    with translation.override("en"):
        assert formats.span(length) == expected


@pytest.mark.parametrize(("language", "expected"), [("az", "1,4 san"), ("en", "1.4 s"), ("ru", "1,4 с")])
def test_latency_turns_to_seconds_from_one_second(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.latency(1400) == expected
        assert "999" in formats.latency(999)


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        ("12.4", "en", "+12"),
        ("-40", "az", "−40"),
        ("0.2", "ru", "0"),
        ("1250", "en", "+1,250"),
        ("1250", "az", f"+1{formats.NBSP}250"),
    ],
)
def test_a_difference_is_written_with_its_sign(value: str, language: str, written: str) -> None:
    assert formats.signed(Decimal(value), language=language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"), [("12.14", "az", "+12,1"), ("-0.06", "en", "−0.1"), ("0", "ru", "0,0")]
)
def test_a_change_in_per_cent_is_written_with_its_sign(value: str, language: str, written: str) -> None:
    assert formats.percent(Decimal(value), language=language) == f"{written}{formats.NBSP}%"
