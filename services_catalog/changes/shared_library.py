"""What services share on a day, and in a change set: the files, over them what people published, over that drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils import timezone

from services_catalog import files
from services_catalog.formulas import UnknownFormula, expand
from services_catalog.library import Library, SharedCriterion, read_library
from services_catalog.located import Document
from services_catalog.models import ChangeSet, ServiceVersion, SharedKind, SharedVersion
from services_catalog.shared import library_of_definitions

_LIBRARY_FILES: Final = ("criteria.yaml", "formulas.yaml", "parameters.yaml", "phrases.yaml", "papers.yaml")
_MOST_KEPT: Final = 8
_DOCUMENTS: Final[Mapping[str, str]] = {SharedKind.CRITERION: "criteria", SharedKind.FORMULA: "formulas"}

# Each is replaced as a whole, so that no thread sees it half made; at worst two threads make the same.
_plain: tuple[object, Library] | None = None
_layered: dict[object, Library] = {}
_asked: ContextVar[dict[date, Library] | None] = ContextVar("asked", default=None)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One thing that people wrote over what was there: `key` tells it from any other."""

    key: tuple[Any, ...]
    kind: str
    name: str
    content: Mapping[str, Any]


def library(on: date | None = None) -> Library:
    """Return the shared criteria, formulas and phrases of a day (without one: of today).

    Those of the files, those that only published versions name, and over them what people have published. Kept until
    something of it changes. Parameters are not in it: they are the database's.
    """
    day, asked = on or timezone.localdate(), _asked.get()
    if asked is None:
        return _with_layers(_published(day))
    if day not in asked:
        asked[day] = _with_layers(_published(day))
    return asked[day]


@contextmanager
def asked_once() -> Iterator[None]:
    """Look for each day only once at what is shared, however often it is asked for inside; nothing is published there.

    What many services use is asked for with each of them: without this, a set that takes them along asks hundreds of
    times whether anything has changed.
    """
    token = _asked.set({} if _asked.get() is None else _asked.get())
    try:
        yield
    finally:
        _asked.reset(token)


def library_of(change_set: ChangeSet, *, drafts: bool = True) -> Library:
    """Return what services share on the day of a set, as it would be once the set is in force (or without it)."""
    layers = _published(change_set.valid_from or timezone.localdate())
    if drafts and change_set.pk is not None:
        drafted = change_set.shared.exclude(kind=SharedKind.PARAMETER)
        layers += [_Layer(("draft", one.pk, one.revision), one.kind, one.name, one.content) for one in drafted]
    return _with_layers(layers)


def shared_content(known: Library, kind: str, name: str) -> dict[str, Any] | None:
    """Return a shared criterion or formula as a file writes it; None when there is none."""
    entry = _entry(known, kind, name)
    if kind == SharedKind.CRITERION and name in known.criteria:
        criterion = known.criteria[name]
        typed = entry.get("require")
        require = " ".join(str(typed).split()) if isinstance(typed, str) else criterion.require
        return {"require": require, "text": dict(criterion.text), "law": criterion.law}
    if kind == SharedKind.FORMULA and name in known.formulas:
        label = entry.get("label")
        return {"value": known.formulas[name], "label": dict(label) if isinstance(label, Mapping) else {}}
    return None


def _entry(known: Library, kind: str, name: str) -> Mapping[str, Any]:
    document = known.documents.get(_DOCUMENTS.get(kind, ""))
    data = document.data if document is not None and isinstance(document.data, Mapping) else {}
    entry = data.get(name)
    return entry if isinstance(entry, Mapping) else {}


# -- the files, and what published versions name ---------------------------------------------------------------------


def _from_files() -> Library:
    global _plain
    known = (_stamps(), _published_hashes())
    if _plain is None or _plain[0] != known:
        found, _problems = read_library(files.CATALOGUE)
        definitions = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED).order_by("-pk")
        derived = library_of_definitions(definitions.values_list("definition", flat=True))
        merged = replace(
            found,
            criteria={**derived.criteria, **found.criteria},
            formulas={**derived.formulas, **found.formulas},
        )
        _plain = (known, merged)
    return _plain[1]


def _stamps() -> tuple[object, ...]:
    paths = [files.CATALOGUE / name for name in _LIBRARY_FILES]
    return (files.CATALOGUE, *(path.stat().st_mtime_ns if path.exists() else 0 for path in paths))


def _published_hashes() -> frozenset[str]:
    rows = ServiceVersion.objects.filter(status=ServiceVersion.Status.PUBLISHED)
    return frozenset(rows.values_list("content_hash", flat=True))


# -- what people wrote over it ---------------------------------------------------------------------------------------


def _published(on: date) -> list[_Layer]:
    rows = SharedVersion.objects.filter(valid_from__lte=on).order_by("valid_from", "pk")
    return [_Layer(("published", row.pk), row.kind, row.name, row.content) for row in rows]


def _with_layers(layers: list[_Layer]) -> Library:
    global _layered
    plain = _from_files()
    if not layers:
        return plain
    key = (id(plain), *(layer.key for layer in layers))
    found = _layered.get(key)
    if found is None:
        found = _laid_over(plain, layers)
        kept = _layered if len(_layered) < _MOST_KEPT else {}
        _layered = {**kept, key: found}
    return found


def _laid_over(plain: Library, layers: Iterable[_Layer]) -> Library:
    documents = {
        name: Document(held.file, {**held.data} if isinstance(held.data, Mapping) else {})
        for name, held in plain.documents.items()
    }
    written: dict[str, SharedCriterion] = {}
    formulas = dict(plain.formulas)
    for layer in layers:
        document = documents.setdefault(_DOCUMENTS[layer.kind], Document("", {}))
        document.data[layer.name] = layer.content
        if layer.kind == SharedKind.FORMULA:
            formulas[layer.name] = str(layer.content.get("value", ""))
        else:
            held = plain.criteria.get(layer.name)
            written[layer.name] = _criterion(layer, everyone=held is not None and held.everyone)
    criteria = {**plain.criteria, **written}
    typed = documents["criteria"].data if "criteria" in documents else {}
    return replace(
        plain,
        criteria={name: _expanded(criterion, typed.get(name), formulas) for name, criterion in criteria.items()},
        formulas=formulas,
        documents=documents,
    )


def _criterion(layer: _Layer, *, everyone: bool) -> SharedCriterion:
    said = layer.content
    text = said.get("text")
    return SharedCriterion(
        layer.name,
        str(said.get("require", "")),
        dict(text) if isinstance(text, Mapping) else {},
        str(said.get("law", "")),
        (layer.name,),
        everyone=everyone,
    )


def _expanded(criterion: SharedCriterion, entry: Any, formulas: Mapping[str, str]) -> SharedCriterion:
    """A criterion with its formulas as they are now; one that only published versions name stays as it was."""
    typed = entry.get("require") if isinstance(entry, Mapping) else None
    if not isinstance(typed, str):
        return criterion
    try:
        return replace(criterion, require=expand(" ".join(typed.split()), formulas).text)
    except UnknownFormula:
        return replace(criterion, require=" ".join(typed.split()))
