"""How long an institution may take to answer somebody who calls one of its facts wrong: `correction_terms.csv`.

A row is an institution's own term, or `*` for all that have none; in calendar days, with the law it is taken from and
how sure that is (verified, recalled or assumed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from registries.data import read

EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True)
class CorrectionTerm:
    """A term in calendar days, the law it is from, and how sure that is."""

    days: int
    law: str
    provenance: str

    def due(self, asked_on: date) -> date:
        """The last day on which an answer is in time."""
        return asked_on + timedelta(days=self.days)


def correction_term(institution: str) -> CorrectionTerm:
    """The term of an institution, by its code."""
    terms = _terms()
    return terms.get(institution, terms[EVERYBODY])


@cache
def _terms() -> Mapping[str, CorrectionTerm]:
    return {
        row["institution"]: CorrectionTerm(int(row["days"]), row["law"], row["provenance"])
        for row in read("correction_terms")
    }
