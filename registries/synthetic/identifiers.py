"""Numbers that look right: FİN, identity document, telephone, IBAN, VÖEN, SSN."""

from __future__ import annotations

from functools import cache

FIN_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
FIN_SPACE = 34**7
_LETTERS = FIN_ALPHABET[10:]
FOREIGN_SPACE = len(_LETTERS) * 34**5
LIFE_SERIALS = 2**34
"""Serials from here on (there are 2**34 of them) belong to people born by life events, never to a population."""

_PAIRS = [a + b for a in FIN_ALPHABET for b in FIN_ALPHABET]
_TRIPLES = [pair + c for pair in _PAIRS for c in FIN_ALPHABET]
_HALF, _OTHER_HALF = 34**3, 34**4

MOBILE_PREFIXES = ("50", "51", "10", "55", "99", "70", "77", "60")
BANKS = ("IBAZ", "AIIB", "HAJC", "RBTA", "UBAZ", "BRES", "AZRT")
"""Bank codes of IBANs; their shares of accounts are in `country`."""


def fin(serial: int) -> str:
    """The FİN of the person with this serial number: different for each serial below 34**7, and unlike its neighbours.

    Two affine maps with the halves swapped between them; both multipliers have no factor in common with 34.
    """
    x = (serial * 23_456_789_131 + 7_654_321_987) % FIN_SPACE
    high, low = divmod(x, _HALF)
    x = (low * _OTHER_HALF + high) * 31_415_926_537 % FIN_SPACE
    x, last = divmod(x, 39304)
    first, middle = divmod(x, 1156)
    return _PAIRS[first] + _PAIRS[middle] + _TRIPLES[last]


def foreign_fin(serial: int) -> str:
    """The six characters that some foreigners with residence permits have instead of a FİN of seven.

    The first is a letter: six digits are taken for a FİN of seven whose leading zero was lost. Different for each
    serial below 24 × 34**5.
    """
    x = (serial * 456_789_131 + 7_654_321) % FOREIGN_SPACE
    high, low = divmod(x, 39304)
    first, middle = divmod(high, 1156)
    return _LETTERS[first] + _PAIRS[middle] + _TRIPLES[low]


@cache
def _bank_remainder(bank: str) -> int:
    """What the four letters of the bank contribute to the IBAN's check, modulo 97."""
    digits = "".join(str(ord(letter) - 55) for letter in bank)
    return int(digits) * pow(10, 26, 97) % 97


def iban(bank: str, account: int) -> str:
    """An Azerbaijani IBAN (28 characters) with right check digits; `account` has at most 20 digits.

    The check: the 24 characters after the check digits, then AZ00, letters as A=10…Z=35, leave 98 - check modulo 97.
    """
    check = 98 - (_bank_remainder(bank) + account * pow(10, 6, 97) + 103_500) % 97
    return f"AZ{check:02d}{bank}{account:020d}"


def phone(prefix: str, number: int) -> str:
    """A mobile number in E.164; `number` has at most 6 digits after the leading 2-9 that operators use."""
    return f"+994{prefix}{2_000_000 + number % 8_000_000:07d}"


def document(serial: int, *, new: bool) -> str:
    """An identity card: AA and 7 digits (new, with a chip) or AZE and 8 digits. Different for different serials."""
    if new:
        return f"AA{serial * 3_234_577 % 10_000_000:07d}"
    return f"AZE{serial * 32_345_677 % 100_000_000:08d}"


def voen(number: int, *, person: bool = False) -> str:
    """A taxpayer's number: 10 digits, the last 1 for a legal person and 2 for a natural one."""
    return f"{1_000_000_00 + number * 7_919 % 900_000_000:09d}{2 if person else 1}"


def ssn(serial: int) -> str:
    """A social insurance number: 13 digits."""
    return f"{1_000_000_000_000 + serial * 7_368_787 % 9_000_000_000_000:013d}"
