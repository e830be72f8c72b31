"""What people write when they are asked yes or no: BƏLİ, beli, Hə, да, YES, 1 … YOX, xeyr, нет, NO, 0 …

A message is an answer when every word of it is one of the words below, all say the same, and there is at most one code:
"Bəli, istəyirəm 4821" is a yes, "bəli yox" and "bəli, amma nə vaxt?" are none. Whatever is not surely an answer is not
taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_LATIN: Final = str.maketrans({"ə": "e", "ä": "e", "ı": "i", "ö": "o", "ü": "u", "ğ": "g", "ş": "s", "ç": "c"})
_MARK: Final = "\u0307"  # what is left of İ in small letters
_WORD: Final = re.compile(r"[^\W_]+")
_JOINED: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_REPEATED: Final = re.compile(r"([^\W\d_])\1+")
_CODE: Final = re.compile(r"[0-9]{4}")
LONGEST: Final = 60
"""Letters of an answer; a longer message is a letter to somebody, not an answer."""

YES: Final = frozenset(
    {
        "beli",
        "bali",
        "he",
        "ha",
        "hee",
        "beli ki",
        "ok",
        "okey",
        "oldu",
        "raziyam",
        "isteyirem",
        "isteyirik",
        "yes",
        "y",
    }
    | {"da", "да", "ага", "хочу", "согласен", "согласна", "бели", "бəли", "һə", "хə", "1"}
)
NO: Final = frozenset(
    {"yox", "yoh", "xeyr", "xeyir", "istemirem", "istemirik", "lazim deyil", "no", "n", "net", "nyet", "нет", "не хочу"}
    | {"не надо", "йох", "јох", "хейр", "0"}
)


CANCEL: Final = frozenset(
    {"legv", "lagv", "legv et", "legv edin", "imtina", "gelmirem", "gele bilmirem", "cancel", "otmena"}
    | {"отмена", "отменить", "отмените", "ləğv", "не приду"}
)
"""What people write to take an appointment back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A yes or a no, and the code beside it, if there is one."""

    wanted: bool
    code: str = ""


def _same(word: str) -> str:
    """A word without what people spell in different ways: case, marks, repeated letters."""
    return _REPEATED.sub(r"\1", word)


def _folded(text: str) -> str:
    """Small letters without Azerbaijani marks; İ and I are one letter, whatever the telephone's language."""
    small = unicodedata.normalize("NFKC", text.replace("İ", "i").replace("I", "i")).casefold().replace(_MARK, "")
    return unicodedata.normalize("NFC", small).translate(_LATIN)


_ANSWERS: Final = {
    **{tuple(map(_same, phrase.translate(_LATIN).split())): True for phrase in YES},
    **{tuple(map(_same, phrase.translate(_LATIN).split())): False for phrase in NO},
}
_CANCELS: Final = frozenset(tuple(map(_same, phrase.translate(_LATIN).split())) for phrase in CANCEL)
_MOST_WORDS: Final = max(map(len, _ANSWERS))


def read_reply(text: str) -> Reply | None:
    """The answer that a message is; None where it is none, or could be read in two ways."""
    if len(text.strip()) > LONGEST:
        return None
    words = [_same(word) for word in _WORD.findall(_JOINED.sub(" ", _folded(text)))]
    codes = [word for word in words if _CODE.fullmatch(word)]
    rest = [word for word in words if not _CODE.fullmatch(word)]
    said = _said(rest)
    if len(codes) > 1 or len(said) != 1:
        return None
    return Reply(wanted=said.pop(), code=codes[0] if codes else "")


def read_cancel(text: str) -> str | None:
    """The code beside a word that takes an appointment back, empty without one; None where the text is no such word."""
    words = [_same(word) for word in _WORD.findall(_JOINED.sub(" ", _folded(text)))]
    codes = [word for word in words if _CODE.fullmatch(word)]
    rest = tuple(word for word in words if not _CODE.fullmatch(word))
    return "".join(codes) if len(codes) <= 1 and rest in _CANCELS else None


def _said(words: list[str]) -> set[bool]:
    """What the words say; nothing when one of them is no answer."""
    said: set[bool] = set()
    at = 0
    while at < len(words):
        for length in range(_MOST_WORDS, 0, -1):
            phrase = tuple(words[at : at + length])
            if len(phrase) == length and phrase in _ANSWERS:
                said.add(_ANSWERS[phrase])
                at += length
                break
        else:
            return set()
    return said
