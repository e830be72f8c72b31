"""The history of the studio as its pages tell it: who, when, what, and the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from dost.studio.wording import words
from dost.studio.wording.fact_words import named, parameters_in
from dost.studio.wording.item_words import Names, names_in, names_in_changes
from services_catalog.changes import history
from services_catalog.models import ChangeSet, DraftService, DraftShared, HistoryEntry, Parameter, Service, SharedKind
from services_catalog.models.catalogue import in_language

MOST_CHANGES = 6
_PARAMETER = "parameter."
_EXPRESSIONS: Final = frozenset({"require", "amount", "starts", "until"})


@dataclass(frozen=True, slots=True)
class Change:
    """A place with what stood there and what stands there now, in words; empty for nothing."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the history. `changes` are the first few; `more` is how many others there are."""

    at: datetime
    by: str
    action: str
    subject: str
    subject_url: str
    set_title: str
    set_url: str
    note: str
    changes: tuple[Change, ...]
    rest: tuple[Change, ...]


def changes_in_words(
    changes: Iterable[Mapping[str, Any]], names: Names | None = None, labels: Mapping[str, str] | None = None
) -> list[Change]:
    """Return a difference (see `paths`) in words; `names` are what the items it is about are called, `labels` what
    the parameters that its expressions name are, which is one query where they are not given.

    Left out are nothing instead of nothing, and an order that is another only because of what came or went.
    """
    found = list(changes)
    called = {**names_in_changes(found), **(names or {})}
    known = _labels(found) if labels is None else labels
    in_words = [
        Change(words.place(str(change["path"]), called), *_sides(change, known))
        for change in found
        if not _follows(change)
    ]
    return [change for change in in_words if change.before or change.after]


def _sides(change: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, str]:
    """Return the two values of a difference; an expression names what it names by what that is called."""
    before, after = words.sides(change)
    if str(change["path"]).rpartition(".")[2] not in _EXPRESSIONS:
        return before, after
    return named(before, labels), named(after, labels)


def _labels(changes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what the parameters are called that differences name; one query, none where they name none."""
    asked = set().union(*(parameters_in(f"{change['before']} {change['after']}") for change in changes))
    if not asked:
        return {}
    rows = Parameter.objects.filter(name__in=asked).values_list("name", "label")
    return {name: in_language(label) for name, label in rows}


def _follows(change: Mapping[str, Any]) -> bool:
    """Whether the change of an order follows from the changes of its items."""
    before, after = change["before"], change["after"]
    if not str(change["path"]).endswith(".order") or not isinstance(before, list) or not isinstance(after, list):
        return False
    return [name for name in before if name in after] == [name for name in after if name in before]


def lines(entries: Iterable[HistoryEntry]) -> list[Line]:
    """Return entries in words; they come with `by` and `change_set`. Three queries for the names of what they name."""
    found = list(entries)
    subjects = {entry.subject for entry in found if entry.subject}
    names, items = subject_names(subjects), _item_names(found)
    labels = _labels(change for entry in found for change in history.changes_of(entry))
    return [_line(entry, names, items.get((entry.change_set_id, entry.subject)), labels) for entry in found]


def _item_names(entries: Iterable[HistoryEntry]) -> dict[tuple[int | None, str], Names]:
    """Return what the items of the drafts that entries tell of are called, by set and service; one query."""
    asked = {entry.change_set_id for entry in entries if entry.change_set_id and entry.subject}
    drafts = DraftService.objects.filter(change_set__in=asked).values_list("change_set", "code", "content")
    return {(set_pk, code): names_in(content) for set_pk, code, content in drafts}


def subject_names(subjects: Iterable[str]) -> dict[str, str]:
    """Return what services and parameters are called, by the subjects of entries."""
    asked = set(subjects)
    parameters = {subject.removeprefix(_PARAMETER) for subject in asked if subject.startswith(_PARAMETER)}
    codes = {subject for subject in asked if not subject.startswith(_PARAMETER)}
    names = {
        code: in_language(name) for code, name in Service.objects.filter(code__in=codes).values_list("code", "name")
    }
    labels = Parameter.objects.filter(name__in=parameters).values_list("name", "label")
    named = names | {f"{_PARAMETER}{name}": in_language(label) for name, label in labels}
    return {**shared_names(asked), **named}


def shared_names(subjects: Iterable[str], *, change_set: ChangeSet | None = None) -> dict[str, str]:
    """Return what drafted parts that services share are called, by their subjects (`criterion.resident`).

    Several sets may call one differently: it is called as in `change_set`, without one as in the newest. No query
    where nothing of the kind is asked about.
    """
    places = [subject.split(".", 1) for subject in subjects if subject.partition(".")[0] in SharedKind.values]
    if not places:
        return {}
    rows = DraftShared.objects.filter(name__in=[name for _kind, name in places])
    if change_set is not None:
        rows = rows.filter(change_set=change_set)
    found = {}
    for kind, name, content in rows.order_by("pk").values_list("kind", "name", "content"):
        texts = content.get("text") or content.get("label")
        if isinstance(texts, Mapping) and in_language(dict(texts)):
            found[f"{kind}.{name}"] = in_language(dict(texts))
    return found


def _line(entry: HistoryEntry, names: Mapping[str, str], items: Names | None, labels: Mapping[str, str]) -> Line:
    changes = changes_in_words(history.changes_of(entry), items, labels)
    known, subject = names.get(entry.subject, ""), entry.subject
    is_parameter = subject.startswith(_PARAMETER)
    is_shared = subject.partition(".")[0] in (SharedKind.CRITERION, SharedKind.FORMULA)
    named = known or subject.partition(".")[2] if is_parameter or is_shared else f"{subject} {known}".strip()
    url = ""
    if known and not is_shared:
        url = reverse("studio:parameters") + f"#{subject.removeprefix(_PARAMETER)}" if is_parameter else ""
        url = url or reverse("studio:service", args=[subject])
    change_set = entry.change_set
    return Line(
        at=entry.at,
        by=words.person(entry.by),
        action=words.action(entry.action),
        subject=named,
        subject_url=url,
        set_title=change_set.title if change_set is not None else "",
        set_url=reverse("studio:set", args=[change_set.pk]) if change_set is not None else "",
        note=entry.note,
        changes=tuple(changes[:MOST_CHANGES]),
        rest=tuple(changes[MOST_CHANGES:]),
    )
