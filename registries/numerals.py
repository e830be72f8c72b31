"""Numbers as people and programs write them: one reader for files, events, forms, answers and the command line.

Understood: a decimal comma or point, groups of three with a space between them (any of the spaces that people and
spreadsheets put there), a sign before. Refused, with what would be right: `1,500` and `1.500` where only two decimals
exist (a thousand and a half to one reader, one and a half to the next), more decimals than there are, exponents in
texts, digits that are not 0–9, words. Nothing is rounded or cut; what is huge is refused before it is computed with.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Final

LONGEST: Final = 60
"""Characters of a number as it is written, spaces and sign included."""

_SPACES: Final = "\N{SPACE}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
_GROUPED: Final = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?![0-9])(?=$|[.,])")
_WRITTEN: Final = re.compile(r"(?P<whole>[0-9]*)(?:(?P<sign>[.,])(?P<rest>[0-9]*))?")
_MONEY_SIGN: Final = re.compile(rf"[{_SPACES}]*(?:₼|AZN|manat|man\.?)$", re.IGNORECASE)
_MINUS: Final = ("-", "\N{MINUS SIGN}")
_GROUP: Final = 3


class Wrong(StrEnum):
    """What is wrong with a number as it is written."""

    NO_NUMBER = "no number"
    DOUBTFUL = "doubtful"
    PLACES = "places"
    LARGE = "large"
    NEGATIVE = "negative"


class NumeralError(ValueError):
    """A number that cannot be taken.

    `readings` are what a doubtful one may mean, written so that nobody doubts it: as thousands, and as a fraction
    (empty where that would have too many decimals).
    """

    def __init__(self, wrong: Wrong, readings: tuple[str, str] = ("", "")) -> None:
        self.wrong, self.readings = wrong, readings
        super().__init__(wrong)


def read_decimal(
    sent: str | float | Decimal, *, digits: int, places: int, negative: bool = False, currency: bool = False
) -> Decimal:
    """Return a number of at most `digits` digits, `places` of them decimals, exactly as it is written.

    With `negative` it may be below zero; with `currency` a sign or word for manat may follow. Raises NumeralError.
    """
    text = _as_text(sent, digits=digits)
    if currency:
        text = _MONEY_SIGN.sub("", text)
    below = text.startswith(_MINUS)
    bare = _without_groups(text[1:] if below or text.startswith("+") else text)
    found = _WRITTEN.fullmatch(bare)
    if found is None or not (found["whole"] or found["rest"]):
        raise NumeralError(Wrong.NO_NUMBER)
    whole, rest = found["whole"].lstrip("0"), found["rest"] or ""
    if found["sign"] is not None and _may_be_thousands(found["whole"], rest, digits=digits, places=places):
        fraction = _clear(whole, rest, places)
        raise NumeralError(Wrong.DOUBTFUL if fraction else Wrong.PLACES, (whole + rest, fraction))
    if len(whole) > digits - places:
        raise NumeralError(Wrong.LARGE)
    if len(rest) > places:
        raise NumeralError(Wrong.PLACES)
    number = Decimal(f"{whole or '0'}.{rest or '0'}") if rest else Decimal(whole or 0)
    if below and number and not negative:
        raise NumeralError(Wrong.NEGATIVE)
    return -number if below and number else number


def read_whole(sent: str | float | Decimal, *, digits: int = 15, negative: bool = True) -> int:
    """Return a whole number of at most `digits` digits; 3.0 is one, 1,500 is doubtful. Raises NumeralError."""
    if isinstance(sent, int) and not isinstance(sent, bool) and abs(sent) < 10**digits and (negative or sent >= 0):
        return sent
    written = sent
    if isinstance(sent, Decimal | float):
        written = re.sub(r"[.]0+$", "", _as_text(sent, digits=digits))
    try:
        return int(read_decimal(written, digits=digits, places=0, negative=negative))
    except NumeralError as error:
        if error.wrong is Wrong.PLACES:
            raise NumeralError(Wrong.NO_NUMBER, error.readings) from None
        raise


def _as_text(sent: str | float | Decimal, *, digits: int) -> str:
    """The number as text, bounded before anything is computed with it."""
    if isinstance(sent, str):
        text = sent.strip()
        if len(text) > LONGEST:
            raise NumeralError(Wrong.LARGE if text.isdecimal() else Wrong.NO_NUMBER)
        return text
    if isinstance(sent, Decimal):
        return _decimal_text(sent, digits=digits)
    if isinstance(sent, bool):
        raise NumeralError(Wrong.NO_NUMBER)
    if isinstance(sent, int):
        if abs(sent) >= 10**digits:
            raise NumeralError(Wrong.LARGE)
        return str(sent)
    return repr(sent)  # the shortest text that means it, which is what was typed


def _decimal_text(sent: Decimal, *, digits: int) -> str:
    """An exact number with as many decimals as were written; only small ones are ever written out."""
    if not sent.is_finite():
        raise NumeralError(Wrong.NO_NUMBER)
    exponent = sent.as_tuple().exponent
    assert isinstance(exponent, int)  # of a finite one
    if sent.adjusted() >= digits or exponent > digits:
        raise NumeralError(Wrong.LARGE)
    if exponent < -LONGEST:
        raise NumeralError(Wrong.PLACES)
    return f"{sent:f}"


def _without_groups(text: str) -> str:
    """The text without the spaces of well-formed groups of three; other spaces stay, and make it no number."""
    found = _GROUPED.match(text)
    if found is None:
        return text
    return re.sub(f"[{_SPACES}]", "", found.group()) + text[found.end() :]


def _may_be_thousands(whole: str, rest: str, *, digits: int, places: int) -> bool:
    """Whether a comma or point may stand between thousands: three digits follow it where fewer decimals exist."""
    if len(rest) != _GROUP or places >= _GROUP:
        return False
    return 1 <= len(whole) <= _GROUP and not whole.startswith("0") and len(whole) + _GROUP <= digits - places


def _clear(whole: str, rest: str, places: int) -> str:
    """The reading as a fraction, written so that nobody doubts it; empty where it has too many decimals."""
    kept = rest.rstrip("0")
    if len(kept) > places:
        return ""
    return f"{whole}.{kept.ljust(places, '0')}" if places else whole
