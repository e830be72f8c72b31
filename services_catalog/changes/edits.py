"""Changes of single fields of a drafted service, each one step of history.

All take `revision`, `by`, `at`, and optionally `merge` and `choices`, as `drafts.save` does, and raise `Conflict` as
it does. The change is made to what the editor saw, so a criterion is named by its id (for a shared one without an id
of its own: by its name), never by its position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from services_catalog.library import Library
from services_catalog.models import DraftService
from services_catalog.schema import WORD

from . import history
from .author import Author
from .drafts import write_state
from .errors import NotFound, StudioError
from .guard import editable, fresh_service, needs
from .paths import KEYED, Choices, State, item_names
from .permissions import EDIT
from .reading import state_of
from .shared_library import library_of

Named = Literal["criteria", "questions", "examples"]


class Saving(TypedDict):
    """From which revision, who, when, and what to do when somebody else has saved; see `drafts.save`."""

    revision: int
    by: Author
    at: datetime
    merge: NotRequired[bool]
    choices: NotRequired[Choices]


@transaction.atomic
def change(draft: DraftService, alter: Callable[[State], None], **saving: Unpack[Saving]) -> DraftService:
    """Save what `alter` makes of the state (see `paths`) that the editor began from; every other function uses it."""
    needs(saving["by"], EDIT)
    change_set = editable(draft.change_set_id)
    found = fresh_service(draft)
    base = history.state_at(change_set, found.code, state_of(found), saving["revision"])
    mine = deepcopy(base)
    alter(mine)
    return write_state(change_set, found, base=base, mine=mine, **saving)


def set_field(draft: DraftService, key: str, value: Any, **saving: Unpack[Saving]) -> DraftService:
    """Set one key of the version (`amount`, `mode`, `verify` …); None takes it out."""

    def alter(state: State) -> None:
        if value in (None, ""):
            state.pop(key, None)
        else:
            state[key] = value

    if key in ("texts", "withdraws", "valid_from", "code"):
        raise StudioError(_("“%(key)s” is not a field of the version.") % {"key": key}, code="field")
    return change(draft, alter, **saving)


def set_fields(draft: DraftService, values: Mapping[str, Any], **saving: Unpack[Saving]) -> DraftService:
    """Set several keys of the version at once, as one form does; None takes a key out."""

    def alter(state: State) -> None:
        for key, value in values.items():
            if value in (None, ""):
                state.pop(key, None)
            else:
                state[key] = value

    if {"texts", "withdraws", "valid_from", "code"} & values.keys():
        raise StudioError(_("These are not all fields of the version."), code="field")
    return change(draft, alter, **saving)


def set_text(draft: DraftService, path: Sequence[str], value: Any, **saving: Unpack[Saving]) -> DraftService:
    """Set one place of the passport (`["name", "az"]`, `["passport", "fee"]`); None takes it out."""

    def alter(state: State) -> None:
        holder = state.setdefault("texts", {})
        for key in path[:-1]:
            if not isinstance(holder.get(key), dict):
                holder[key] = {}
            holder = holder[key]
        if value is None:
            holder.pop(path[-1], None)
        else:
            holder[path[-1]] = value

    if not path:
        raise StudioError(_("Which text is meant?"), code="field")
    return change(draft, alter, **saving)


def set_texts(draft: DraftService, texts: Mapping[str, Any], **saving: Unpack[Saving]) -> DraftService:
    """Set several keys of the passport at once; None takes a key out, keys that are not given stay."""

    def alter(state: State) -> None:
        merged = {**(state.get("texts") or {}), **texts}
        state["texts"] = {key: value for key, value in merged.items() if value is not None}

    return change(draft, alter, **saving)


def end_rule(draft: DraftService, ends: bool = True, **saving: Unpack[Saving]) -> DraftService:
    """Say that the service's rule ends on the set's day, or that it does not after all."""

    def alter(state: State) -> None:
        state["withdraws"] = ends

    return change(draft, alter, **saving)


# -- items with a name: criteria, questions, examples ----------------------------------------------------------------


def put_item(
    draft: DraftService,
    kind: Named,
    item: Mapping[str, Any],
    *,
    replaces: str | None = None,
    position: int | None = None,
    **saving: Unpack[Saving],
) -> DraftService:
    """Add a criterion, question or example (at the end, or at `position`), or replace the one named."""

    def alter(state: State) -> None:
        items = state.setdefault(kind, [])
        if replaces is None:
            items.insert(len(items) if position is None else position, dict(item))
        else:
            items[_place(kind, items, replaces)] = dict(item)
        names = [_name(kind, other) for other in items]
        if len(set(names)) != len(names):
            raise StudioError(_("There is another one called “%(name)s”.") % {"name": _name(kind, item)}, code="twice")

    return change(draft, alter, **saving)


def remove_item(draft: DraftService, kind: Named, name: str, **saving: Unpack[Saving]) -> DraftService:
    """Take a criterion, question or example out."""

    def alter(state: State) -> None:
        items = state.get(kind, [])
        del items[_place(kind, items, name)]

    return change(draft, alter, **saving)


def order_items(draft: DraftService, kind: Named, names: Sequence[str], **saving: Unpack[Saving]) -> DraftService:
    """Put all criteria, questions or examples into this order; every one is named once."""

    def alter(state: State) -> None:
        items = state.get(kind, [])
        if sorted(item_names(kind, items)) != sorted(names):
            raise StudioError(_("Name each one once to order them."), code="order")
        state[kind] = [items[_place(kind, items, name)] for name in names]

    return change(draft, alter, **saving)


def move_item(draft: DraftService, kind: Named, name: str, position: int, **saving: Unpack[Saving]) -> DraftService:
    """Move one criterion, question or example to a position, counted from 0."""

    def alter(state: State) -> None:
        items = state.get(kind, [])
        items.insert(max(0, position), items.pop(_place(kind, items, name)))

    return change(draft, alter, **saving)


def set_criterion(
    draft: DraftService,
    *,
    id: str,  # noqa: A002 - the key of the file
    require: str,
    text: Mapping[str, str],
    law: str,
    replaces: str | None = None,
    position: int | None = None,
    **saving: Unpack[Saving],
) -> DraftService:
    """Add a criterion of the service's own, or put it in the place of the one named (a shared one too)."""
    criterion = {"id": id.strip(), "require": require.strip(), "text": dict(text), "law": law.strip()}
    return put_item(draft, "criteria", criterion, replaces=replaces, position=position, **saving)


def use_shared(
    draft: DraftService,
    name: str,
    *,
    replaces: str | None = None,
    position: int | None = None,
    **saving: Unpack[Saving],
) -> DraftService:
    """Add a shared criterion by its name, or put it in the place of the one named."""
    return put_item(draft, "criteria", {"use": name}, replaces=replaces, position=position, **saving)


def group(
    draft: DraftService,
    names: Sequence[str],
    *,
    way: Literal["any", "all"],
    id: str,  # noqa: A002 - the key of the file
    text: Mapping[str, str],
    law: str,
    **saving: Unpack[Saving],
) -> DraftService:
    """Make one criterion of several, of which any or all must hold; it stands where the first of them stood.

    All criteria of a rule must hold, so `all` only joins them; `any` is how a rule says "or".
    """

    def alter(state: State) -> None:
        items = state.get("criteria", [])
        places = sorted(_place("criteria", items, name) for name in names)
        joiner = " OR " if way == "any" else " AND "
        require = joiner.join(f"({_requirement(items[place], known)})" for place in places)
        rest = [item for place, item in enumerate(items) if place not in places]
        rest.insert(places[0], {"id": id.strip(), "require": require, "text": dict(text), "law": law.strip()})
        state["criteria"] = rest

    known = library_of(draft.change_set)
    if len(set(names)) < 2:
        raise StudioError(_("A group has at least two criteria."), code="group")
    if not WORD.fullmatch(id.strip()):
        raise StudioError(_("“%(id)s” is no id; write a word such as not_working.") % {"id": id}, code="id")
    return change(draft, alter, **saving)


def _requirement(criterion: Mapping[str, Any], known: Library) -> str:
    """Return what a criterion requires, as typed; a shared one is written out."""
    if "use" not in criterion:
        return str(criterion.get("require", ""))
    shared = known.criteria.get(criterion["use"])
    if shared is None:
        raise NotFound(_("There is no shared criterion “%(name)s”.") % {"name": criterion["use"]}, code="use")
    return shared.require


def _name(kind: Named, item: Mapping[str, Any]) -> str:
    return next((str(item[key]) for key in KEYED[kind] if item.get(key)), "")


def _place(kind: Named, items: Sequence[Mapping[str, Any]], name: str) -> int:
    names = item_names(kind, items)
    if name not in names:
        raise NotFound(_("“%(name)s” is not here (any more).") % {"name": name}, code=kind)
    return names.index(name)
