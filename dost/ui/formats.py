"""How money, dates, FİNs and spans of time are written, in each of the three languages.

Used by the template tags and by anything else that writes sentences for people (messages, letters). Numbers, sums and
days are written as `services_catalog/formats.py` does, which rules are read by as well.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from services_catalog.formats import MANAT, NBSP, day_long, day_short, decimal, exact, locale_of, money, number, tenths

__all__ = ["MANAT", "NBSP", "decimal", "exact", "locale_of", "money", "number"]


def signed(value: Decimal, *, language: str | None = None) -> str:
    """A whole number with its sign: ``+1 250``, ``−40``, ``0``."""
    whole = round(value)
    return f"{_sign(whole)}{number(abs(whole), language=language)}"


def percent(value: Decimal, *, language: str | None = None) -> str:
    """A change in per cent with its sign: ``+12,1 %``."""
    return f"{_sign(value)}{tenths(abs(value), language=language)}{NBSP}%"


def _sign(value: Decimal | int) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""


def weekday(day: date) -> str:
    """The day of the week, written out: ``çərşənbə axşamı``."""
    return str(WEEKDAYS[day.weekday()])


def fin_groups(fin: str) -> tuple[str, ...]:
    """A FİN (seven characters) in the groups people read it aloud in: ``("5JX", "4K2P")``."""
    text = fin.strip().upper()
    return (text[:3], text[3:]) if len(text) == 7 else (text,)


def _as_local(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def date_long(moment: date | datetime, *, language: str | None = None) -> str:
    """``3 mart 2026-cı il`` / ``3 March 2026`` / ``3 марта 2026``, of the day in Baku."""
    return day_long(_as_local(moment), language=language)


def date_short(moment: date | datetime) -> str:
    """``03.03.2026``: the same in the three languages, for columns."""
    return day_short(_as_local(moment))


def time_short(moment: datetime) -> str:
    """``09:05``."""
    return _as_local(moment).strftime("%H:%M")


def hour(at: time) -> str:
    """``09:00``: an hour of every day, in no time zone."""
    return at.strftime("%H:%M")


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
    return gettext("%(seconds)s s") % {"seconds": tenths(Decimal(milliseconds) / 1000)}
