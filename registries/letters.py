"""Texts and names as people type them on any keyboard, brought to the one form in which they are kept and searched."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Soft hyphens, zero-width signs and signs of direction: nobody sees them, and they make two texts of one."""

APOSTROPHES: Final = (
    "'\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`´ʻ′＇"
)
_APOSTROPHE: Final = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_SPACE: Final = re.compile(r"[^\S\n\r\t\v\f\x1c-\x1f]+")
_ALPHABET: Final = "0123456789abcçdeəfgğhxıijkqlmnoöprsştuüvwyz"
_PLACES: Final = {letter: place for place, letter in enumerate(_ALPHABET)}
_PLAIN: Final = str.maketrans("çəğıiöşüÇƏĞIİÖŞÜ", "cegiiosuCEGIIOSU")
_KIN: Final = re.compile(r"[ -](?:oglu|oglı|ogly|oqlu|ugli|qizi|gizi|kizi|qyzy|kyzy)\.?", re.IGNORECASE)


def visible(text: str) -> str:
    """The text without signs that nobody sees."""
    return _INVISIBLE.sub("", text)


def composed(text: str) -> str:
    """The text with each letter as one character (NFC), and without signs that nobody sees."""
    return unicodedata.normalize("NFC", visible(text))


def one_name(text: str) -> str:
    """A name in its one form: composed, single spaces of the one kind, the one apostrophe."""
    return _SPACE.sub(" ", composed(text).translate(_APOSTROPHE)).strip()


def azerbaijani_order(text: str) -> tuple[tuple[int, ...], str]:
    """The key that sorts texts by the Azerbaijani alphabet: ə after e, x after h, ı before i, q after k.

    Capital and small letters are alike, and so are letters with a mark that the alphabet does not have.
    """
    small = composed(text).replace("I", "ı").replace("İ", "i").lower()
    return tuple(_place(sign) for sign in small), text


def _place(sign: str) -> int:
    if sign not in _PLACES:
        sign = unicodedata.normalize("NFD", sign)[:1]
    found = _PLACES.get(sign)
    if found is not None:
        return found
    return len(_ALPHABET) + ord(sign) if sign.isalpha() else -1


def without_kin(name: str) -> str:
    """A father's name without the word for son or daughter: `İlham qızı` is `İlham`; the word is said where it is read.

    A name that is nothing but such a word stays as it is.
    """
    found = _KIN.search(name.translate(_PLAIN))
    return name[: found.start()] if found and found.end() == len(name) and found.start() else name
