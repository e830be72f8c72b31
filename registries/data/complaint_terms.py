"""What the law on citizens' appeals lays down for complaints and proposals: `complaint_terms.csv`.

Each figure has its unit, the law it is taken from and how sure that is (verified, recalled or assumed). Which service
takes what, by what it is about, is in `complaint_services.csv`; `*` is for all that have no row of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from registries.data import read

ANYTHING: Final = "*"


class Figure(StrEnum):
    """The figures there are; the word is the code of the row."""

    ANSWER = "answer"
    LONGER = "longer"
    REPEATS = "repeats"
    REPEATS_WITHIN = "repeats_within"
    ASKED = "asked"
    NEAR = "near"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class LawFigure:
    """One figure of the law: how many of which unit, the law, and how sure that is."""

    amount: int
    unit: str
    law: str
    provenance: str


def complaint_figure(figure: Figure) -> LawFigure:
    """One figure."""
    return _figures()[figure]


def complaint_service(about: str) -> str:
    """The code of the service that takes what is about this."""
    services = _services()
    return services.get(about, services[ANYTHING])


def complaint_services() -> frozenset[str]:
    """The codes of all services that take complaints and proposals."""
    return frozenset(_services().values())


@cache
def _figures() -> Mapping[Figure, LawFigure]:
    return {
        Figure(row["code"]): LawFigure(int(row["amount"]), row["unit"], row["law"], row["provenance"])
        for row in read("complaint_terms")
    }


@cache
def _services() -> Mapping[str, str]:
    return {row["about"]: row["service"] for row in read("complaint_services")}
