"""What services share, in a change set: criteria and formulas that change or are new, and parameters that are new.

An editor's page begins from a `revision`, as that of any draft. What a change does to the services that use it is in
`following`; what is wrong with it in `shared_checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from services_catalog.models import ChangeSet, DraftShared, Parameter, SharedKind
from services_catalog.schema import LANGUAGES, WORD

from . import history
from .author import Author
from .drafts import bump
from .errors import NotFound, StudioError
from .guard import editable, needs
from .paths import Choices, State, difference
from .permissions import EDIT
from .saving import reconciled
from .shared_library import library_of, shared_content

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    SharedKind.CRITERION: ("require", "text", "law"),
    SharedKind.FORMULA: ("value", "label"),
    SharedKind.PARAMETER: ("type", "label", "least", "most", "value", "source"),
}
"""What is said of each kind, in the order of a file."""


def subject_of(kind: str, name: str) -> str:
    """Return what the history calls it: `criterion.resident`."""
    return f"{kind}.{name}"


@transaction.atomic
def put_shared(
    change_set: ChangeSet,
    *,
    kind: str,
    name: str,
    content: Mapping[str, Any],
    revision: int | None = None,
    is_new: bool = False,
    by: Author,
    at: datetime,
    merge: bool = False,
    choices: Choices | None = None,
) -> DraftShared:
    """Draft a shared criterion, a formula or a new parameter, or change the draft; `Conflict` as with any draft.

    `revision` is that of the draft the editor began from; None when there was none. With `is_new`, nothing may be
    called so yet. A wrong expression is kept; `shared_checks` says what is wrong with it.
    """
    needs(by, EDIT)
    found = editable(change_set)
    _named(kind, name)
    draft = found.shared.select_related("edited_by").filter(kind=kind, name=name).first()
    is_taken = is_known(found, kind, name)
    if (is_new and (draft is not None or is_taken)) or (is_taken and kind == SharedKind.PARAMETER):
        raise StudioError(_("There is another one called “%(name)s”.") % {"name": name}, code="name")
    if not is_new and draft is None and not is_taken:
        raise NotFound(_("“%(name)s” is not here (any more).") % {"name": name}, code="name")
    mine = _state(kind, content)
    theirs: State = dict(draft.content) if draft is not None else {}
    moved = draft is not None and revision != draft.revision
    base = theirs
    if moved:
        base = history.state_at(found, subject_of(kind, name), theirs, revision) if revision else {}
    state = reconciled(
        base=base,
        mine=mine,
        theirs=theirs,
        moved=moved,
        revision=draft.revision if draft else 0,
        edited_by=draft.edited_by.get_username() if draft else "",
        edited_at=draft.edited_at if draft else at,
        subject=subject_of(kind, name),
        merge=merge,
        choices=choices,
    )
    return _write(found, draft or DraftShared(change_set=found, kind=kind, name=name, revision=0), state, by=by, at=at)


def _named(kind: str, name: str) -> None:
    if kind not in SharedKind.values:
        raise NotFound(_("“%(name)s” is not here (any more).") % {"name": kind}, code="kind")
    if not WORD.fullmatch(name):
        raise StudioError(
            _("“%(id)s” is no short name; write a word such as not_working.") % {"id": name[:60]}, code="name"
        )


def is_known(change_set: ChangeSet, kind: str, name: str) -> bool:
    """Whether the catalogue has one of this name already, on the set's day; a parameter that is new has none."""
    if kind == SharedKind.PARAMETER:
        return Parameter.objects.filter(name=name).exists()
    return shared_content(library_of(change_set, drafts=False), kind, name) is not None


def _state(kind: str, content: Mapping[str, Any]) -> State:
    """Return what was said, without what is empty."""
    said: State = {key: content.get(key) for key in FIELDS[kind]}
    for key in ("text", "label"):
        if key in said:
            given = said[key]
            texts: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
            said[key] = {language: texts[language] for language in LANGUAGES if texts.get(language)}
    return {key: value for key, value in said.items() if value not in (None, "", {})}


def _write(change_set: ChangeSet, draft: DraftShared, state: State, *, by: Author, at: datetime) -> DraftShared:
    begun = draft.content if draft.revision else _before(change_set, draft)
    changes = difference(begun, state)
    if draft.revision and not changes:
        return draft
    before = draft.revision
    draft.content, draft.revision = state, before + 1
    draft.edited_by_id, draft.edited_at = by.pk, at
    draft.save()
    bump(change_set)
    history.write(
        history.SHARED_EDITED if before else history.SHARED_ADDED,
        by=by,
        at=at,
        change_set=change_set,
        subject=subject_of(draft.kind, draft.name),
        changes=changes,
        revisions=(before, draft.revision),
    )
    return draft


def _before(change_set: ChangeSet, draft: DraftShared) -> State:
    return shared_content(library_of(change_set, drafts=False), draft.kind, draft.name) or {}


@transaction.atomic
def remove_shared(draft: DraftShared, *, by: Author, at: datetime) -> None:
    """Take it out of the set; what it said stays in the history."""
    needs(by, EDIT)
    change_set = editable(draft.change_set_id)
    found = change_set.shared.filter(pk=draft.pk).first()
    if found is None:
        raise NotFound(_("This draft was removed from its change set."), code="draft")
    state, subject = found.content, subject_of(found.kind, found.name)
    found.delete()
    bump(change_set)
    history.write(
        history.SHARED_REMOVED, by=by, at=at, change_set=change_set, subject=subject, changes=difference(state, {})
    )
