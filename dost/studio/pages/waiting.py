"""What waits for the reader in the studio: sets handed in that they may publish, and their own to be finished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dost.studio.wording import words
from dost.ui.contexts import Tag
from services_catalog.changes import history, permissions
from services_catalog.changes.author import Author
from services_catalog.models import ChangeSet, HistoryEntry, Preview

from .allowed import has

Status = ChangeSet.Status
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A set that waits for the reader: what is to be done, where, and since when; `note` is why it came back."""

    title: str
    url: str
    what: Tag
    who: str
    since: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first sets that wait, longest first, of how many."""

    lines: tuple[WaitingLine, ...]
    total: int


def waiting_for(by: Author) -> Waiting | None:
    """Return what waits for somebody, in four queries at most; None for whoever only reads."""
    if not has(by, permissions.EDIT):
        return None
    publishes = has(by, permissions.PUBLISH)
    sets = ChangeSet.objects.filter(status__in=[Status.DRAFT, Status.SUBMITTED]).select_related("submitted_by")
    entries = _entries(sets, by)
    lines = sorted(_lines(sets, entries, publishes=publishes), key=lambda line: line.since)
    return Waiting(tuple(lines[:MOST]), len(lines))


@dataclass(slots=True)
class _Entries:
    """What the history says of sets: which the reader has worked on, when they last moved, why they came back."""

    own: set[int]
    moved: dict[int, HistoryEntry]


def _entries(sets: QuerySet[ChangeSet], by: Author) -> _Entries:
    about = HistoryEntry.objects.filter(change_set__in=sets.order_by())
    own = about.filter(by=by.pk, action__in=[*history.EDITS, history.SUBMITTED])
    last = about.order_by("change_set_id", "-at", "-pk").distinct("change_set_id")
    return _Entries(
        own=set(own.order_by().values_list("change_set", flat=True).distinct()),
        moved={entry.change_set_id: entry for entry in last if entry.change_set_id is not None},
    )


def _lines(sets: Iterable[ChangeSet], entries: _Entries, *, publishes: bool) -> Iterator[WaitingLine]:
    found = list(sets)
    finished = _finished(found)
    for change_set in found:
        own = change_set.pk in entries.own
        url = finished.get(change_set.pk) or reverse("studio:set", args=[change_set.pk])
        if change_set.status == Status.SUBMITTED and publishes and not own:
            since = change_set.submitted_at or change_set.created_at
            who = words.person(change_set.submitted_by)
            yield WaitingLine(change_set.title, url, Tag(_("To review and publish"), "yellow"), who, since)
        elif change_set.status == Status.DRAFT and own:
            yield _unfinished(change_set, url, entries.moved.get(change_set.pk))


def _unfinished(change_set: ChangeSet, url: str, last: HistoryEntry | None) -> WaitingLine:
    """A set of the reader's own: given back, or not handed in yet."""
    since = last.at if last is not None else change_set.created_at
    if last is not None and last.action == history.RETURNED:
        there = reverse("studio:set", args=[change_set.pk])
        return WaitingLine(change_set.title, there, Tag(_("Given back to you"), "orange"), "", since, last.note)
    return WaitingLine(change_set.title, url, Tag(_("To finish and hand in"), "grey"), "", since)


def _finished(sets: Iterable[ChangeSet]) -> dict[int, str]:
    """Return the address of the newest finished preview of each set as it is now."""
    revisions = {change_set.pk: change_set.revision for change_set in sets}
    rows = Preview.objects.filter(change_set__in=revisions, state=Preview.State.DONE).order_by("asked_at", "pk")
    return {
        set_pk: reverse("studio:preview", args=[set_pk, pk])
        for set_pk, pk, revision in rows.values_list("change_set", "pk", "revision")
        if revisions[set_pk] == revision
    }
