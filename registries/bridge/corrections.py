"""Telling an institution that a fact of its own is called wrong, and hearing what came of it.

An institution does not remove duplicates: the same request sent twice is two. So nothing is sent again before its
deadline has passed and the institution has said that it does not know it (`client.final_absence`). What it corrects
comes as its own event (`registries.intake`); its answer here only says that it did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from .client import Answer, Answers, order
from .directory import INTEGER, TEXT
from .transport import Unavailable

PATH: Final = "corrections"
LONGEST_TEXT: Final = 1000
_TELLS: Final[Mapping[str, str]] = {"reference": TEXT, "verdict": TEXT, "text": TEXT, "times": INTEGER}


class Verdict(StrEnum):
    """What an institution says of a fact that was called wrong."""

    OPEN = "open"
    """It has the request, and has not answered yet."""
    CONFIRMED = "confirmed"
    """It has looked, and what it told stands."""
    CORRECTED = "corrected"
    """It was wrong, and its own event says what is right."""
    REFUSED = "refused"
    """It does not look at the request; its text says why, or who would."""


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """What is called wrong, as the institution is told of it.

    Either `table`, `reference` and `field` name a field of a record the institution sent (an empty `field` is all of
    it), or `fact` names what stands in no one field. `stands` and `right` are as text; `right` is None for a record
    that should not be there. `fin` is whose fact it is.
    """

    key: str
    fin: str
    words: str
    stands: str
    right: str | None
    table: str = ""
    reference: str = ""
    field: str = ""
    fact: str = ""

    def as_item(self) -> dict[str, Any]:
        """The request as it travels."""
        return {
            "key": self.key,
            "fin": self.fin,
            "table": self.table,
            "reference": self.reference,
            "field": self.field,
            "fact": self.fact,
            "stands": self.stands,
            "right": self.right,
            "words": self.words,
        }


ASKS: Final[Mapping[str, str]] = {
    "fin": TEXT,
    "table": TEXT,
    "reference": TEXT,
    "field": TEXT,
    "fact": TEXT,
    "stands": TEXT,
    "right": "text?",
    "words": TEXT,
}
"""The particulars of a request, with their kinds."""


def send(requests: Sequence[CorrectionRequest], deadline: datetime, *, institution: str) -> Answers:
    """Hand requests to an institution, each once.

    Each answer's `data`: `reference` (the institution's own number), `verdict` (a `Verdict`), `text` (why, for whoever
    asked) and `times` (how often the request was taken). Raises `Unavailable` when the institution gave no answer.
    """
    return _read(institution, PATH, [one.as_item() for one in requests], deadline)


def status(keys: Sequence[str], *, institution: str) -> Answers:
    """Ask what became of requests; answers as in `send`."""
    return _read(institution, f"{PATH}/status", [{"key": key} for key in keys], None)


def _read(institution: str, path: str, items: Sequence[Mapping[str, Any]], deadline: datetime | None) -> Answers:
    try:
        answers = order(institution, path, items, tells=_TELLS, deadline=deadline)
    except Unavailable as why:
        why.answers = tuple(map(_readable, why.answers))
        raise
    return Answers(tuple(map(_readable, answers)), answers.request_hash, answers.latency_ms)


def _readable(one: Answer) -> Answer:
    """An answer whose verdict is a `Verdict`: a word that is none is no answer yet."""
    if not one.found:
        return one
    said = one.data["verdict"]
    verdict = Verdict(said) if said in set(Verdict) else Verdict.OPEN
    return replace(one, data={**one.data, "verdict": verdict, "text": one.data["text"][:LONGEST_TEXT]})
