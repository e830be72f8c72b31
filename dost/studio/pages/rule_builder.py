"""A condition as a form, for those who do not want to type: facts, comparisons, values; all or any of them.

Every element of the tree has a path: `b` is the outermost group, `b-0` its first part, `b-1-0` the first part of its
second. The form's fields are `<path>-way` for a group; `<path>-fact`, `<path>-is`, `<path>-k<n>`, `<path>-v<n>` for a
condition. What is not filled in yet stays in the form and is left out of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _

from dost.studio import builder
from dost.studio.builder import LISTS, QUESTIONS, RANGES, Condition, Group, NotAForm, Tree, Value
from dost.studio.wording import rule_words
from dost.ui import formats
from registries.facts.model import BoundFact, UnknownFact, Vocabulary
from registries.letters import azerbaijani_order
from services_catalog.changes.completion import complete
from services_catalog.models.catalogue import in_language
from services_catalog.rules import Parameter, ParameterBook, ValueType
from services_catalog.rules.rule import SUBJECT

ROOT: Final = "b"
MOST_PARTS: Final = 40
DEEPEST: Final = 3
_MATCHES: Final = 6
_MOST_LIKE: Final = 200
_TYPED: Final[Mapping[str, builder.Kind]] = {"integer": "number", "money": "number", "date": "date", "code": "code"}


class Place(Protocol):
    """Where the condition stands: what it may name."""

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The facts."""

    @property
    def parameters(self) -> ParameterBook:
        """The amounts."""

    @property
    def basis(self) -> str:
        """What the right arises from."""

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """What only the person can answer."""


@dataclass(slots=True)
class ValueField:
    """What a fact is compared with. `source`: typed, parameter, fact, today; `texts` more than one only in a list."""

    source: str = "typed"
    texts: list[str] = field(default_factory=lambda: [""])
    number: int = 0
    label: str = ""

    @property
    def text(self) -> str:
        """The one value."""
        return self.texts[0] if self.texts else ""


@dataclass(slots=True)
class ConditionField:
    """One fact and what is said of it; everything from `label` on is worked out for the page."""

    fact: str = ""
    way: str = "="
    values: list[ValueField] = field(default_factory=lambda: [ValueField()])
    path: str = ""
    label: str = ""
    about: str = ""
    type: str = ""
    unit: str = ""
    registry: str = ""
    codes: list[tuple[str, str]] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)
    matches: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""

    is_group: Final = False

    @property
    def is_list(self) -> bool:
        """Whether several values can be chosen."""
        return self.way in LISTS


@dataclass(slots=True)
class GroupField:
    """Parts of which all or any must hold."""

    way: builder.Way = "all"
    parts: list[GroupField | ConditionField] = field(default_factory=list)
    path: str = ROOT

    is_group: Final = True

    @property
    def may_nest(self) -> bool:
        """Whether another group may stand in it."""
        return self.path.count("-") + 1 < DEEPEST


@dataclass(slots=True)
class BuilderPage:
    """The form, and the text it stands for; without a root the text says more than a form can show."""

    root: GroupField | None
    text: str = ""
    error: str = ""
    parameters: list[tuple[str, str]] = field(default_factory=list)

    @property
    def too_rich(self) -> bool:
        """Whether the text cannot be shown as a form."""
        return self.root is None


# -- from what is typed, and from what was sent ------------------------------------------------------------------------


def from_typed(place: Place, text: str) -> BuilderPage:
    """Return the form of an expression; one condition to fill in when there is none."""
    if not text.strip():
        return _finished(place, GroupField(parts=[ConditionField()]))
    tree = builder.from_text(text, basis=place.basis, parameters=place.parameters, questions=place.questions)
    if tree is None:
        return BuilderPage(None, text)
    node = _node(tree)
    return _finished(place, node if isinstance(node, GroupField) else GroupField(parts=[node]))


def _node(tree: Tree) -> GroupField | ConditionField:
    if isinstance(tree, Group):
        return GroupField(tree.way, [_node(part) for part in tree.parts])
    if tree.way in LISTS and all(value.kind != "name" for value in tree.values):
        return ConditionField(tree.fact, tree.way, [ValueField("typed", [value.text for value in tree.values])])
    return ConditionField(tree.fact, tree.way, [_value(value) for value in tree.values] or [ValueField()])


def _value(value: Value) -> ValueField:
    if value.kind != "name":
        return ValueField("typed", [value.text])
    source = "parameter" if value.text.startswith("parameter.") else "today" if value.text == "today" else "fact"
    return ValueField(source, [value.text])


def sent_tree(place: Place, sent: QueryDict) -> BuilderPage:
    """Return the form as it was sent."""
    if f"{ROOT}-way" not in sent:
        return BuilderPage(None, sent.get("require", ""))
    return _finished(place, _sent_group(sent, ROOT))


def _sent_group(sent: QueryDict, path: str) -> GroupField:
    parts: list[GroupField | ConditionField] = []
    for number in range(MOST_PARTS):
        inner = f"{path}-{number}"
        if f"{inner}-way" in sent and path.count("-") < DEEPEST:
            parts.append(_sent_group(sent, inner))
        elif f"{inner}-fact" in sent:
            parts.append(_sent_condition(sent, inner))
    return GroupField("any" if sent.get(f"{path}-way") == "any" else "all", parts)


def _sent_condition(sent: QueryDict, path: str) -> ConditionField:
    way = sent.get(f"{path}-is", "=")
    values = [
        ValueField(sent.get(f"{path}-k{number}", "typed"), [text.strip() for text in sent.getlist(f"{path}-v{number}")])
        for number in range(2)
        if f"{path}-k{number}" in sent or f"{path}-v{number}" in sent
    ]
    return ConditionField(sent.get(f"{path}-fact", "").strip(), way, values or [ValueField()])


# -- its buttons -------------------------------------------------------------------------------------------------------


def acted(place: Place, page: BuilderPage, act: str) -> BuilderPage:
    """Return the form after one of its buttons: `b-add:<path>`, `b-group:…`, `b-remove:…`, `b-pick:<path>:<fact>`."""
    if page.root is None:
        return page
    action, _colon, rest = act.partition(":")
    path, _colon, more = rest.partition(":")
    node = next((node for node in _walk(page.root) if node.path == path), None)
    if isinstance(node, GroupField) and action == "b-add" and len(node.parts) < MOST_PARTS:
        node.parts.append(ConditionField())
    elif isinstance(node, GroupField) and action == "b-group" and node.may_nest:
        other: builder.Way = "all" if node.way == "any" else "any"
        node.parts.append(GroupField(other, [ConditionField(), ConditionField()]))
    elif isinstance(node, ConditionField) and action == "b-pick":
        node.fact, node.values = more, [ValueField()]
    elif node is not None and action == "b-remove":
        _take_out(page.root, node)
    return _finished(place, page.root)


def _walk(node: GroupField | ConditionField) -> Iterator[GroupField | ConditionField]:
    yield node
    if isinstance(node, GroupField):
        for part in node.parts:
            yield from _walk(part)


def _take_out(group: GroupField, node: GroupField | ConditionField) -> None:
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
    _number(root, ROOT)
    for node in _walk(root):
        if isinstance(node, ConditionField):
            _describe(place, node)
    page = BuilderPage(root, parameters=_parameters(place.parameters))
    whole: list[str] = []
    tree = _tree(root, whole)
    page.text = builder.to_text(tree) if tree is not None else ""
    page.error = whole[0] if whole else ""
    return page


def _number(node: GroupField | ConditionField, path: str) -> None:
    node.path = path
    if isinstance(node, GroupField):
        for number, part in enumerate(node.parts):
            _number(part, f"{path}-{number}")


def _parameters(book: ParameterBook) -> list[tuple[str, str]]:
    listed = [
        (f"parameter.{parameter.name}", f"{in_language(dict(parameter.label))} ({_last(parameter)})")
        for parameter in book.values()
        if parameter.values
    ]
    return sorted(listed, key=lambda item: azerbaijani_order(item[1]))


def _last(parameter: Parameter) -> str:
    """What a parameter is worth by the last value that is known, as people write it."""
    value = parameter.values[-1][1]
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return str(value)
    return formats.money(value) if parameter.type is ValueType.MONEY else formats.exact(value)


def _describe(place: Place, node: ConditionField) -> None:
    """Say what the fact is called and what can be said of it; or what it might have been meant to be."""
    bound = _bound(place.vocabulary, node.fact)
    for number, value in enumerate(node.values):
        value.number = number
    if bound is None:
        if node.fact:
            node.matches = list(_like(place, node.fact))
            node.error = _("There is no fact named %(name)s. Is it one of these?") % {"name": node.fact[:60]}
        return
    fact = bound.fact
    node.label, node.type, node.unit, node.registry = (
        in_language(fact.labels),
        fact.type.value,
        rule_words.unit(fact.unit),
        fact.registry,
    )
    node.about = rule_words.role(bound.role) if bound.role not in ("subject", "record", "answer") else ""
    node.codes = [(code, in_language(dict(label))) for code, label in fact.codes.items()]
    node.ways = _ways(node)
    if node.way not in dict(node.ways):
        node.way = node.ways[0][0]
    wanted = 2 if node.way in RANGES else 0 if node.way in QUESTIONS else 1
    node.values = [*node.values, *(ValueField(number=number) for number in range(2))][:wanted]
    for number, value in enumerate(node.values):
        value.number = number
        other = _bound(place.vocabulary, value.text) if value.source == "fact" else None
        value.label = in_language(other.fact.labels) if other is not None else ""
        if node.type == "boolean" and value.source == "typed" and value.text not in ("TRUE", "FALSE"):
            value.texts = ["TRUE"]


def _bound(vocabulary: Vocabulary | None, name: str) -> BoundFact | None:
    if vocabulary is None or not name:
        return None
    try:
        return vocabulary.resolve(name)
    except UnknownFact:
        return None


def _like(place: Place, typed: str) -> Iterator[tuple[str, str]]:
    found = complete(
        typed, len(typed), basis=place.basis, parameters=place.parameters, questions=place.questions, most=_MOST_LIKE
    )
    facts = [entry for entry in found if entry.kind == "fact" and not entry.insert.startswith(f"{SUBJECT}.")]
    # The plainest first: "Age" before "Age of the youngest child".
    facts.sort(key=lambda entry: (len(in_language(dict(entry.label))), len(entry.insert)))
    for entry in facts[:_MATCHES]:
        yield entry.insert, in_language(dict(entry.label))


def _ways(node: ConditionField) -> list[tuple[str, str]]:
    """Return what can be said of a fact of this type, and what is said of it already."""
    if node.type == "boolean":
        keys = ["=", "known", "unknown"]
    elif node.type == "code":
        keys = ["=", "<>", "in", "not in", "known", "unknown"]
    else:
        keys = ["=", "<>", "<", "<=", ">", ">=", "between", "not between", "known", "unknown"]
        keys += [node.way] if node.way in LISTS else []
    words = {**rule_words.COMPARISON, **(rule_words.DATE_COMPARISON if node.type == "date" else {})}
    if node.type == "date":
        keys = ["<", "<=", ">", ">=", "=", "<>", *keys[6:]]
    return [(key, str(words[key])) for key in keys]


# -- the text ----------------------------------------------------------------------------------------------------------


def _tree(node: GroupField | ConditionField, problems: list[str]) -> Tree | None:
    """Return what is filled in already; what is not is told in `problems`."""
    if isinstance(node, GroupField):
        parts = [tree for part in node.parts if (tree := _tree(part, problems)) is not None]
        return (builder.all_of(parts) if node.way == "all" else builder.any_of(parts)) if parts else None
    try:
        condition = _condition(node)
        builder.to_text(condition)
    except NotAForm as why:
        node.error = node.error or str(why)
        problems.append(node.error)
        return None
    return condition


def _condition(node: ConditionField) -> Condition:
    if not node.label:
        raise NotAForm(node.error or _("Choose a fact."))
    if node.way in LISTS:
        texts = [text for value in node.values for text in _listed(value)]
        if not texts:
            raise NotAForm(_("Choose at least one value."))
        return Condition(node.fact, node.way, tuple(Value(_TYPED[node.type], text) for text in texts))
    return Condition(node.fact, node.way, tuple(_written(node, value) for value in node.values))


def _listed(value: ValueField) -> list[str]:
    return [part.strip() for text in value.texts for part in text.split(",") if part.strip()]


def _written(node: ConditionField, value: ValueField) -> Value:
    if value.source == "today":
        return Value("name", "today")
    if not value.text:
        raise NotAForm(_("Fill in with what “%(name)s” is compared.") % {"name": node.label})
    if value.source in ("parameter", "fact"):
        return Value("name", value.text)
    if node.type == "boolean":
        return Value("yes_no", value.text)
    text = (
        value.text.replace(",", ".").replace(" ", "").replace("\xa0", "")
        if _TYPED[node.type] == "number"
        else value.text
    )
    return Value(_TYPED[node.type], text)
