"""What a reviewer reads: every difference of a change set, service by service."""

from __future__ import annotations

from dataclasses import dataclass

from dost.studio.wording.titles import title_of
from services_catalog.changes.compare import Comparison, compare_draft
from services_catalog.models import ChangeSet

from .amounts import AmountRow, amount_rows
from .said import in_words


@dataclass(frozen=True, slots=True)
class ServiceDifference:
    """A drafted service beside what it was begun from; `ends` when its rule ends with the set."""

    code: str
    title: str
    new: bool
    ends: bool
    comparison: Comparison


@dataclass(slots=True)
class Differences:
    """Everything that a set changes."""

    services: list[ServiceDifference]
    amounts: list[AmountRow]


def differences_of(change_set: ChangeSet) -> Differences:
    """Return every difference of a set; a few queries for each service in it."""
    drafts = change_set.services.select_related("service", "base", "change_set")
    return Differences(
        [
            ServiceDifference(
                draft.code,
                title_of(draft.texts, draft.service, draft.code),
                draft.base_id is None,
                draft.withdraws,
                in_words(compare_draft(draft)),
            )
            for draft in drafts
        ],
        amount_rows(change_set),
    )
