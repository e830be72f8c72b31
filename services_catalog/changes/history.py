"""The history of the studio: what was done, by whom, and what is different since.

Every entry is written in the transaction of what it tells. Beside the changes, its `difference` holds one item of kind
`revision` that says which revisions of the draft and of its set it led from and to; `changes_of` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from services_catalog.models import ChangeSet, HistoryEntry

from .author import Author
from .paths import State, undone

CREATED: Final = "created"
SET_EDITED: Final = "set_edited"
DISCARDED: Final = "discarded"
SERVICE_ADDED: Final = "service_added"
SERVICE_EDITED: Final = "service_edited"
SERVICE_REBASED: Final = "service_rebased"
SERVICE_REMOVED: Final = "service_removed"
PARAMETER_ADDED: Final = "parameter_added"
PARAMETER_EDITED: Final = "parameter_edited"
PARAMETER_REMOVED: Final = "parameter_removed"
IMPORTED: Final = "imported"
SHARED_ADDED: Final = "shared_added"
SHARED_EDITED: Final = "shared_edited"
SHARED_REMOVED: Final = "shared_removed"
SHARED_PUBLISHED: Final = "shared_published"
SHARED_WITHDRAWN: Final = "shared_withdrawn"
CONFIRMED: Final = "confirmed"
SUBMITTED: Final = "submitted"
RETURNED: Final = "returned"
PUBLISHED: Final = "published"
VERSION_PUBLISHED: Final = "version_published"
VERSION_WITHDRAWN: Final = HistoryEntry.VERSION_WITHDRAWN
PARAMETER_PUBLISHED: Final = "parameter_published"
PARAMETER_WITHDRAWN: Final = "parameter_withdrawn"
PASSPORT_APPLIED: Final = HistoryEntry.PASSPORT_APPLIED
WITHDRAWN: Final = "withdrawn"

EDITS: Final = frozenset(
    {
        CREATED,
        SET_EDITED,
        SERVICE_ADDED,
        SERVICE_EDITED,
        SERVICE_REBASED,
        SERVICE_REMOVED,
        PARAMETER_ADDED,
        PARAMETER_EDITED,
        PARAMETER_REMOVED,
        SHARED_ADDED,
        SHARED_EDITED,
        SHARED_REMOVED,
        IMPORTED,
    }
)
"""What makes somebody an author of a change set, who may not publish it: its title, its ground and above all its day
are content like its drafts."""

_REVISION: Final = "revision"
_NO_CHANGES: Final = frozenset({_REVISION, "doubt"})
"""Kinds of items that are no changes: revisions, and what was confirmed (see `doubts`)."""


def write(
    action: str,
    *,
    by: Author,
    at: datetime,
    change_set: ChangeSet | None = None,
    subject: str = "",
    changes: Iterable[Mapping[str, Any]] = (),
    note: str = "",
    revisions: tuple[int, int] | None = None,
) -> HistoryEntry:
    """Write one entry; `subject` is a service's code or `parameter.<name>`, `revisions` those of its draft."""
    difference = [dict(change) for change in changes]
    if revisions is not None and change_set is not None:
        before, after = revisions
        difference.append({"kind": _REVISION, "before": before, "after": after, "set": change_set.revision})
    return HistoryEntry.objects.create(
        at=at,
        by_id=by.pk,
        by_role=by.role,
        by_centre=by.centre,
        action=action,
        change_set=change_set,
        subject=subject,
        difference=difference,
        note=note,
    )


def changes_of(entry: HistoryEntry) -> list[dict[str, Any]]:
    """Return what an entry changed, place by place: `{path, kind, before, after}`."""
    return [change for change in entry.difference if change.get("kind") not in _NO_CHANGES]


def of_service(code: str) -> QuerySet[HistoryEntry]:
    """Return everything that was done about a service, newest first."""
    return HistoryEntry.objects.filter(subject=code).select_related("by", "change_set")


def of_change_set(change_set: ChangeSet) -> QuerySet[HistoryEntry]:
    """Return everything that was done in a change set, newest first."""
    return HistoryEntry.objects.filter(change_set=change_set).select_related("by")


def authors(change_set: ChangeSet) -> set[int]:
    """Return the ids of the users who have begun the set, or edited it or a draft of it."""
    return set(HistoryEntry.objects.filter(change_set=change_set, action__in=EDITS).values_list("by_id", flat=True))


def submitters(change_set: ChangeSet) -> set[int]:
    """Return the ids of the users who have ever handed the set in, also if it went back since."""
    return set(HistoryEntry.objects.filter(change_set=change_set, action=SUBMITTED).values_list("by_id", flat=True))


def state_at(change_set: ChangeSet, subject: str, state: State, revision: int) -> State:
    """Return a draft's state as it was at an earlier revision, by undoing what was done since.

    Revision 0 is what the draft was begun from: the service as it was, or nothing.
    """
    for entry in HistoryEntry.objects.filter(change_set=change_set, subject=subject).order_by("-pk"):
        moved = next((change for change in entry.difference if change.get("kind") == _REVISION), None)
        if moved is None:
            continue
        if moved["after"] <= revision:
            break
        state = undone(state, changes_of(entry))
        if moved["before"] == 0:
            break
    return state
