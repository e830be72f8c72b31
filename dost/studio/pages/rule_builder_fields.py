"""The fields of a condition that is chosen from lists: from the form's tree, from what was sent, and back to the tree.

Every element has a path: `b` is the outermost group, `b-0` its first part, `b-1-0` the first part of its second. A
group's field is `<path>-way`; a condition's are `<path>-of` (how what is looked at is worked out; empty: a fact),
`<path>-fact`, `<path>-is`, and for each value `<path>-k<n>` (where it comes from) and `<path>-v<n>`. What a value is
worked out of has paths of its own, `<path>-v0a1`, with the fields `<path>-k` and `<path>-v`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from dost.studio.builder.trees import CASE_PARTS, LISTS, SIGNS, WORKED, Condition, Group, Term, Tree, Value, Way, Worked
from services_catalog.rules import FUNCTIONS

ROOT: Final = "b"
MOST_PARTS: Final = 40
MOST_ARGUMENTS: Final = 4
DEEPEST: Final = 4
DEEPEST_VALUE: Final = 4
_WAYS: Final[tuple[Way, ...]] = ("all", "any", "none", "case")


@dataclass(slots=True)
class ValueField:
    """A value. `source`: typed, parameter, fact, today, or what it is worked out by, then of `args`.

    `texts` are more than one only in a list. `wanted` is what fits here: date, number, or anything; everything from
    `label` on is worked out for the page.
    """

    source: str = "typed"
    texts: list[str] = field(default_factory=lambda: [""])
    number: int = 0
    args: list[ValueField] = field(default_factory=list)
    path: str = ""
    select_name: str = ""
    input_name: str = ""
    wanted: str = ""
    label: str = ""
    sources: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The one value."""
        return self.texts[0] if self.texts else ""

    @property
    def is_worked(self) -> bool:
        """Whether it is worked out of others."""
        return self.source in WORKED


@dataclass(slots=True)
class ConditionField:
    """What is looked at and what is said of it: a fact, or (`of`) what is worked out of `args`."""

    fact: str = ""
    way: str = "="
    values: list[ValueField] = field(default_factory=lambda: [ValueField()])
    of: str = ""
    args: list[ValueField] = field(default_factory=list)
    path: str = ""
    label: str = ""
    about: str = ""
    type: str = ""
    unit: str = ""
    registry: str = ""
    place_label: str = ""
    is_part_of_case: bool = False
    codes: list[tuple[str, str]] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)
    sources: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    matches: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""

    is_group: Final = False

    @property
    def is_list(self) -> bool:
        """Whether several values can be chosen."""
        return self.way in LISTS


@dataclass(slots=True)
class GroupField:
    """Parts of which all, any or none must hold; or if, then, otherwise."""

    way: Way = "all"
    parts: list[GroupField | ConditionField] = field(default_factory=list)
    path: str = ROOT
    place_label: str = ""
    is_part_of_case: bool = False

    is_group: Final = True

    @property
    def may_nest(self) -> bool:
        """Whether another group may stand in it."""
        return self.path.count("-") + 1 < DEEPEST and self.may_grow

    @property
    def may_grow(self) -> bool:
        """Whether another condition may stand in it: “if” has three places."""
        return self.way != "case" and len(self.parts) < MOST_PARTS


Node = GroupField | ConditionField


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    if isinstance(node, GroupField):
        for part in node.parts:
            yield from walk(part)


def arguments_of(by: str, *, most: int = 2) -> int:
    """Return how many values something is worked out of."""
    if by in SIGNS:
        return 2
    takes = FUNCTIONS[by].takes
    return max(2, most) if "same" in takes else len([one for one in takes if one != "places"])


# -- from the tree -----------------------------------------------------------------------------------------------------


def node_of(tree: Tree) -> Node:
    """Return the fields of a tree."""
    if isinstance(tree, Group):
        return GroupField(tree.way, [node_of(part) for part in tree.parts])
    values = [value_of(value) for value in tree.values]
    if tree.way in LISTS and all(isinstance(value, Value) and value.kind != "name" for value in tree.values):
        values = [ValueField("typed", [value.text for value in values])]
    if isinstance(tree.fact, Worked):
        return ConditionField("", tree.way, values, of=tree.fact.by, args=[value_of(part) for part in tree.fact.of])
    if tree.fact == "today":
        return ConditionField("", tree.way, values, of="today")
    return ConditionField(tree.fact, tree.way, values or [ValueField()])


def value_of(term: Term) -> ValueField:
    """Return the fields of a value."""
    if isinstance(term, Worked):
        return ValueField(term.by, args=[value_of(part) for part in term.of])
    if term.kind != "name":
        return ValueField("typed", [term.text])
    source = "parameter" if term.text.startswith("parameter.") else "today" if term.text == "today" else "fact"
    return ValueField(source, [term.text])


def can_be_shown(tree: Tree, depth: int = 1) -> bool:
    """Whether the form has enough floors for a tree."""
    if isinstance(tree, Condition):
        return True
    return depth <= DEEPEST and all(can_be_shown(part, depth + 1) for part in tree.parts)


# -- from what was sent ------------------------------------------------------------------------------------------------


def sent_group(sent: QueryDict, path: str = ROOT) -> GroupField:
    """Return a group as it was sent."""
    parts: list[Node] = []
    for number in range(MOST_PARTS):
        inner = f"{path}-{number}"
        if f"{inner}-way" in sent and path.count("-") < DEEPEST:
            parts.append(sent_group(sent, inner))
        elif f"{inner}-fact" in sent or f"{inner}-of" in sent:
            parts.append(_sent_condition(sent, inner))
    way = sent.get(f"{path}-way")
    return GroupField(next((one for one in _WAYS if one == way), _WAYS[0]), parts)


def _sent_condition(sent: QueryDict, path: str) -> ConditionField:
    values = [
        _sent_value(sent, f"{path}-k{number}", f"{path}-v{number}", f"{path}-v{number}", number)
        for number in range(2)
        if f"{path}-k{number}" in sent or f"{path}-v{number}" in sent
    ]
    of = sent.get(f"{path}-of", "")
    return ConditionField(
        fact=sent.get(f"{path}-fact", "").strip(),
        way=sent.get(f"{path}-is", "="),
        values=values or [ValueField()],
        of=of if of in WORKED or of == "today" else "",
        args=_sent_args(sent, path, "-a", 0),
    )


def _sent_value(sent: QueryDict, select: str, text: str, path: str, number: int, depth: int = 0) -> ValueField:
    source = sent.get(select, "typed")
    texts = [one.strip() for one in sent.getlist(text)] or [""]
    return ValueField(source, texts, number, args=_sent_args(sent, path, "a", depth))


def _sent_args(sent: QueryDict, path: str, sign: str, depth: int) -> list[ValueField]:
    if depth >= DEEPEST_VALUE:
        return []
    inner = [f"{path}{sign}{number}" for number in range(MOST_ARGUMENTS)]
    return [
        _sent_value(sent, f"{one}-k", f"{one}-v", one, number, depth + 1)
        for number, one in enumerate(inner)
        if f"{one}-k" in sent
    ]


# -- paths and floors --------------------------------------------------------------------------------------------------


def number_all(node: Node, path: str = ROOT) -> None:
    """Give every element its path; an “if” gets its three places."""
    node.path = path
    if isinstance(node, ConditionField):
        _number_values(node)
        return
    if node.way == "case":
        node.parts += [ConditionField() for _number in range(CASE_PARTS - len(node.parts))]
        rest = node.parts[CASE_PARTS - 1 :]
        if len(rest) > 1:  # it was another group with more parts
            node.parts = [*node.parts[: CASE_PARTS - 1], GroupField("all", rest)]
    for number, part in enumerate(node.parts):
        part.is_part_of_case = node.way == "case"
        number_all(part, f"{path}-{number}")


def _number_values(node: ConditionField) -> None:
    for number, value in enumerate(node.values):
        value.number = number
        value.select_name, value.input_name = f"{node.path}-k{number}", f"{node.path}-v{number}"
        value.path = value.input_name
        _number_args(value.args, value.path, "a")
    _number_args(node.args, node.path, "-a")


def _number_args(args: list[ValueField], path: str, sign: str) -> None:
    for number, value in enumerate(args):
        value.number, value.path = number, f"{path}{sign}{number}"
        value.select_name, value.input_name = f"{value.path}-k", f"{value.path}-v"
        _number_args(value.args, value.path, "a")
