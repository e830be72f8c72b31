"""How money, dates, FİNs and spans of time are written, in each of the three languages.

Used by the template tags and by anything else that writes sentences for people (messages, letters).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern
from django.utils import timezone, translation
from django.utils.translation import gettext

MANAT = "₼"
NBSP = "\N{NO-BREAK SPACE}"
_QEPIK = Decimal("0.01")
_LOCALES = {"az": Locale("az"), "en": Locale("en", "GB"), "ru": Locale("ru")}
_MONEY: NumberPattern = parse_pattern("#,##0.00")
_WHOLE: NumberPattern = parse_pattern("#,##0")
_TENTHS: NumberPattern = parse_pattern("0.0")


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


def decimal(value: Decimal, *, language: str | None = None) -> str:
    """A number with two decimals, without a currency: ``1 234,50``."""
    locale = locale_of(language)
    exact = value.quantize(_QEPIK, rounding=ROUND_HALF_UP)
    return _grouped(_MONEY.apply(exact, locale), locale)


def money(amount: Decimal | int, *, language: str | None = None) -> str:
    """Manat with the sign after the number in every language: ``600,00 ₼``; English has ``600.00 ₼``."""
    return f"{decimal(Decimal(amount), language=language)}{NBSP}{MANAT}"


def signed(value: Decimal, *, language: str | None = None) -> str:
    """A whole number with its sign: ``+1 250``, ``−40``, ``0``."""
    whole = round(value)
    return f"{_sign(whole)}{number(abs(whole), language=language)}"


def percent(value: Decimal, *, language: str | None = None) -> str:
    """A change in per cent with its sign: ``+12,1 %``."""
    tenths = _TENTHS.apply(abs(value), locale_of(language))
    return f"{_sign(value)}{tenths}{NBSP}%"


def _sign(value: Decimal | int) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""


def fin_groups(fin: str) -> tuple[str, ...]:
    """A FİN (seven characters) in the groups people read it aloud in: ``("5JX", "4K2P")``."""
    text = fin.strip().upper()
    return (text[:3], text[3:]) if len(text) == 7 else (text,)


def _as_local(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def date_long(moment: date | datetime, *, language: str | None = None) -> str:
    """``3 mart 2026`` / ``3 March 2026`` / ``3 марта 2026``, of the day in Baku."""
    local = _as_local(moment)
    # Babel's own "long" ends Russian dates with "г."; a sentence of ours may end there too.
    return format_date(local, "d MMMM y", locale=locale_of(language)).replace(" ", NBSP)


def date_short(moment: date | datetime) -> str:
    """``03.03.2026``: the same in the three languages, for columns."""
    return _as_local(moment).strftime("%d.%m.%Y")


def time_short(moment: datetime) -> str:
    """``09:05``."""
    return _as_local(moment).strftime("%H:%M")


def time_exact(moment: datetime) -> str:
    """``09:05:31``."""
    return _as_local(moment).strftime("%H:%M:%S")


def moment_long(moment: datetime, *, language: str | None = None) -> str:
    """``3 mart 2026, 09:05``."""
    return f"{date_long(moment, language=language)}, {time_short(moment)}"


def span(length: timedelta) -> str:
    """A span of time in its two largest units: ``2 d 3 h``, ``3 h 12 min``, ``4 min``, ``12 s``."""
    seconds = max(0, int(length.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        return gettext("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    return gettext("%(seconds)d s") % {"seconds": rest}


def latency(milliseconds: int) -> str:
    """How long an answer took: ``320 ms``, ``1,4 s``."""
    if milliseconds < 1000:
        return gettext("%(ms)d ms") % {"ms": milliseconds}
    tenths = _TENTHS.apply(Decimal(milliseconds) / 1000, locale_of())
    return gettext("%(seconds)s s") % {"seconds": tenths}
