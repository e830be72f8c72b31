"""What must stay open: while a fact of a case is contested nothing is refused, lowered or ended; a grant may fall.

Who knows that something is contested registers a check, as reasons to look are registered (`accounts.access`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from django.utils.translation import gettext_lazy

CONTESTED: Final = gettext_lazy(
    "A fact that this rests on is contested. Until the institution has answered, nothing is refused or ended; a grant "
    "is possible."
)
"""Why an act cannot be done now, for whoever tries."""

Check = Callable[[Collection[int]], Collection[int]]
"""Given ids of cases, those that must stay open. One query at most: steps ask for whole batches."""

_CHECKS: Final[list[Check]] = []


def register_hold(check: Check) -> None:
    """Let a check have its say from now on; registering it again changes nothing."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def held_open(case_ids: Collection[int]) -> frozenset[int]:
    """The cases among these in which no refusal, lowering or end may fall now."""
    if not case_ids:
        return frozenset()
    return frozenset(pk for check in _CHECKS for pk in check(case_ids))
