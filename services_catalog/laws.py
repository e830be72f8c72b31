"""Legal acts in the reader's language: the catalogue writes them in English, and `laws.yaml` has their other names.

A law text names acts joined by "; ", each with what follows the name:

    Labour Pensions Law (54-IIIQ, 07.02.2006), art. 17; Decree 387 (10.12.2018), list 3.4
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils import translation

from . import plain_yaml
from .acts import act_at_start

CATALOGUE: Final = Path(__file__).parent / "catalogue"

_DAY = r"(?P<day>\d\d\.\d\d\.\d{4}|\d\d\.\d{4}|\d{4})"
_NUMBERS = r"(?P<numbers>\d[\d.\-–]*(?:(?:, | and )\d[\d.\-–]*)*)"
# Digits are read aloud in Azerbaijani to choose the ending: the last one, or the tens before a zero.
_ENDINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys("12578", "ci"),
    **dict.fromkeys("34", "cü"),
    "0": "cı",
    "6": "cı",
    "9": "cu",
    "10": "cu",
    "20": "ci",
    "30": "cu",
    "40": "cı",
    "50": "ci",
    "60": "cı",
    "70": "ci",
    "80": "ci",
    "90": "cı",
    "00": "cü",
}

Acts = Mapping[str, Mapping[str, str]]
_Phrase = tuple[str, str]
# What may follow the name of an act: its form, and how it is said in Azerbaijani and in Russian.
_AFTER: Final[tuple[tuple[re.Pattern[str], _Phrase], ...]] = tuple(
    (re.compile(form), phrase)
    for form, phrase in (
        (rf"art\. {_NUMBERS}", ("{ordinal} maddə", "ст. {numbers}")),
        (rf"arts\. {_NUMBERS}", ("{ordinal} maddələr", "ст. {numbers}")),
        (rf"list {_NUMBERS}", ("Siyahının {ordinal} bəndi", "п. {numbers} Перечня")),
        (r"list", ("Siyahı", "Перечень")),
        (rf"charter item {_NUMBERS}", ("Nizamnamənin {ordinal} bəndi", "п. {numbers} Устава")),
        (rf"item {_NUMBERS}", ("{ordinal} bənd", "п. {numbers}")),
        (rf"rules of service provision,? {_NUMBERS}", ("Qaydaların {ordinal} bəndi", "п. {numbers} Правил")),
        (r"rules of service provision", ("Xidmətlərin göstərilməsi Qaydaları", "Правила оказания услуг")),
        (rf"(?:as amended|am\.) {_DAY}", ("{day} tarixli dəyişikliklə", "в редакции от {day}")),
        (rf"as amended from {_DAY}", ("{day} tarixindən qüvvədə olan redaksiyada", "в редакции, действующей с {day}")),
        (rf"in force(?: from)? {_DAY}", ("{day} tarixindən qüvvədədir", "действует с {day}")),
        (rf"proactive from {_DAY}", ("{day} tarixindən ərizəsiz", "без заявления с {day}")),
        (rf"until {_DAY}", ("{day} tarixinədək", "до {day}")),
    )
)
_NEXT: Final = re.compile(r",? ")


def law_in_language(text: str, language: str) -> str:
    """Return a law text of the catalogue in `az`, `en` or `ru`; what is not known of it stays as it is written."""
    if language not in ("az", "ru"):
        return text
    return "; ".join(
        _rendered(part, language, known_acts()) or _by_number(part, language) or part for part in text.split("; ")
    )


def law_as_read(text: str) -> str:
    """Return a law text in the active language."""
    return law_in_language(text, (translation.get_language() or "az")[:2])


def unknown_acts(text: str, acts: Acts) -> Iterator[str]:
    """Yield the parts of a law text whose act is not known, or that end in something not understood."""
    for part in text.split("; "):
        if _rendered(part, "az", acts) is None:
            yield part


def laws_file(root: Path = CATALOGUE) -> Path:
    """Where a catalogue folder lists its acts."""
    return root / "laws.yaml"


@lru_cache(maxsize=1)
def known_acts() -> Acts:
    """Return the names of all acts of the catalogue, by their English name: `{az, ru}`."""
    acts: Acts = plain_yaml.read(laws_file().read_bytes())
    return acts


def _rendered(part: str, language: str, acts: Acts) -> str | None:
    """Return one act with what follows its name, or None when either is not known."""
    act = max((name for name in acts if _begins_with(part, name)), key=len, default=None)
    if act is None:
        return None
    return _with_rest(acts[act][language], part[len(act) :], language)


def _by_number(part: str, language: str) -> str | None:
    """Return an act that is in no list, by its kind, number and day, with what follows it."""
    found = act_at_start(part, language)
    return None if found is None else _with_rest(*found, language)


def _with_rest(act: str, rest: str, language: str) -> str | None:
    said = [act]
    while rest:
        found = _following(rest, language)
        if found is None:
            return None
        words, rest = found
        said.append(words)
    return ", ".join(said)


def _begins_with(part: str, name: str) -> bool:
    return part.startswith(name) and (len(part) == len(name) or _NEXT.match(part, len(name)) is not None)


def _following(rest: str, language: str) -> tuple[str, str] | None:
    """Return what comes next, said in the language, and what is left after it."""
    start = _NEXT.match(rest)
    if start is None:
        return None
    for form, phrases in _AFTER:
        match = form.match(rest, start.end())
        if match and (match.end() == len(rest) or _NEXT.match(rest, match.end())):
            return _said(phrases[0 if language == "az" else 1], match.groupdict(), language), rest[match.end() :]
    return None


def _said(phrase: str, found: Mapping[str, str], language: str) -> str:
    numbers = found.get("numbers", "")
    return phrase.format(
        day=found.get("day"),
        numbers=_joined(numbers, language),
        ordinal=_ordinal(numbers) if numbers else "",
    )


def _joined(numbers: str, language: str) -> str:
    return numbers.replace(" and ", " və " if language == "az" else " и ")


def _ordinal(numbers: str) -> str:
    """Return "9-cu" for "9", "70 və 125-ci" for "70 and 125"."""
    last = re.findall(r"\d+", numbers)[-1]
    ending = _ENDINGS[last[-2:] if last.endswith("0") else last[-1]]
    return f"{_joined(numbers, 'az')}-{ending}"
