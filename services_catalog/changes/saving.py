"""What is saved when somebody else has saved meanwhile: one place for services, parameters and the set itself."""

from __future__ import annotations

from datetime import datetime

from .errors import Conflict
from .paths import Choices, State
from .paths import merge as merged


def reconciled(
    *,
    base: State,
    mine: State,
    theirs: State,
    moved: bool,
    revision: int,
    edited_by: str,
    edited_at: datetime,
    subject: str,
    merge: bool,
    choices: Choices | None,
) -> State:
    """Return what is to be saved: mine, or both merged when theirs has `moved`; raises `Conflict` (see there)."""
    if not moved:
        return mine
    result = merged(base, mine, theirs, choices=choices)
    if result.clashes or not merge:
        raise Conflict(
            base=base,
            mine=mine,
            theirs=theirs,
            clashes=result.clashes,
            only_mine=result.only_mine,
            only_theirs=result.only_theirs,
            revision=revision,
            edited_by=edited_by,
            edited_at=edited_at,
            subject=subject,
        )
    return result.state
