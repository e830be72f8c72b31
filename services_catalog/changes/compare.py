"""Two versions of a service side by side, or a draft beside what it was begun from: what is different, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from services_catalog.library import Library
from services_catalog.models import DraftService, ServiceVersion
from services_catalog.schema import LANGUAGES
from services_catalog.written import PASSPORT_KEYS, VERSION_KEYS, version_as_written

from .passports import begun_texts
from .paths import KEYED, Change, difference, item_names
from .reading import base_content, base_texts
from .shared_library import library, library_of

Kind = Literal["added", "removed", "changed", "moved", "same"]

EXPRESSIONS: Final = ("amount", "starts", "until")
_KEYS: Final = ("id", "shared", "ask", "type", "choices", "require", "text", *VERSION_KEYS, *PASSPORT_KEYS)
_TOKEN = re.compile(r"\s+|[\w.]+|'[^']*'|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both have, or only one; `kind` is same, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text or an expression that differs; `path` as in `paths`, without the name of the item it stands in."""

    path: str
    before: str
    after: str
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> Kind:
        """Whether it was added, removed or changed."""
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """A criterion, question or example that differs, by its name.

    `before` and `after` are the items as they are written (a shared criterion with what it says), or None; `texts` what
    differs in a changed one. A moved one differs in nothing but its place.
    """

    name: str
    kind: Kind
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    texts: tuple[TextChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is no text: mode, period, verify …; the values are as they are written, or None."""

    path: str
    kind: Kind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a version as it is written, and the passport if that is compared too.

    `known` is what `use: name` means in it; without, what it means today.
    """

    name: str
    content: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    known: Library | None = None


@dataclass(slots=True)
class Comparison:
    """What is different between two sides, in the order of a page."""

    code: str
    before: Side
    after: Side
    criteria: list[ItemChange] = field(default_factory=list)
    expressions: list[TextChange] = field(default_factory=list)
    fields: list[FieldChange] = field(default_factory=list)
    questions: list[ItemChange] = field(default_factory=list)
    examples: list[ItemChange] = field(default_factory=list)
    passport: list[TextChange | FieldChange] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing differs but the dates."""
        return not any((self.criteria, self.expressions, self.fields, self.questions, self.examples, self.passport))

    def as_text(self) -> str:
        """Return the comparison for a terminal: a line for each thing, words in [-removed-] and {+added+}."""
        return "\n".join(_lines(self))


# -- what can be compared --------------------------------------------------------------------------------------------


def version_side(version: ServiceVersion) -> Side:
    """Return a published version as a side; passports have no versions and are left out."""
    return Side(
        str(version),
        version_as_written(version.definition, library(version.valid.lower)),
        {},
        version.valid.lower,
        version.valid.upper,
        library(version.valid.lower),
    )


def draft_side(draft: DraftService) -> Side:
    """Return a draft as a side; what it leaves empty is what it was begun from."""
    content = {} if draft.withdraws else draft.content or base_content(draft.base)
    texts, change_set = draft.texts or base_texts(draft.service), draft.change_set
    return Side(str(draft), content, texts, change_set.valid_from, known=library_of(change_set))


def base_side(draft: DraftService) -> Side:
    """Return what a draft was begun from as a side; empty for a whole new service."""
    if draft.base is None:
        return Side("", {}, begun_texts(draft))
    valid = draft.base.valid
    texts = begun_texts(draft) or base_texts(draft.service)
    return Side(str(draft.base), base_content(draft.base), texts, valid.lower, valid.upper, library(valid.lower))


def compare_versions(before: ServiceVersion, after: ServiceVersion) -> Comparison:
    """Compare two published versions."""
    return compare(after.service_id, version_side(before), version_side(after))


def compare_draft(draft: DraftService) -> Comparison:
    """Compare a draft with what it was begun from, passport included."""
    return compare(draft.code, base_side(draft), draft_side(draft))


def compare(code: str, before: Side, after: Side) -> Comparison:
    """Compare two sides."""
    old, new = _resolved(before), _resolved(after)
    found = Comparison(code, before, after)
    found.criteria = list(_items("criteria", old, new))
    found.questions = list(_items("questions", old, new))
    found.examples = list(_items("examples", old, new))
    for key in EXPRESSIONS:
        if old.get(key) != new.get(key):
            found.expressions.append(_text_change(key, old.get(key), new.get(key)))
    rest = [{key: value for key, value in side.items() if key not in (*KEYED, *EXPRESSIONS)} for side in (old, new)]
    found.fields = [_field_change(change) for change in sorted(difference(*rest), key=_as_written)]
    found.passport = [
        _field_change(change) if _is_plain(change) else _text_change(change["path"], change["before"], change["after"])
        for change in sorted(difference(before.texts, after.texts), key=_as_written)
    ]
    return found


def _resolved(side: Side) -> dict[str, Any]:
    """Return a version in which shared criteria say what they say, so that they can be read and compared."""
    content, known = side.content, (side.known or library()).criteria
    criteria: list[Any] = []
    for criterion in content.get("criteria", []) if isinstance(content.get("criteria"), list) else []:
        shared = known.get(criterion["use"]) if isinstance(criterion, Mapping) and "use" in criterion else None
        if shared is None:
            criteria.append(criterion)
        else:
            said = {"require": shared.require, "text": dict(shared.text), "law": shared.law}
            criteria.append({"id": criterion.get("id", shared.name), "shared": shared.name, **said})
    return {**content, "criteria": criteria}


# -- differences -----------------------------------------------------------------------------------------------------


def _items(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ItemChange]:
    before, after = _named(key, old), _named(key, new)
    common = [name for name in before if name in after]
    still_there = [name for name in after if name in before]
    moved = {name for name, other in zip(common, still_there, strict=True) if name != other}
    for name, item in after.items():
        earlier = before.get(name)
        if earlier is None:
            yield ItemChange(name, "added", None, item)
        elif earlier != item:
            yield ItemChange(name, "changed", earlier, item, tuple(_inside(earlier, item)))
        elif name in moved:
            yield ItemChange(name, "moved", earlier, item)
    for name, item in before.items():
        if name not in after:
            yield ItemChange(name, "removed", item, None)


def _named(key: str, content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    items = content.get(key)
    usable = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return dict(zip(item_names(key, usable), usable, strict=True))


def _inside(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[TextChange]:
    for change in sorted(difference(before, after), key=_as_written):
        yield _text_change(change["path"], change["before"], change["after"])


def _as_written(change: Change) -> tuple[int, str]:
    """Order changes as a file has their keys: the database keeps no order."""
    head = re.split(r"[.\[]", change["path"], maxsplit=1)[0]
    return (_KEYS.index(head) if head in _KEYS else len(_KEYS), change["path"])


def _text_change(path: str, before: Any, after: Any) -> TextChange:
    old, new = shown(before), shown(after)
    return TextChange(path, old, new, words(old, new))


def _field_change(change: Change) -> FieldChange:
    return FieldChange(change["path"], change["kind"], change["before"], change["after"])


def _is_plain(change: Change) -> bool:
    """Whether a change of the passport is one of codes, numbers or lists, not of words."""
    return change["path"].rpartition(".")[2] not in LANGUAGES


def shown(value: Any) -> str:
    """Return a value of a form as people read it: lists with commas, empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    return str(value)


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as runs of words: what is removed stands in front of what is added in its place."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", "".join(old[i:j])))
        if k < m:
            pieces.append(Piece("added", "".join(new[k:m])))
    return tuple(pieces)


# -- for a terminal --------------------------------------------------------------------------------------------------


def _lines(comparison: Comparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    yield f"{comparison.code}: {_title(before)} -> {_title(after)}"
    if comparison.same:
        yield "  nothing is different"
    for title, items in (("criteria", comparison.criteria), ("questions", comparison.questions)):
        for item in items:
            yield from _item_lines(title, item)
    for change in comparison.expressions:
        yield f"  {change.path}: {marked(change.pieces)}"
    yield from _field_lines(comparison.fields)
    for item in comparison.examples:
        yield from _item_lines("examples", item)
    for entry in comparison.passport:
        if isinstance(entry, TextChange):
            yield f"  texts.{entry.path}: {marked(entry.pieces)}"
        else:
            yield from _field_lines([entry], "texts.")


def _title(side: Side) -> str:
    days = f" from {side.valid_from}" if side.valid_from else ""
    until = f" until {side.valid_until}" if side.valid_until else ""
    return f"{side.name or 'nothing'}{days}{until}"


def _item_lines(title: str, item: ItemChange) -> Iterator[str]:
    yield f"  {title}[{item.name}] {item.kind}"
    for change in item.texts:
        yield f"    {change.path}: {marked(change.pieces)}"
    only = item.after if item.kind == "added" else item.before if item.kind == "removed" else None
    for key, value in (only or {}).items():
        yield f"    {key}: {shown(value)}"


def _field_lines(changes: Iterable[FieldChange], prefix: str = "") -> Iterator[str]:
    for change in changes:
        yield f"  {prefix}{change.path}: {shown(change.before) or '–'} -> {shown(change.after) or '–'}"


def marked(pieces: Iterable[Piece]) -> str:
    """Return pieces in one line, removed words in [-…-], added ones in {+…+}."""
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in pieces)
