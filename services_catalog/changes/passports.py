"""Putting the texts of a draft into the passport of its service: only what the draft changed, over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services_catalog.models import DraftService, Service
from services_catalog.written import PASSPORT_KEYS, passport_as_written

from . import history
from .paths import difference, merge
from .reading import read_form, state_of

_ANY_DAY = date(2019, 4, 1)


def begun_texts(draft: DraftService) -> dict[str, Any]:
    """Return the passport as it was when the draft was begun; empty for a whole new service.

    A draft that nobody has saved, of a service that follows what is shared, has no history to ask.
    """
    if draft._state.adding:
        return dict(draft.texts)
    state = history.state_at(draft.change_set, draft.code, state_of(draft), 0)
    return dict(state.get("texts") or {})


def changes_texts(draft: DraftService) -> bool:
    """Whether the draft changed anything of the passport it was begun from."""
    if not draft.texts:
        return False
    begun = begun_texts(draft)
    if not difference(begun, draft.texts):
        return False
    return not begun or columns_of(begun, draft.code) != columns_of(draft.texts, draft.code)


def columns_of(texts: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Return the columns of `Service` that a passport stands for; what it does not say is empty."""
    said = read_form(code=code, valid_from=_ANY_DAY, content={}, texts=texts).service.passport
    fields = {field.name: field for field in Service._meta.get_fields() if hasattr(field, "get_default")}
    return {key: said[key] if key in said else fields[key].get_default() for key in PASSPORT_KEYS}


def apply_passport(draft: DraftService, *, at: datetime) -> bool:
    """Write what a published draft changed into the passport of its service, and into the history.

    Returns whether the passport is different now. What others have changed meanwhile in other places stays.
    """
    service = Service.objects.select_for_update(no_key=True).get(pk=draft.code)
    begun, now = begun_texts(draft), passport_as_written(service)
    clashes = merge(begun, draft.texts, now).clashes
    wanted = merge(begun, draft.texts, now, choices={clash.path: "mine" for clash in clashes}).state
    columns = columns_of(wanted, draft.code)
    changed = [key for key in PASSPORT_KEYS if getattr(service, key) != columns[key]]
    for key in changed:
        setattr(service, key, columns[key])
    if changed:
        service.save(update_fields=changed)
    by = draft.change_set.published_by
    assert by is not None
    history.write(
        history.PASSPORT_APPLIED,
        by=by,
        at=at,
        change_set=draft.change_set,
        subject=draft.code,
        changes=difference({"texts": now}, {"texts": passport_as_written(service)}),
    )
    return bool(changed)
