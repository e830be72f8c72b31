"""What items of a draft are called where a place in it is told: a criterion by its text, a question by how it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services_catalog.changes.paths import item_names, path_of
from services_catalog.changes.shared_library import library
from services_catalog.models.catalogue import in_language

Names = Mapping[tuple[str, str], str]
"""What items are called, by the list they stand in and their short name."""

_ITEM: Final = "#"
_TEXT: Final = {"criteria": "text", "questions": "ask"}


def names_in(content: object) -> dict[tuple[str, str], str]:
    """Return what the items of a version as it is written are called, in the active language."""
    found: dict[tuple[str, str], str] = {}
    if not isinstance(content, Mapping):
        return found
    for key in _TEXT:
        listed = content.get(key)
        items = [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
        for name, item in zip(item_names(key, items), items, strict=True):
            found |= _named(key, name, item)
    return found


def names_in_changes(changes: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """Return what the items that a difference is about are called, as far as it says so itself."""
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        try:
            key, item, *rest = path_of(str(change["path"]))
        except ValueError:
            continue
        if key in _TEXT and item.startswith(_ITEM) and rest:
            found = items.setdefault((key, item[1:]), {})
            value = change["before"] if change["after"] is None else change["after"]
            if rest[0] == _TEXT[key] and len(rest) == 2:
                found.setdefault(_TEXT[key], {})[rest[1]] = value
            elif rest == ["use"]:
                found["use"] = value
    names: dict[tuple[str, str], str] = {}
    for (key, name), found in items.items():
        names |= _named(key, name, found)
    return names


def called(key: str, name: str, item: Mapping[str, Any]) -> str:
    """Return what one item is called; its own name when nothing says more."""
    return _named(key, name, item).get((key, name), name)


def _named(key: str, name: str, item: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    texts = item.get(_TEXT.get(key, ""))
    if key == "criteria" and "use" in item:
        shared = library().criteria.get(str(item["use"]))
        texts = shared.text if shared is not None else texts
    said = in_language(texts) if isinstance(texts, Mapping) else ""
    return {(key, name): said} if said else {}
