"""Comparisons as people read them: an expression says what it asks in the reader's language, not in the rule's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dost.studio.wording.languages import reader_language
from services_catalog.changes.compare import Comparison, ItemChange, Side, TextChange, words
from services_catalog.changes.expressions import vocabulary_of
from services_catalog.changes.shared_library import library
from services_catalog.formulas import UnknownFormula, expand
from services_catalog.queries import parameter_book
from services_catalog.rules import RuleError, parse_expression, read_back

from .rule_reading import Reader

_CONDITION: Final = "require"
_NAMES: Final = ("id", "shared")


def in_words(found: Comparison) -> Comparison:
    """Return a comparison with what its expressions say; one that cannot be read stays as it was typed."""
    before, after = _Says(found.before), _Says(found.after)
    return replace(
        found,
        criteria=[_criterion(item, before, after) for item in found.criteria],
        expressions=[_change(change, before, after) for change in found.expressions],
    )


def _criterion(item: ItemChange, before: _Says, after: _Says) -> ItemChange:
    return replace(
        item,
        before=before.item(item.before),
        after=after.item(item.after),
        texts=tuple(
            _change(change, before, after) if change.path == _CONDITION else change
            for change in item.texts
            if change.path not in _NAMES
        ),
    )


def _change(change: TextChange, before: _Says, after: _Says) -> TextChange:
    old, new = before.text(change.before), after.text(change.after)
    return replace(change, before=old, after=new, pieces=words(old, new))


class _Says:
    """What the expressions of one side say."""

    def __init__(self, side: Side) -> None:
        content = side.content
        listed = content.get("questions")
        questions = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        self.reader = Reader(str(content.get("basis") or ""), parameter_book(), questions, library())

    def item(self, item: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """A criterion without its short name, with what its condition says."""
        if item is None:
            return None
        said = {key: value for key, value in item.items() if key not in _NAMES}
        if isinstance(said.get(_CONDITION), str):
            said[_CONDITION] = self.text(said[_CONDITION])
        return said

    def text(self, typed: str) -> str:
        """What an expression says in the reader's language; as it was typed when it cannot be read."""
        reader, language = self.reader, reader_language()
        short = reader.short(typed)
        if short:
            return short[language]
        vocabulary = vocabulary_of(reader.basis, reader.questions)
        if not typed or vocabulary is None:
            return typed
        try:
            text = expand(typed, reader.known.formulas).text
            return read_back(parse_expression(text, vocabulary=vocabulary, parameters=reader.parameters), language)
        except (RuleError, UnknownFormula):
            return typed
