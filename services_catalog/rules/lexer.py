"""Text -> words. Anything that is not a word of the language stops here, before a parser sees it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from .errors import RuleError
from .habits import did_you_mean, name_alike, share_before, word_at

MAX_LENGTH = 4_000
MAX_DIGITS = 15
MAX_DECIMALS = 6


class Kind(StrEnum):
    """What a word is."""

    NAME = "name"
    KEYWORD = "keyword"
    NUMBER = "number"
    STRING = "string"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: `text` as written (keywords in capitals, strings without quotes), `end`
    exclusive.
    """

    kind: Kind
    text: str
    start: int
    end: int


KEYWORDS = frozenset(
    {
        "AND", "OR", "NOT", "IN", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END",
        "TRUE", "FALSE", "DATE", "IS", "NULL",
    }
)  # fmt: skip

_SPACE = re.compile(r"[ \t\r\n]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
_TAIL = re.compile(r"[A-Za-z0-9_.]+")
_STRING = re.compile(r"'([^'\\\x00-\x1f\x7f]*)'")
_SYMBOL = re.compile(r"<>|!=|<=|>=|[=<>+\-*/(),]")
_SPELLED_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")

# What people write from habit, and what this language has instead. The longest come first.
_FOREIGN = ["<=>", "::", ":=", "=>", "=<", "><", "==", "&&", "||", "--", "/*", "*/", "!~", "->"]
_LOOK_ALIKES = {
    **dict.fromkeys("‘’‚′`“”„″«»", "'"),
    **dict.fromkeys("–—−", "-"),
    "×": "*",
    "÷": "/",
    "≠": "<>",
    "≤": "<=",
    "≥": ">=",
}


def _foreign_hint(found: str, before: str) -> str:
    share = share_before(before)
    return {
        "==": _("Did you mean = instead of ==?"),
        "=>": did_you_mean(">="),
        "=<": did_you_mean("<="),
        "><": did_you_mean("<>"),
        "&&": _("Did you mean AND?"),
        "||": _("Texts are not joined in a rule; did you mean OR?"),
        "!": _("Did you mean NOT, or <> for “is not equal”?"),
        "--": _("A rule has no comments; two minus signs in a row need parentheses."),
        "/*": _("A rule has no comments; write the reason in the text of the criterion."),
        "*/": _("A rule has no comments; write the reason in the text of the criterion."),
        ";": _("A rule is one expression."),
        "::": _("Values are not converted in a rule; a date is written DATE '2026-07-01'."),
        '"': _("Names are written without quotation marks, values from a list in 'single' ones."),
        "$": _("A rule has no placeholders; name a fact or a parameter."),
        "?": _("A rule has no placeholders; name a fact or a parameter."),
        ":": _("A rule has no placeholders; name a fact or a parameter."),
        "@": _("A rule has no placeholders; name a fact or a parameter."),
        "%": did_you_mean(share) if share else _("There is no remainder in a rule."),
        "[": _("There are no arrays; use IN (…)."),
        "{": _("There are no templates in a rule."),
        ".": _("A name is written without spaces around its points, a number with digits on both sides of it."),
    }.get(found, "")


def read_words(text: str) -> list[Word]:
    """Split the text of an expression into words; raises `RuleError` at the first thing that is none.

    The length is checked before anything else, so that no text can cost much.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError(
            _("The expression is too long: %(length)d characters, at most %(most)d.")
            % {"length": len(text), "most": MAX_LENGTH},
            text[:MAX_LENGTH],
            hint=_("Split it into several criteria."),
        )
    words: list[Word] = []
    position = 0
    while position < len(text):
        space = _SPACE.match(text, position)
        if space:
            position = space.end()
            continue
        word = _read_word(text, position)
        words.append(word)
        position = word.end
    if not words:
        raise RuleError(_("The expression is empty."), text, hint=_("Write a condition, such as person.age >= 18."))
    return words


def _read_word(text: str, start: int) -> Word:
    character = text[start]
    if character == "'":
        return _read_string(text, start)
    number = _NUMBER.match(text, start)
    if number:
        return _read_number(text, number)
    name = _NAME.match(text, start)
    if name:
        return _read_name(text, name)
    for foreign in _FOREIGN:
        if text.startswith(foreign, start):
            raise _foreign(text, start, start + len(foreign))
    symbol = _SYMBOL.match(text, start)
    if symbol:
        return Word(Kind.SYMBOL, symbol.group(), start, symbol.end())
    if character.isalpha():
        raise _other_word(text, start)
    raise _foreign(text, start, start + 1)


def _foreign(text: str, start: int, end: int) -> RuleError:
    found = text[start:end]
    if len(found) == 1 and (ord(found) > 126 or ord(found) < 32):
        name = unicodedata.name(found, f"U+{ord(found):04X}")
        meant = _LOOK_ALIKES.get(found) or unicodedata.normalize("NFKC", found)
        hint = _("Did you mean %(sign)s ?") % {"sign": meant} if meant != found and meant.isascii() else ""
        if not hint and found.isalpha():
            hint = _("Names are written in plain Latin letters: a–z, digits and _.")
        return RuleError(_("This sign is not part of the language: %(name)s.") % {"name": name}, text, start, end, hint)
    return RuleError(
        _("This sign is not part of the language: %(sign)s") % {"sign": found},
        text,
        start,
        end,
        _foreign_hint(found, text[:start]),
    )


def _other_word(text: str, start: int) -> RuleError:
    """A word with letters that no name has: of another language, or a name in which such a letter looks alike."""
    found, instead = word_at(text, start)
    end = start + len(found)
    if instead:
        message = _("The language has English words, and this is none of them.")
        return RuleError(message, text, start, end, did_you_mean(instead))
    alike = name_alike(found)
    hint = did_you_mean(alike) if alike else _("Names are written in plain Latin letters: a–z, digits and _.")
    return RuleError(_("A letter of another alphabet is in this word."), text, start, end, hint)


def _read_name(text: str, match: re.Match[str]) -> Word:
    spelled, start, end = match.group(), match.start(), match.end()
    following = text[end : end + 1]
    if following == "'" and spelled.upper() != "DATE":
        raise RuleError(
            _("A text has no letter in front of it."),
            text,
            start,
            end,
            _("Values from a list are written 'text'."),
        )
    found, instead = word_at(text, start)
    if len(found) > len(spelled) and (instead or found[len(spelled) :].lstrip(".")[:1].isalpha()):
        raise _other_word(text, start)
    if following == "." or (following and ord(following) > 126):
        raise _foreign(text, end, end + 1)
    if spelled.upper() in KEYWORDS:
        return Word(Kind.KEYWORD, spelled.upper(), start, end)
    if spelled.count(".") > 2:
        raise RuleError(_("A name has at most three parts."), text, start, end, _("Such as mother.employment.active."))
    if "." in spelled and not _SPELLED_NAME.fullmatch(spelled):
        raise RuleError(
            _("Names are written in small letters."),
            text,
            start,
            end,
            _("Did you mean %(name)s?") % {"name": spelled.lower()},
        )
    return Word(Kind.NAME, spelled, start, end)


def _read_number(text: str, match: re.Match[str]) -> Word:
    start = match.start()
    end = match.end()
    grouped = _GROUPED.match(text, start)
    if grouped:
        plain = "".join(grouped.group().split())
        message = _("Numbers are written without spaces.")
        raise RuleError(message, text, start, grouped.end(), did_you_mean(plain))
    tail = _TAIL.match(text, end)
    if tail:
        raise RuleError(
            _("This is not a number of the language."),
            text,
            start,
            tail.end(),
            _("Write digits, with a point before decimals: 600 or 600.50."),
        )
    whole, _point, decimals = match.group().partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        raise RuleError(_("A number does not begin with 0."), text, start, end)
    if len(whole) > MAX_DIGITS or len(decimals) > MAX_DECIMALS:
        raise RuleError(
            _("The number is too large or too fine: at most %(digits)d digits and %(decimals)d decimals.")
            % {"digits": MAX_DIGITS, "decimals": MAX_DECIMALS},
            text,
            start,
            end,
        )
    return Word(Kind.NUMBER, match.group(), start, end)


def _read_string(text: str, start: int) -> Word:
    match = _STRING.match(text, start)
    if match is None:
        raise RuleError(
            _("The text that begins here does not end, or has signs that no value has."),
            text,
            start,
            min(len(text), start + 20),
            _("Values from a list are written 'text'."),
        )
    if text[match.end() : match.end() + 1] == "'":
        raise RuleError(_("A value has no quotation mark in it."), text, start, match.end() + 1)
    return Word(Kind.STRING, match.group(1), start, match.end())
