"""Reads single values: texts of a CSV file, or JSON values of an event.

Each function takes what was sent (never empty) and returns the typed value, or raises `BadCellError` with what is wrong
and what would be right; which field it was is added by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from registries.letters import composed, one_name, visible, without_kin
from registries.numerals import NumeralError, Wrong, read_decimal, read_whole

BAKU = ZoneInfo("Asia/Baku")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # Turkic casing turns i into İ
_HUGE = 10**30
_HUGE_SHOWN = "a number of more than 30 digits"
FIN_LENGTH = 7
_FIN = re.compile(r"[0-9A-HJ-NP-Z]{6,7}")
_CYRILLIC = dict(zip("АВЕЗКМНОРСТУХІЈЅавезкмнорстухіјѕ", "ABE3KMH0PCTYX1JSABE3KMH0PCTYX1JS", strict=True))
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NAME = re.compile(r"[^\W\d_]+(?:[-' .][^\W\d_]+)*\.?")
_TRUE = frozenset({"true", "1", "yes", "y", "t", "bəli", "beli", "hə", "he", "да"})
_FALSE = frozenset({"false", "0", "no", "n", "f", "xeyr", "yox", "нет"})
_DATE_HINT = "write 2026-03-01 or 01.03.2026"


class BadCellError(ValueError):
    """A value that cannot be taken: what is wrong, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


def shown(value: object) -> str:
    """A value in a message, cut when it is long."""
    if isinstance(value, Mapping | list):
        return f"“{type(value).__name__} of {len(value)}”"
    text = _HUGE_SHOWN if isinstance(value, int) and abs(value) >= _HUGE else str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def plain(value: object) -> str:
    """The text of a value that must be text or a number, without what nobody sees."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise BadCellError("has characters that are none", "remove zero characters and broken surrogates")
        return visible(value).strip()
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise BadCellError(f"is {type(value).__name__}, not text", "send it as text")
    if not (_is_small(value) if isinstance(value, Decimal) else abs(value) < _HUGE):
        raise BadCellError("is not a number anybody counts with", "send a finite number")
    return str(value)


def _is_small(value: Decimal) -> bool:
    return value.is_finite() and -40 < value.adjusted() < 30


def text(value: object, *, longest: int | None) -> str:
    """Text without surrounding space and control characters, composed (NFC)."""
    clean = composed(plain(value)).strip()
    if _CONTROL.search(clean):
        raise BadCellError("has control characters", "remove them; perhaps the file is not a text file")
    if longest is not None and len(clean) > longest:
        raise BadCellError(f"has {len(clean)} characters", f"at most {longest} fit")
    return clean


def fin(value: object) -> str:
    """A FİN in capital letters; says which character is a look-alike and what was meant."""
    sent = plain(value)
    clean = sent.translate(_UPPER)
    if _is_short(clean, length=FIN_LENGTH):
        raise BadCellError(f"has {len(clean)} characters", _lost_zero(clean, length=FIN_LENGTH, what="FİN"))
    if _FIN.fullmatch(clean):
        return clean
    for place, character in enumerate(sent, start=1):
        _check_fin_character(character, place, sent)
    if len(clean) == 8:
        raise BadCellError(
            "has 8 characters",
            "a FİN has 7; on the old card the last character of the line is a check digit, leave it out",
        )
    raise BadCellError(f"has {len(clean)} characters", "a FİN has 7 (6 for some foreigners)")


def _lost_zero(sent: str, *, length: int, what: str) -> str:
    """The hint for digits that are one or two short: a program that takes them for a number drops zeros in front."""
    return f"a leading zero may have been lost; {what} has {length} characters: {sent.zfill(length)}?"


def _is_short(sent: str, *, length: int) -> bool:
    return sent.isascii() and sent.isdecimal() and 0 < length - len(sent) <= 2


def _check_fin_character(character: str, place: int, sent: str) -> None:
    latin = _CYRILLIC.get(character)
    if latin is not None:
        repaired = "".join(_CYRILLIC.get(other, other) for other in sent)
        raise BadCellError(
            f"has the Cyrillic letter “{character}” in place {place}",
            f"type the Latin {latin}: {repaired.translate(_UPPER)}",
        )
    if character in "IİıiOo":
        digit = "0" if character in "Oo" else "1"
        raise BadCellError(
            f"has the letter “{character}” in place {place}",
            f"a FİN has neither I nor O; the digit {digit} may be meant",
        )
    if character.translate(_UPPER) not in "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ":
        raise BadCellError(
            f"has {shown(character)} in place {place}", "only digits and English capital letters without I and O"
        )


def day(value: object) -> date:
    """A date, as 2026-03-01 or 01.03.2026."""
    if isinstance(value, datetime):
        return value.astimezone(BAKU).date()
    if isinstance(value, date):
        return value
    sent = plain(value)
    found = _ISO.fullmatch(sent)
    parts = found.groups() if found else None
    if parts is None and (found := _DOTTED.fullmatch(sent)):
        parts = found.groups()[::-1]
    if parts is None:
        raise BadCellError(f"{shown(sent)} is not a date", _DATE_HINT)
    try:
        result = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise BadCellError(f"there is no day {shown(sent)}", _DATE_HINT) from None
    if not EARLIEST <= result <= LATEST:
        raise BadCellError(f"{shown(sent)} is out of range", f"a day from {EARLIEST.year} to {LATEST.year}")
    return result


def moment(value: object) -> datetime:
    """A moment: ISO 8601; without an offset it is time in Baku."""
    if isinstance(value, datetime):
        result = value
    else:
        try:
            result = datetime.fromisoformat(plain(value))
        except ValueError:
            raise BadCellError(
                f"{shown(value)} is not a moment", "write 2026-03-01T09:30 or 2026-03-01T09:30+04:00"
            ) from None
    if not EARLIEST <= result.date() <= LATEST:
        raise BadCellError(f"{shown(value)} is out of range", f"a moment from {EARLIEST.year} to {LATEST.year}")
    return result.replace(tzinfo=BAKU) if result.tzinfo is None else result


def whole(value: object, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    sent = _numeral(value)
    hint = f"a whole number from {least} to {most}"
    try:
        number = read_whole(sent)
    except NumeralError as error:
        if error.wrong is Wrong.LARGE:
            raise BadCellError(f"{shown(sent)} is out of range", hint) from None
        raise BadCellError(f"{shown(sent)} is not a whole number", _with_reading(hint, error)) from None
    if not least <= number <= most:
        raise BadCellError(f"{number} is out of range", hint)
    return number


def decimal(value: object, *, digits: int, places: int) -> Decimal:
    """A number from 0 on with a decimal comma or point; spaces between thousands are allowed, nothing is rounded."""
    sent = _numeral(value)
    try:
        number = read_decimal(sent, digits=digits, places=places)
    except NumeralError as error:
        raise _bad_number(sent, error, digits=digits, places=places) from None
    return number.quantize(Decimal(1).scaleb(-places))


def _numeral(value: object) -> str | int | float | Decimal:
    """A value that may be a number, as it was sent."""
    if isinstance(value, float):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return plain(value)


def _with_reading(hint: str, error: NumeralError) -> str:
    return f"{hint}, such as {error.readings[0]}" if error.readings[0] else hint


def _bad_number(sent: object, error: NumeralError, *, digits: int, places: int) -> BadCellError:
    """What is wrong with a number, and what would be right."""
    written = shown(sent)
    match error.wrong:
        case Wrong.DOUBTFUL:
            thousand, fraction = error.readings
            message = f"{written} may be {thousand} or {fraction}"
            return BadCellError(message, f"write {thousand} or {fraction}: no comma or point between thousands")
        case Wrong.LARGE:
            return BadCellError(f"{written} is too large", f"at most {digits - places} digits before the decimal sign")
        case Wrong.PLACES:
            hint = f"at most {places}; a comma or point is the decimal sign, never that of thousands"
            hint += f": {error.readings[0]}?" if error.readings[0] else ""
            return BadCellError(f"{written} has more than {places} decimal places", hint)
        case Wrong.NEGATIVE:
            return BadCellError(f"{written} is negative", "an amount of 0 or more")
        case Wrong.NO_NUMBER:
            hint = "write 1234,56 or 1234.56, in the digits 0 to 9, without signs of currency or of thousands"
            return BadCellError(f"{written} is not a number", hint)


def yes_no(value: object) -> bool:
    """Yes or no, in English, Azerbaijani or Russian, true/false or 1/0."""
    if isinstance(value, bool):
        return value
    sent = plain(value).casefold()
    if sent in _TRUE:
        return True
    if sent in _FALSE:
        return False
    raise BadCellError(f"{shown(value)} is neither yes nor no", "write true or false")


def name(value: object, *, longest: int) -> str:
    """A person's name in its one form: Latin letters, with hyphen, apostrophe or single space between them."""
    clean = one_name(text(value, longest=None))
    for character in clean:
        if character in _CYRILLIC or "CYRILLIC" in unicodedata.name(character, ""):
            raise BadCellError(f"has the Cyrillic letter “{character}”", "write names in the Azerbaijani alphabet")
    if not _NAME.fullmatch(clean):
        raise BadCellError(f"{shown(clean)} is not a name", "letters, with a hyphen, apostrophe or space between them")
    if len(clean) > longest:
        raise BadCellError(f"has {len(clean)} characters", f"at most {longest} fit")
    return clean


def father_name(value: object, *, longest: int) -> str:
    """A father's name, without oğlu or qızı: those are said where the whole name is."""
    return without_kin(name(value, longest=longest))


def phone(value: object) -> str:
    """A telephone number as E.164: +994501234567; national form (050 123 45 67) is understood."""
    sent = plain(value)
    try:
        number = phonenumbers.parse(sent, "AZ")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise BadCellError(f"{shown(sent)} is not a telephone number", "write +994501234567 or 050 123 45 67")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def iban(value: object) -> str:
    """An IBAN with right check digits, without spaces."""
    sent = "".join(plain(value).split()).translate(_UPPER)
    try:
        return str(IBAN(sent))
    except SchwiftyException:
        raise BadCellError(
            f"{shown(sent)} is not an IBAN",
            "AZ, 2 check digits, 4 letters of the bank and 20 characters; check for a typing error",
        ) from None


def pattern(value: object, form: re.Pattern[str], hint: str, *, length: int | None = None, what: str = "") -> str:
    """Text of a form, in capital letters; `length` is that of a code of digits alone, called `what`."""
    sent = plain(value).translate(_UPPER)
    if form.fullmatch(sent):
        return sent
    if length is not None and _is_short(sent, length=length):
        raise BadCellError(f"{shown(sent)} has {len(sent)} characters", _lost_zero(sent, length=length, what=what))
    raise BadCellError(f"{shown(sent)} does not look right", hint)
