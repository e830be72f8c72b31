"""What a reviewer reads: every difference of a change set, service by service."""

from __future__ import annotations

from dataclasses import dataclass

from dost.studio.wording.titles import title_of
from services_catalog.changes import history
from services_catalog.changes.compare import Comparison, compare_draft
from services_catalog.changes.following import followers
from services_catalog.changes.paths import difference
from services_catalog.changes.shared_drafts import subject_of
from services_catalog.models import ChangeSet

from .amounts import AmountRow, amount_rows
from .diary import Change, changes_in_words, shared_names
from .said import in_words
from .shared import named_services


@dataclass(frozen=True, slots=True)
class ServiceDifference:
    """A drafted service beside what it was begun from; `ends` when its rule ends with the set."""

    code: str
    title: str
    new: bool
    ends: bool
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class SharedDifference:
    """A shared part, or an amount that is new: what it is called, and what is different in it."""

    kind_title: str
    name: str
    title: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Differences:
    """Everything that a set changes; `followers` are the services that use a shared part of it, as (code, name)."""

    services: list[ServiceDifference]
    amounts: list[AmountRow]
    shared: list[SharedDifference]
    followers: tuple[tuple[str, str], ...]


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
        _shared(change_set),
        named_services(draft.code for draft in followers(change_set)),
    )


def _shared(change_set: ChangeSet) -> list[SharedDifference]:
    found = []
    for draft in change_set.shared.all():
        subject = subject_of(draft.kind, draft.name)
        before = history.state_at(change_set, subject, draft.content, 0)
        called = shared_names([subject], change_set=change_set).get(subject, draft.name)
        changes = tuple(changes_in_words(difference(before, draft.content)))
        found.append(SharedDifference(str(draft.get_kind_display()), draft.name, called, changes))
    return found
