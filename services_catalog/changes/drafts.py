"""Preparing a change set: services and parameter values are added to it, edited, and taken out again.

Every function checks the permission, works under a lock of the change set, raises its `revision` and writes one entry
of history, all in one transaction. `at` is the moment it is done.

Two editors at once: whoever saves says from which `revision` of the draft they began. If it has moved, `Conflict` is
raised with both versions and what they began from; see there. `edits` has the changes of single fields, `amounts`
those of parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftService, Service, ServiceVersion
from services_catalog.queries import published_versions
from services_catalog.schema import CODE

from . import history
from .author import Author
from .errors import NotFound, StudioError
from .guard import editable, fresh_service, needs
from .paths import Choices, State, difference
from .permissions import EDIT
from .reading import base_content, base_texts, parts_of, state_of
from .saving import reconciled

UNCHANGED: Final[Any] = object()
_MOST_TITLE = 200


def version_on(code: str, on: date) -> ServiceVersion | None:
    """Return the version of a service that is in force on a day."""
    return published_versions(on).filter(service_id=code).first()


# -- the set ------------------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, title: str, ground: str = "", valid_from: date | None = None, by: Author, at: datetime) -> ChangeSet:
    """Begin a change set; the day it takes force may be given later."""
    needs(by, EDIT)
    change_set = ChangeSet.objects.create(
        title=_title(title), ground=ground.strip(), valid_from=valid_from, created_by_id=by.pk, created_at=at
    )
    history.write(
        history.CREATED,
        by=by,
        at=at,
        change_set=change_set,
        changes=difference({}, _state_of_set(change_set)),
        revisions=(0, 1),
    )
    return change_set


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise StudioError(_("A change set needs a title."), code="title")
    if len(cleaned) > _MOST_TITLE:
        raise StudioError(_("The title is too long."), code="title")
    return cleaned


def _state_of_set(change_set: ChangeSet) -> State:
    return {
        "title": change_set.title,
        "ground": change_set.ground,
        "valid_from": change_set.valid_from.isoformat() if change_set.valid_from else None,
    }


@transaction.atomic
def edit(
    change_set: ChangeSet,
    *,
    revision: int,
    title: str = UNCHANGED,
    ground: str = UNCHANGED,
    valid_from: date | None = UNCHANGED,
    by: Author,
    at: datetime,
    merge: bool = False,
    choices: Choices | None = None,
) -> ChangeSet:
    """Change the title, the ground or the first day; `revision` is that of the set the editor began from.

    Only a change of the same field since then is a `Conflict`; edits of drafts are not.
    """
    needs(by, EDIT)
    found = editable(change_set)
    mine: State = {}
    if title is not UNCHANGED:
        mine["title"] = _title(title)
    if ground is not UNCHANGED:
        mine["ground"] = ground.strip()
    if valid_from is not UNCHANGED:
        mine["valid_from"] = valid_from.isoformat() if valid_from else None
    theirs = _state_of_set(found)
    base = history.state_at(found, "", theirs, revision)
    moved = [entry for entry in difference(base, theirs) if entry["path"] in mine]
    last = found.history.filter(subject="").select_related("by").first()
    state = reconciled(
        base=base if moved else theirs,
        mine={**(base if moved else theirs), **mine},
        theirs=theirs,
        moved=bool(moved),
        revision=found.revision,
        edited_by=last.by.get_username() if last else "",
        edited_at=last.at if last else at,
        subject=found.title,
        merge=merge,
        choices=choices,
    )
    changes = difference(theirs, state)
    if changes:
        found.title, found.ground = state["title"], state["ground"]
        found.valid_from = date.fromisoformat(state["valid_from"]) if state["valid_from"] else None
        before = found.revision
        found.revision += 1
        found.save(update_fields=["title", "ground", "valid_from", "revision"])
        history.write(
            history.SET_EDITED,
            by=by,
            at=at,
            change_set=found,
            changes=changes,
            revisions=(before, found.revision),
        )
    return found


@transaction.atomic
def discard(change_set: ChangeSet, *, by: Author, at: datetime, note: str = "") -> ChangeSet:
    """Give a draft up; its drafts stay readable in it."""
    needs(by, EDIT)
    found = editable(change_set)
    found.status = ChangeSet.Status.DISCARDED
    found.save(update_fields=["status"])
    history.write(history.DISCARDED, by=by, at=at, change_set=found, note=note.strip())
    return found


# -- services in it -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_service(change_set: ChangeSet, *, code: str, by: Author, at: datetime) -> DraftService:
    """Add a service as it is: its draft is begun from the version in force on the set's day (without one: today)."""
    needs(by, EDIT)
    found = editable(change_set)
    service = Service.objects.filter(code=code).first()
    if service is None:
        raise NotFound(_("There is no service %(code)s.") % {"code": code}, code="service")
    base = version_on(code, found.valid_from or timezone.localdate(at))
    return put_service(
        found,
        code=code,
        service=service,
        base=base,
        content=base_content(base),
        texts=base_texts(service),
        by=by,
        at=at,
    )


@transaction.atomic
def add_new_service(
    change_set: ChangeSet,
    *,
    code: str,
    content: Mapping[str, Any] | None = None,
    texts: Mapping[str, Any] | None = None,
    by: Author,
    at: datetime,
) -> DraftService:
    """Add a service that does not exist yet; what is missing in it, `checking` says."""
    needs(by, EDIT)
    found = editable(change_set)
    if not CODE.fullmatch(code):
        raise StudioError(
            _("“%(code)s” is no code of a service; write one such as 05-40.") % {"code": code}, code="code"
        )
    if Service.objects.filter(code=code).exists():
        raise StudioError(_("There is a service %(code)s already.") % {"code": code}, code="service")
    return put_service(
        found, code=code, service=None, base=None, content=content or {}, texts=texts or {}, by=by, at=at
    )


def put_service(
    change_set: ChangeSet,
    *,
    code: str,
    service: Service | None,
    base: ServiceVersion | None,
    content: Mapping[str, Any],
    texts: Mapping[str, Any],
    withdraws: bool = False,
    action: str = history.SERVICE_ADDED,
    note: str = "",
    by: Author,
    at: datetime,
) -> DraftService:
    """Write a new draft into a set that is locked and editable. For this package; `add_service` is for pages."""
    if change_set.services.filter(code=code).exists():
        raise StudioError(_("%(code)s is in this change set already.") % {"code": code}, code="twice")
    draft = DraftService.objects.create(
        change_set=change_set,
        service=service,
        code=code,
        base=base,
        content=dict(content),
        texts=dict(texts),
        withdraws=withdraws,
        edited_by_id=by.pk,
        edited_at=at,
    )
    bump(change_set)
    begun: State = {**base_content(base), "texts": base_texts(service), "withdraws": False}
    history.write(
        action,
        by=by,
        at=at,
        change_set=change_set,
        subject=code,
        changes=difference(begun, state_of(draft)),
        note=note,
        revisions=(0, 1),
    )
    return draft


def bump(change_set: ChangeSet) -> None:
    """Count one more change of a locked set. For this package."""
    change_set.revision += 1
    change_set.save(update_fields=["revision"])


@transaction.atomic
def save(
    draft: DraftService,
    *,
    revision: int,
    content: Mapping[str, Any] = UNCHANGED,
    texts: Mapping[str, Any] = UNCHANGED,
    withdraws: bool = UNCHANGED,
    by: Author,
    at: datetime,
    merge: bool = False,
    choices: Choices | None = None,
) -> DraftService:
    """Replace the version, the passport, or whether the rule ends; what is not given stays.

    `revision` is the one the editor began from. If it has moved, raises `Conflict`, or with `merge` takes what both
    changed as long as no place was changed twice, or `choices` say which to keep. Saving what is there already
    changes nothing and writes no history.
    """
    needs(by, EDIT)
    change_set = editable(draft.change_set_id)
    found = fresh_service(draft)
    theirs = state_of(found)
    base = history.state_at(change_set, found.code, theirs, revision) if revision != found.revision else theirs
    old_content, old_texts, old_withdraws = parts_of(base)
    mine: State = {
        **(old_content if content is UNCHANGED else content),
        "texts": old_texts if texts is UNCHANGED else dict(texts),
        "withdraws": old_withdraws if withdraws is UNCHANGED else withdraws,
    }
    return write_state(
        change_set, found, revision=revision, base=base, mine=mine, by=by, at=at, merge=merge, choices=choices
    )


def write_state(
    change_set: ChangeSet,
    draft: DraftService,
    *,
    revision: int,
    base: State,
    mine: State,
    by: Author,
    at: datetime,
    merge: bool = False,
    choices: Choices | None = None,
    action: str = history.SERVICE_EDITED,
    note: str = "",
    always: bool = False,
) -> DraftService:
    """Save a whole state of a fresh draft whose set is locked. For this package; `save` and `edits` are for pages."""
    theirs = state_of(draft)
    state = reconciled(
        base=base,
        mine=mine,
        theirs=theirs,
        moved=revision != draft.revision,
        revision=draft.revision,
        edited_by=draft.edited_by.get_username(),
        edited_at=draft.edited_at,
        subject=draft.code,
        merge=merge,
        choices=choices,
    )
    changes = difference(theirs, state)
    if not changes and not always:
        return draft
    draft.content, draft.texts, draft.withdraws = parts_of(state)
    draft.revision += 1
    draft.edited_by_id, draft.edited_at = by.pk, at
    draft.save(update_fields=["content", "texts", "withdraws", "revision", "edited_by", "edited_at", "base"])
    bump(change_set)
    history.write(
        action,
        by=by,
        at=at,
        change_set=change_set,
        subject=draft.code,
        changes=changes,
        note=note,
        revisions=(draft.revision - 1, draft.revision),
    )
    return draft


@transaction.atomic
def rebase(
    draft: DraftService,
    *,
    revision: int,
    by: Author,
    at: datetime,
    choices: Choices | None = None,
) -> DraftService:
    """Carry a draft over to the version that is in force on the set's day now.

    For when another set was published meanwhile, or the day was moved. What the draft changed stays changed, what the
    new version brought comes in; `Conflict` (theirs is the new version) where both changed the same place.
    """
    needs(by, EDIT)
    change_set = editable(draft.change_set_id)
    found = fresh_service(draft)
    now_in_force = version_on(found.code, change_set.valid_from or timezone.localdate(at))
    passport = base_texts(found.service)
    brought: State = {**base_content(now_in_force), "texts": passport, "withdraws": False}
    begun: State = {**base_content(found.base), "texts": passport, "withdraws": False}
    state = reconciled(
        base=begun,
        mine=state_of(found),
        theirs=brought,
        moved=True,
        revision=found.revision,
        edited_by=now_in_force.published_by if now_in_force else "",
        edited_at=(now_in_force.published_at if now_in_force else None) or at,
        subject=found.code,
        merge=True,
        choices=choices,
    )
    found.base = now_in_force
    return write_state(
        change_set,
        found,
        revision=revision,
        base=state_of(found),
        mine=state,
        by=by,
        at=at,
        action=history.SERVICE_REBASED,
        note=str(now_in_force or ""),
        always=True,
    )


@transaction.atomic
def remove_service(draft: DraftService, *, by: Author, at: datetime) -> None:
    """Take a service out of the set; what it said stays in the history."""
    needs(by, EDIT)
    change_set = editable(draft.change_set_id)
    found = fresh_service(draft)
    state = state_of(found)
    found.delete()
    bump(change_set)
    history.write(
        history.SERVICE_REMOVED, by=by, at=at, change_set=change_set, subject=found.code, changes=difference(state, {})
    )
