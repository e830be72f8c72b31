"""How numbers, sums and days are written in each of the three languages: the one place for pages, messages and rules.

What only pages need (moments in Baku, spans of time, FİNs) is in `dost/ui/formats.py`, which writes numbers with this.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern
from babel.units import format_unit
from django.utils import translation

MANAT: Final = "₼"
NBSP: Final = "\N{NO-BREAK SPACE}"
HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"
"""Within a day, so that no line ends between a year and its ending; telephones get the plain one (`plain_hyphens`)."""
_QEPIK: Final = Decimal("0.01")
_LOCALES: Final = {"az": Locale("az"), "en": Locale("en", "GB"), "ru": Locale("ru")}
_AZ_UNITS: Final = {"year": "il", "month": "ay"}
_MONEY: Final[NumberPattern] = parse_pattern("#,##0.00")
_WHOLE: Final[NumberPattern] = parse_pattern("#,##0")
_EXACT: Final[NumberPattern] = parse_pattern("#,##0.##########")
_TENTHS: Final[NumberPattern] = parse_pattern("0.0")


def locale_of(language: str | None = None) -> Locale:
    """The Babel locale of a language code, by default of the active language; Azerbaijani for any other."""
    code = (language or translation.get_language() or "az")[:2]
    return _LOCALES.get(code, _LOCALES["az"])


def _grouped(text: str, locale: Locale) -> str:
    # CLDR groups Azerbaijani thousands with a dot ("25.000"), which readers of any other language take for a
    # fraction; official Azerbaijani texts and Django itself use a space.
    return text.replace(".", NBSP) if locale.language == "az" else text


def number(value: int | Decimal, *, language: str | None = None) -> str:
    """A whole number in groups of three: ``25 000`` (az, ru), ``25,000`` (en)."""
    locale = locale_of(language)
    return _grouped(_WHOLE.apply(value, locale), locale)


def exact(value: int | Decimal, *, language: str | None = None) -> str:
    """A number with all its decimals and no zeros behind them: ``0,0625``. Nothing is rounded: rules are read by it."""
    locale = locale_of(language)
    return _grouped(_EXACT.apply(value, locale, decimal_quantization=False), locale)


def decimal(value: Decimal, *, language: str | None = None) -> str:
    """A number with two decimals, without a currency: ``1 234,50``."""
    locale = locale_of(language)
    rounded = value.quantize(_QEPIK, rounding=ROUND_HALF_UP)
    return _grouped(_MONEY.apply(rounded, locale), locale)


def money(amount: Decimal | int, *, language: str | None = None) -> str:
    """Manat with the sign after the number in every language: ``600,00 ₼``; English has ``600.00 ₼``."""
    return f"{decimal(Decimal(amount), language=language)}{NBSP}{MANAT}"


def short_decimal(value: Decimal | int, *, language: str | None = None) -> str:
    """A number with two decimals or, where it is whole, without: ``600``, ``28,50``."""
    given = Decimal(value)
    return number(given, language=language) if given == int(given) else decimal(given, language=language)


def short_money(amount: Decimal | int, *, language: str | None = None) -> str:
    """Manat for headlines and lists, without decimals where they are nothing: ``600 ₼``, ``28,50 ₼``."""
    return f"{short_decimal(amount, language=language)}{NBSP}{MANAT}"


def exact_money(amount: Decimal | int, *, language: str | None = None) -> str:
    """An amount that a rule names: as ``money``, and with more decimals than a qəpik where it has them."""
    value = Decimal(amount)
    if value == round(value, 2):
        return money(value, language=language)
    return f"{exact(value, language=language)}{NBSP}{MANAT}"


def tenths(value: Decimal, *, language: str | None = None) -> str:
    """A number with one decimal: ``12,1``."""
    return str(_TENTHS.apply(value, locale_of(language)))


def duration(months: int, *, language: str | None = None) -> str:
    """A length of time in full: ``12 il 4 ay`` / ``12 years 4 months`` / ``12 лет 4 месяца``."""
    years, rest = divmod(months, 12)
    parts = [(years, "year"), (rest, "month")]
    locale = locale_of(language)
    return " ".join(_of_time(value, unit, locale) for value, unit in parts if value or (unit == "month" and not years))


def _of_time(value: int, unit: str, locale: Locale) -> str:
    if locale.language == "az":  # CLDR has no units in Azerbaijani; a number is followed by the singular
        return f"{value}{NBSP}{_AZ_UNITS[unit]}"
    return format_unit(value, f"duration-{unit}", locale=locale).replace(" ", NBSP)


def month(day: date, *, language: str | None = None) -> str:
    """The month of a day: ``mart 2026``."""
    return str(format_date(day, "LLLL y", locale=locale_of(language)))


def day_long(day: date, *, language: str | None = None) -> str:
    """``3 mart 2026-cı il`` / ``3 March 2026`` / ``3 марта 2026``, kept on one line."""
    locale = locale_of(language)
    # Babel's own "long" ends Russian dates with "г."; a sentence of ours may end there too.
    text = format_date(day, "d MMMM y", locale=locale)
    if locale.language == "az":
        # Azerbaijani counts years in order, and sentences go on from there: "3 mart 2026-cı il tarixindən".
        text = f"{text}{HYPHEN}{_ordinal_ending(day.year)} il"
    return text.replace(" ", NBSP)


def plain_hyphens(text: str) -> str:
    """A text with plain hyphens: for messages, since old telephones have no sign for one that keeps a line together."""
    return text.replace(HYPHEN, "-")


def day_short(day: date) -> str:
    """``03.03.2026``: the same in the three languages."""
    return f"{day:%d.%m.%Y}"


def _ordinal_ending(value: int) -> str:
    """What makes a number an ordinal in Azerbaijani, by the last word it is spoken with: 2026 ends in ``altı``."""
    if value % 10:
        return ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")[value % 10]
    if value % 100:
        return ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")[value // 10 % 10]
    return "cü" if value % 1000 else "ci"
