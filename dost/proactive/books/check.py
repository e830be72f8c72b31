"""The nightly check of the books: what was found is kept, so that the run of the day can say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dost.proactive.models import BooksCheck

from .findings import Finding, Kind, findings

MOST_KEPT: Final = 100
"""Of each kind: whoever mends the first hundred looks again."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check: as of which day, when, how many findings of each kind (kinds with none are left out), and the first."""

    on: date
    at: datetime
    counts: Mapping[Kind, int]
    first: tuple[Finding, ...]

    @property
    def total(self) -> int:
        """How much is wrong; 0 when the books are right."""
        return sum(self.counts.values())


def check_books(*, on: date, now: datetime) -> Checked:
    """Look at everything as of a day and keep what was found; running it again replaces the day's."""
    counts: Counter[Kind] = Counter()
    first = []
    for finding in findings(on=on):
        counts[finding.kind] += 1
        if counts[finding.kind] <= MOST_KEPT:
            first.append(finding)
    checked = Checked(on=on, at=now, counts=dict(counts), first=tuple(first))
    BooksCheck.objects.update_or_create(
        on=on,
        defaults={
            "checked_at": now,
            "counts": {kind.value: number for kind, number in counts.items()},
            "findings": [_as_json(finding) for finding in first],
        },
    )
    return checked


def latest_check(*, on: date) -> Checked | None:
    """The last check of a day or before it."""
    row = BooksCheck.objects.filter(on__lte=on).order_by("-on").first()
    if row is None:
        return None
    return Checked(
        on=row.on,
        at=row.checked_at,
        counts={Kind(kind): number for kind, number in row.counts.items()},
        first=tuple(map(_from_json, row.findings)),
    )


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "case": finding.case,
        "period": finding.period.isoformat() if finding.period else None,
        "reference": finding.reference,
    }


def _from_json(row: Mapping[str, Any]) -> Finding:
    period = row["period"]
    return Finding(Kind(row["kind"]), row["case"], date.fromisoformat(period) if period else None, row["reference"])
