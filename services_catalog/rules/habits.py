"""What people write from habit – of their own language, of a spreadsheet, of SQL – and what this language has instead.

Whoever writes a rule is an administrator, not a programmer: each of these gets what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

CASE: Final = "CASE WHEN condition THEN value ELSE value END"

MEANT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("və", "ve", "həm", "и"), "AND"),
    **dict.fromkeys(("və ya", "ve ya", "ya", "ya da", "yaxud", "və yaxud", "или", "либо"), "OR"),
    **dict.fromkeys(("deyil", "yox", "не"), "NOT"),
    **dict.fromkeys(("əgər", "eger", "если", "if", "iif"), CASE),
    **dict.fromkeys(("onda", "то", "тогда"), "THEN"),
    **dict.fromkeys(("əks halda", "yoxsa", "иначе", "elseif", "elsif", "elif", "otherwise"), "ELSE"),
    **dict.fromkeys(("bəli", "beli", "hə", "doğru", "да", "истина", "верно", "yes", "true"), "TRUE"),
    **dict.fromkeys(("xeyr", "yanlış", "нет", "ложь", "неверно", "no", "false"), "FALSE"),
    **dict.fromkeys(("arasında", "между"), "BETWEEN"),
    **dict.fromkeys(("bu gün", "bugün", "сегодня"), "today"),
}
"""Words of Azerbaijani, Russian and spreadsheets, in small letters, and the word of the language they mean."""

_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_TWO: Final = re.compile(r"[^\W\d]\w*[ \t]+[^\W\d]\w*")
_ALIKE: Final = str.maketrans("аеорсухікмтнвəƏıİşŞçÇğĞöÖüÜ", "aeopcyxikmtnbeEiIsScCgGoOuU")
"""Letters of other alphabets that look like those of names, or are written for them."""
_PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_PER_CENT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*$")
_DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def word_at(text: str, start: int) -> tuple[str, str]:
    """The word of any alphabet that begins somewhere, or two where they mean one thing, and what it means, or ""."""
    two = _TWO.match(text, start)
    if two and " ".join(two.group().split()).lower().replace("i\u0307", "i") in MEANT:
        return two.group(), meant(" ".join(two.group().split()))
    one = _WORD.match(text, start)
    found = one.group() if one else text[start : start + 1]
    return found, meant(found)


def meant(word: str) -> str:
    """The word of the language that a word of another one means; empty for none. Capitals count as small letters."""
    return MEANT.get(word.replace("İ", "i").lower(), "")


def name_alike(word: str) -> str:
    """A name as it is spelled in plain letters, where letters of another alphabet stand in it; empty for none."""
    plain = word.translate(_ALIKE)
    return plain if _PLAIN_NAME.fullmatch(plain) else ""


def share_before(text: str) -> str:
    """The number that stands before a sign of per cent, as the share it means: 65 is 0.65; empty for none."""
    found = _PER_CENT.search(text)
    return f"{(Decimal(found[1]) / 100).normalize():f}" if found else ""


def of_text(written: str) -> str:
    """What a text in quotation marks means that is none: a truth, or a number; empty for neither."""
    truth = meant(written)
    if truth in ("TRUE", "FALSE"):
        return truth
    return written if _DIGITS.fullmatch(written) else ""


def of_operators(word: str) -> str:
    """A hint for a word that stands where an operator is missing; empty for one that nobody writes from habit."""
    instead = meant(word)
    return did_you_mean(instead) if instead else _of_sql().get(word.upper(), "")


def did_you_mean(sign: str) -> str:
    """The hint that names what was probably meant."""
    return _("Did you mean %(sign)s?") % {"sign": sign}


def _of_sql() -> dict[str, str]:
    return {
        "LIKE": _("Texts are only compared as a whole: = or IN (…)."),
        "ILIKE": _("Texts are only compared as a whole: = or IN (…)."),
        "SIMILAR": _("Texts are only compared as a whole: = or IN (…)."),
        "COLLATE": _("Texts are only compared as a whole: = or IN (…)."),
        "SELECT": _("A rule names facts, never tables."),
        "FROM": _("A rule names facts, never tables."),
        "UNION": _("A rule names facts, never tables."),
        "INTERVAL": _("Use add_years, add_months or add_days."),
        "XOR": _("Write a <> b."),
        "AS": _("A rule gives nothing a new name."),
        "OVER": _("A rule asks about one person; counts of others are facts."),
        "FILTER": _("A rule asks about one person; counts of others are facts."),
        "ISNULL": _("Ask known(…)."),
        "NOTNULL": _("Ask known(…)."),
    }
