"""What is asked once more in the transaction that grants, when nobody else can grant what stands in the way.

A decision is worked out before it is written, and another worker or a member of staff may grant in between, at the same
moment even. So the cases that could take each other's place are granted one after the other, under locks, and the later
one sees the earlier: a right that is held already (`prior_awards`), or one that excludes it (`exclusions`).

Both of two open cases that clash know each other, for a case is there, and committed, before it is granted: the lock
is of the two of them. What another system awards is not under it; it is seen from its commit on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .batch import Overtaken
from .exclusions import excluded_by_held, open_rivals
from .models import Case
from .prior_awards import ensure_not_held, lock_granting


class ExcludedMeanwhile(Overtaken):
    """A right that excludes this one was granted while it was decided."""


class Guard:
    """The check of one batch; its locks are taken together and in order, so that no two batches wait for each other."""

    def __init__(self, cases: Sequence[Case], *, crowded: Collection[int]) -> None:
        self._cases, self._crowded = cases, crowded
        self._excluded: set[int] | None = None

    def check(self, case: Case) -> None:
        """Make sure, inside the transaction that grants, that a case of the batch may be; raises `Overtaken`."""
        if self._excluded is None:
            lock_granting(one.service_id for one in self._cases if one.pk in self._crowded)
            lock_rivals(self._cases)
            self._excluded = excluded_by_held(self._cases)
        if case.pk in self._crowded:
            ensure_not_held(case)
        if case.pk in self._excluded:
            raise ExcludedMeanwhile


def lock_rivals(cases: Sequence[Case]) -> None:
    """Let no open case whose right clashes with one of these be granted until the transaction ends.

    After locks of services, where both are taken.
    """
    lock_granting(f"{one}|{other}" for one, other in open_rivals(cases))
