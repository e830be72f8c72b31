"""What has to be confirmed before a set is handed in: words and rule that have changed apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dost.studio.wording import words
from services_catalog.changes.doubts import Doubt
from services_catalog.models import ChangeSet, DraftService, SharedKind

from .diary import shared_names
from .rule import content_of, named_path, place_url


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """One doubtful place: where in words, its address, what is doubtful, and the key it is confirmed by."""

    where: str
    url: str
    message: str
    key: str


@dataclass(frozen=True, slots=True)
class DoubtsPage:
    """The list with a button; `back` names the page that leads here (`set`, or the code of a service)."""

    pk: int
    back: str
    rows: tuple[DoubtRow, ...]
    may_confirm: bool


def doubts_of_set(
    change_set: ChangeSet, doubts: Iterable[Doubt], drafts: Iterable[DraftService], *, may_confirm: bool
) -> DoubtsPage:
    """Return what of a whole set is to be confirmed."""
    contents = {draft.code: content_of(draft) for draft in drafts}
    open_ones = list(doubts)
    names = shared_names((doubt.subject for doubt in open_ones), change_set=change_set)
    rows = tuple(
        _of_shared(change_set, doubt, names.get(doubt.subject, ""))
        if doubt.subject.partition(".")[0] in SharedKind.values
        else _row(change_set, doubt, contents.get(doubt.subject, {}), with_code=True)
        for doubt in open_ones
    )
    return DoubtsPage(change_set.pk, "set", rows, may_confirm)


def doubts_of_service(draft: DraftService, doubts: Iterable[Doubt], *, may_confirm: bool) -> DoubtsPage:
    """Return what of one drafted service is to be confirmed."""
    content = content_of(draft)
    rows = tuple(_row(draft.change_set, doubt, content, with_code=False) for doubt in doubts)
    return DoubtsPage(draft.change_set_id, draft.code, rows, may_confirm)


def _row(change_set: ChangeSet, doubt: Doubt, content: Mapping[str, Any], *, with_code: bool) -> DoubtRow:
    where = words.place(named_path(doubt.path, content))
    return DoubtRow(
        where=f"{doubt.subject}: {where}" if with_code else where,
        url=place_url(change_set.pk, doubt.subject, doubt.path, content),
        message=doubt.message,
        key=doubt.key,
    )


def _of_shared(change_set: ChangeSet, doubt: Doubt, called: str) -> DoubtRow:
    kind, _dot, name = doubt.subject.partition(".")
    url = reverse("studio:set_shared", args=[change_set.pk, kind, name])
    return DoubtRow(f"{SharedKind(kind).label} “{called or name}”", url, doubt.message, doubt.key)
