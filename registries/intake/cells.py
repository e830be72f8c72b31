"""Reads single values: texts of a CSV file, or JSON values of an event.

Each function takes what was sent (never empty) and returns the typed value, or raises `BadCellError` with what is wrong
and what would be right; which field it was is added by the caller.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import phonenumbers
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

BAKU = ZoneInfo("Asia/Baku")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # Turkic casing turns i into İ
_HUGE = 10**30
_FIN = re.compile(r"[0-9A-HJ-NP-Z]{6,7}")
_CYRILLIC = dict(zip("АВЕЗКМНОРСТУХІЈЅавезкмнорстухіјѕ", "ABE3KMH0PCTYX1JSABE3KMH0PCTYX1JS", strict=True))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’ .][^\W\d_]+)*\.?")
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
    text = str(value)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def plain(value: object) -> str:
    """The text of a value that must be text or a number."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise BadCellError("has characters that are none", "remove zero characters and broken surrogates")
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise BadCellError(f"is {type(value).__name__}, not text", "send it as text")
    if not (value.is_finite() if isinstance(value, Decimal) else abs(value) < _HUGE):
        raise BadCellError("is not a number anybody counts with", "send a finite number")
    return str(value)


def text(value: object, *, longest: int | None) -> str:
    """Text without surrounding space and control characters, composed (NFC)."""
    clean = unicodedata.normalize("NFC", plain(value))
    if _CONTROL.search(clean):
        raise BadCellError("has control characters", "remove them; perhaps the file is not a text file")
    if longest is not None and len(clean) > longest:
        raise BadCellError(f"has {len(clean)} characters", f"at most {longest} fit")
    return clean


def fin(value: object) -> str:
    """A FİN in capital letters; says which character is a look-alike and what was meant."""
    sent = plain(value)
    clean = sent.translate(_UPPER)
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
    sent = str(value) if isinstance(value, float) else plain(value)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        sent = str(int(value))
    if not _WHOLE.fullmatch(sent):
        raise BadCellError(f"{shown(sent)} is not a whole number", f"a whole number from {least} to {most}")
    number = int(sent)
    if not least <= number <= most:
        raise BadCellError(f"{number} is out of range", f"a whole number from {least} to {most}")
    return number


def decimal(value: object, *, digits: int, places: int) -> Decimal:
    """A number from 0 on with a decimal comma or point; spaces between thousands are allowed, nothing is rounded."""
    sent = repr(value) if isinstance(value, float) else plain(value)
    sent = re.sub(r"(?<=\d)[   ](?=\d{3}\b)", "", sent)
    if not _NUMBER.fullmatch(sent):
        hint = "write 1234,56 or 1234.56"
        raise BadCellError(f"{shown(value)} is not a number", hint + ", without signs of currency or of thousands")
    try:
        number = Decimal(sent.replace(",", "."))
    except InvalidOperation:
        raise BadCellError(f"{shown(value)} is not a number", "write 1234,56 or 1234.56") from None
    if abs(number) >= Decimal(10) ** (digits - places):
        raise BadCellError(f"{shown(value)} is too large", f"at most {digits - places} digits before the decimal sign")
    if number != round(number, places):
        raise BadCellError(
            f"{shown(value)} has more than {places} decimal places",
            f"at most {places}; a comma or point is the decimal sign, never that of thousands",
        )
    if number < 0:
        raise BadCellError(f"{shown(value)} is negative", "an amount of 0 or more")
    return number.quantize(Decimal(1).scaleb(-places))


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
    """A person's name: Latin letters, with hyphen, apostrophe or space between them."""
    clean = text(value, longest=longest)
    for character in clean:
        if character in _CYRILLIC or "CYRILLIC" in unicodedata.name(character, ""):
            raise BadCellError(f"has the Cyrillic letter “{character}”", "write names in the Azerbaijani alphabet")
    if not _NAME.fullmatch(clean):
        raise BadCellError(f"{shown(clean)} is not a name", "letters, with a hyphen, apostrophe or space between them")
    return clean


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
    sent = plain(value).replace(" ", "").translate(_UPPER)
    try:
        return str(IBAN(sent))
    except SchwiftyException:
        raise BadCellError(
            f"{shown(sent)} is not an IBAN",
            "AZ, 2 check digits, 4 letters of the bank and 20 characters; check for a typing error",
        ) from None


def pattern(value: object, form: re.Pattern[str], hint: str) -> str:
    """Text of a form, in capital letters."""
    sent = plain(value).translate(_UPPER)
    if not form.fullmatch(sent):
        raise BadCellError(f"{shown(sent)} does not look right", hint)
    return sent
