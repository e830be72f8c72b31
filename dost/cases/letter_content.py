"""What a letter says, as typed parts that a page and a paper lay out alike; and as JSON, in which it is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

OFFICIAL: Final = "az"
"""The language in which every letter is kept; in another it is kept besides, where that is the person's."""

Result = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, both as they are read."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FactSaid:
    """A fact that was looked at, its value in words, and which institution told it on which day."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class GroundSaid:
    """One condition of the right: its words, how it came out, the law it rests on, and the facts it was judged by."""

    text: str
    result: Result
    result_text: str
    law: str
    facts: tuple[FactSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class SumLine:
    """A line of the arithmetic: the sign before the value is in the value."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a letter: what stands above each of its blocks."""

    reasons: str
    grounds: str
    sums: str
    total: str
    law: str
    decided: str
    appeal: str


@dataclass(frozen=True, slots=True)
class LetterPart:
    """The letter in one language, in the order in which it is read: the answer, what follows, why, and what one can do.

    `answer` is what was decided in a sentence or two; `details` are sums, days and the account; `reasons` what a
    member of staff, or the event, gives as the reason. All but the answer, `decided` and `appeal` may be empty. The
    headings are kept too: a letter printed years later has those it was written with.
    """

    language: str
    title: str
    greeting: str
    answer: str
    details: tuple[Pair, ...]
    reasons: tuple[str, ...]
    grounds: tuple[GroundSaid, ...]
    sums: tuple[SumLine, ...]
    total: str
    law: tuple[str, ...]
    decided: str
    appeal: tuple[str, ...]
    headings: Headings


@dataclass(frozen=True, slots=True)
class Written:
    """A whole letter: to whom, and what it says; the first part is in the person's language."""

    name: str
    fin: str
    parts: tuple[LetterPart, ...]

    def as_json(self) -> dict[str, Any]:
        """As `Letter.content` keeps it."""
        return asdict(self)

    def part(self, language: str) -> LetterPart:
        """The letter in a language if it is kept in it, else in the person's own."""
        return next((part for part in self.parts if part.language == language), self.parts[0])


def content_hash(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what a letter says, as canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_content(content: Mapping[str, Any]) -> Written:
    """A letter from what `Letter.content` keeps; KeyError or TypeError when it is none."""
    return Written(name=content["name"], fin=content["fin"], parts=tuple(map(_part, content["parts"])))


def _part(row: Mapping[str, Any]) -> LetterPart:
    return LetterPart(
        **{
            **row,
            "details": tuple(Pair(**pair) for pair in row["details"]),
            "reasons": tuple(row["reasons"]),
            "grounds": tuple(_ground(one) for one in row["grounds"]),
            "sums": tuple(SumLine(**line) for line in row["sums"]),
            "law": tuple(row["law"]),
            "appeal": tuple(row["appeal"]),
            "headings": Headings(**row["headings"]),
        }
    )


def _ground(row: Mapping[str, Any]) -> GroundSaid:
    return GroundSaid(**{**row, "facts": tuple(_facts(row["facts"]))})


def _facts(rows: Sequence[Mapping[str, Any]]) -> list[FactSaid]:
    return [FactSaid(**row) for row in rows]
