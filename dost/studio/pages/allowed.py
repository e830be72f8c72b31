"""What somebody may do with a change set as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services_catalog.changes import permissions
from services_catalog.changes.author import Author
from services_catalog.models import ChangeSet

Status = ChangeSet.Status


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the reader may do with the set as it stands."""

    edit: bool = False
    submit: bool = False
    give_back: bool = False
    publish: bool = False
    withdraw: bool = False
    preview: bool = False


def has(by: object, permission: str) -> bool:
    """Whether somebody has a permission; nobody without a name has any."""
    has_perm = getattr(by, "has_perm", None)
    return has_perm is not None and bool(has_perm(permission))


def allowed(change_set: ChangeSet, *, by: Author, today: date) -> Allowed:
    """What somebody may do with a set as it stands."""
    edits, publishes = has(by, permissions.EDIT), has(by, permissions.PUBLISH)
    is_draft, waits = change_set.status == Status.DRAFT, change_set.status == Status.SUBMITTED
    scheduled = (
        change_set.status == Status.PUBLISHED and change_set.valid_from is not None and change_set.valid_from > today
    )
    return Allowed(
        edit=edits and is_draft,
        submit=edits and is_draft,
        give_back=waits and (publishes or (edits and change_set.submitted_by_id == by.pk)),
        publish=publishes and waits,
        withdraw=publishes and scheduled,
        preview=(edits or publishes) and (is_draft or waits),
    )
