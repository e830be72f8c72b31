"""The lines of what happened to a contested fact."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dost.accounts.actors import SYSTEM, Actor
from dost.cases.models import CorrectionEntry, FactCorrection


def note(
    correction: FactCorrection,
    what: CorrectionEntry.What,
    /,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    **details: Any,
) -> CorrectionEntry:
    """Write a line of what happened, by whom."""
    line = CorrectionEntry(correction=correction, at=at, what=what, details=details).signed(actor)
    line.save(force_insert=True)
    return line
