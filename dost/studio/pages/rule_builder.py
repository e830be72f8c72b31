"""A condition as a form, for those who do not want to type: facts, comparisons, values; all, any or none of them.

What is not filled in yet stays in the form and is left out of the text. Its fields are in `rule_builder_fields`, what
they are called in `rule_builder_words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from dost.studio.builder.reading import from_text
from dost.studio.builder.trees import Way, to_text
from dost.ui import formats
from registries.letters import azerbaijani_order
from services_catalog.models.catalogue import in_language
from services_catalog.rules import Parameter, ParameterBook, ValueType

from .rule_builder_fields import (
    ROOT,
    ConditionField,
    GroupField,
    Node,
    ValueField,
    can_be_shown,
    node_of,
    number_all,
    sent_group,
    walk,
)
from .rule_builder_words import Place, describe, tree_of


@dataclass(slots=True)
class BuilderPage:
    """The form, and the text it stands for; without a root the text says more than a form can show."""

    root: GroupField | None
    text: str = ""
    error: str = ""
    parameters: list[tuple[str, str]] = field(default_factory=list)
    scales: list[tuple[str, str]] = field(default_factory=list)

    @property
    def too_rich(self) -> bool:
        """Whether the text cannot be shown as a form."""
        return self.root is None


# -- from what is typed, and from what was sent ------------------------------------------------------------------------


def from_typed(place: Place, text: str) -> BuilderPage:
    """Return the form of an expression; one condition to fill in when there is none."""
    if not text.strip():
        return _finished(place, GroupField(parts=[ConditionField()]))
    naming = place.naming
    tree = from_text(text, vocabulary=naming, parameters=place.parameters) if naming is not None else None
    if tree is None or not can_be_shown(tree):
        return BuilderPage(None, text)
    node = node_of(tree)
    return _finished(place, node if isinstance(node, GroupField) else GroupField(parts=[node]))


def sent_tree(place: Place, sent: QueryDict) -> BuilderPage:
    """Return the form as it was sent."""
    if f"{ROOT}-way" not in sent:
        return BuilderPage(None, sent.get("require", ""))
    return _finished(place, sent_group(sent))


# -- its buttons -------------------------------------------------------------------------------------------------------


def acted(place: Place, page: BuilderPage, act: str) -> BuilderPage:
    """Return the form after one of its buttons: `b-add:<path>`, `b-group:…`, `b-remove:…`, `b-pick:<path>:<fact>`."""
    if page.root is None:
        return page
    action, _colon, rest = act.partition(":")
    path, _colon, more = rest.partition(":")
    node = next((node for node in walk(page.root) if node.path == path), None)
    if isinstance(node, GroupField) and action == "b-add" and node.may_grow:
        node.parts.append(ConditionField())
    elif isinstance(node, GroupField) and action == "b-group" and node.may_nest:
        other: Way = "all" if node.way == "any" else "any"
        node.parts.append(GroupField(other, [ConditionField(), ConditionField()]))
    elif isinstance(node, ConditionField) and action == "b-pick":
        node.fact, node.values = more, [ValueField()]
    elif node is not None and action == "b-remove":
        _take_out(page.root, node)
    return _finished(place, page.root)


def _take_out(group: GroupField, node: Node) -> None:
    group.parts = [part for part in group.parts if part is not node]
    for part in group.parts:
        if isinstance(part, GroupField):
            _take_out(part, node)
    group.parts = [part for part in group.parts if not isinstance(part, GroupField) or part.parts]


# -- the page ----------------------------------------------------------------------------------------------------------


def _finished(place: Place, root: GroupField) -> BuilderPage:
    """Give every element its path and its words, and work out the text."""
    if not root.parts:
        root.parts.append(ConditionField())
    number_all(root)
    for node in walk(root):
        if isinstance(node, ConditionField):
            node.error = ""
            describe(place, node)
        elif node.way == "case":
            names = (_("If"), _("then has to hold"), _("otherwise has to hold"))
            for name, part in zip(names, node.parts, strict=True):
                part.place_label = name
    number_all(root)  # places that have come with the words have their paths now
    page = BuilderPage(root, parameters=_parameters(place.parameters), scales=_scales(place.parameters))
    problems: list[str] = []
    tree = tree_of(root, problems)
    page.text = to_text(tree) if tree is not None else ""
    page.error = problems[0] if problems else ""
    return page


def _parameters(book: ParameterBook) -> list[tuple[str, str]]:
    listed = [
        (f"parameter.{parameter.name}", f"{in_language(dict(parameter.label))} ({_last(parameter)})")
        for parameter in book.values()
        if parameter.values and parameter.type is not ValueType.SCALE
    ]
    return sorted(listed, key=lambda item: azerbaijani_order(item[1]))


def _scales(book: ParameterBook) -> list[tuple[str, str]]:
    listed = [
        (f"parameter.{parameter.name}", in_language(dict(parameter.label)))
        for parameter in book.values()
        if parameter.values and parameter.type is ValueType.SCALE
    ]
    return sorted(listed, key=lambda item: azerbaijani_order(item[1]))


def _last(parameter: Parameter) -> str:
    """What a parameter is worth by the last value that is known, as people write it."""
    value = parameter.values[-1][1]
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return str(value)
    return formats.money(value) if parameter.type is ValueType.MONEY else formats.exact(value)
