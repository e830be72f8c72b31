"""What the elements of a chosen condition are called, what fits where, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from dost.studio.builder.trees import (
    LISTS,
    QUESTIONS,
    RANGES,
    SIGNS,
    WORKED,
    Condition,
    Group,
    Kind,
    NotAForm,
    Term,
    Tree,
    Value,
    Worked,
    to_text,
)
from dost.studio.wording import rule_words
from registries.facts.model import BoundFact, UnknownFact, Vocabulary
from services_catalog.changes.completion import complete
from services_catalog.models.catalogue import in_language
from services_catalog.rules import FUNCTIONS, ParameterBook, RuleError, parse_expression
from services_catalog.rules.rule import SUBJECT

from .rule_builder_fields import DEEPEST_VALUE, ConditionField, GroupField, Node, ValueField, arguments_of

_MATCHES: Final = 6
_MOST_LIKE: Final = 200
_KINDS: Final[Mapping[str, Kind]] = {
    "integer": "number",
    "number": "number",
    "money": "number",
    "date": "date",
    "code": "code",
}
_DATES: Final = (
    "birthday",
    "add_years",
    "add_months",
    "add_days",
    "start_of_month",
    "end_of_month",
    "least",
    "greatest",
    "coalesce",
)
_NUMBERS: Final = (
    "years_between",
    "months_between",
    "days_between",
    "year",
    "month",
    *SIGNS,
    "least",
    "greatest",
    "coalesce",
    "round",
    "floor",
    "ceil",
    "scale",
)
_OF_TWO_DATES: Final = ("years_between", "months_between", "days_between")


class Place(Protocol):
    """Where the condition stands: what it may name."""

    @property
    def naming(self) -> Vocabulary | None:
        """The facts, and formulas like facts."""

    @property
    def parameters(self) -> ParameterBook:
        """The amounts."""

    @property
    def basis(self) -> str:
        """What the right arises from."""

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """What only the person can answer."""


# -- what is looked at -------------------------------------------------------------------------------------------------


def describe(place: Place, node: ConditionField) -> None:
    """Say what is looked at and what can be said of it; or what it might have been meant to be."""
    node.sources = [
        ("", [("", _("a fact or formula")), ("today", _("the day in question"))]),
        (_("worked out"), [(by, str(rule_words.WORKED[by])) for by in rule_words.WORKED]),
    ]
    if node.of in WORKED:
        node.args = _arguments(place, node.of, node.args, _wanted_of(node.of), depth=1)
        node.label, node.type = str(rule_words.WORKED[node.of]), _type_of(place, node) or _gives(node.of)
    elif node.of == "today":
        node.label, node.type, node.args = _("the day in question"), "date", []
    else:
        node.args = []
        bound = bound_by(place.naming, node.fact)
        if bound is None:
            if node.fact:
                node.matches = list(_like(place, node.fact))
                node.error = _("There is no fact named %(name)s. Is it one of these?") % {"name": node.fact[:60]}
            return
        _describe_fact(node, bound)
    _describe_values(place, node)


def _describe_fact(node: ConditionField, bound: BoundFact) -> None:
    fact = bound.fact
    node.label, node.type, node.unit, node.registry = (
        in_language(fact.labels),
        fact.type.value,
        rule_words.unit(fact.unit),
        fact.registry if fact.institution else "",
    )
    node.about = rule_words.role(bound.role) if bound.role not in ("subject", "record", "answer") else ""
    node.codes = [(code, in_language(dict(label))) for code, label in fact.codes.items()]


def _type_of(place: Place, node: ConditionField) -> str:
    """The type of what is worked out, as far as it is filled in."""
    if place.naming is None:
        return ""
    try:
        text = _worked(node.of, node.args, node.of).written()
        return parse_expression(text, vocabulary=place.naming, parameters=place.parameters).type.value
    except (NotAForm, RuleError):
        return ""


def _gives(by: str) -> str:
    if by in SIGNS or FUNCTIONS[by].gives is None:
        return "number"
    gives = FUNCTIONS[by].gives
    return gives.value if gives is not None else "number"


def _wanted_of(by: str) -> str:
    return "number" if by in SIGNS or by in ("round", "floor", "ceil") else ""


def bound_by(vocabulary: Vocabulary | None, name: str) -> BoundFact | None:
    """Return the fact or formula of a name; None when there is none."""
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
    wanted = ("fact", "formula")
    facts = [entry for entry in found if entry.kind in wanted and not entry.insert.startswith(f"{SUBJECT}.")]
    # The plainest first: "Age" before "Age of the youngest child".
    facts.sort(key=lambda entry: (entry.kind != "fact", len(in_language(dict(entry.label))), len(entry.insert)))
    for entry in facts[:_MATCHES]:
        yield entry.insert, in_language(dict(entry.label))


# -- values ------------------------------------------------------------------------------------------------------------


def _describe_values(place: Place, node: ConditionField) -> None:
    node.ways = _ways(node)
    if node.way not in dict(node.ways):
        node.way = node.ways[0][0]
    wanted = 2 if node.way in RANGES else 0 if node.way in QUESTIONS else 1
    node.values = [*node.values, *(ValueField() for _number in range(2))][:wanted]
    for value in node.values:
        if node.type == "boolean" and value.source == "typed" and value.text not in ("TRUE", "FALSE"):
            value.texts = ["TRUE"]
        if node.type not in ("boolean", "code"):
            _describe_value(place, value, "date" if node.type == "date" else "number", depth=0)
        elif value.source == "fact":
            _describe_value(place, value, "", depth=DEEPEST_VALUE)


def _describe_value(place: Place, value: ValueField, wanted: str, depth: int) -> None:
    value.wanted, value.sources = wanted, _sources(wanted, depth)
    known = {key for _group, choices in value.sources for key, _label in choices}
    if wanted == "scale":
        value.source, value.args = "parameter", []
        return
    if value.source not in known and depth < DEEPEST_VALUE:
        value.source, value.texts, value.args = "typed", [""], []
    if value.is_worked:
        value.args = _arguments(place, value.source, value.args, wanted, depth + 1)
        return
    value.args = []
    bound = bound_by(place.naming, value.text) if value.source == "fact" else None
    value.label = in_language(bound.fact.labels) if bound is not None else ""


def _sources(wanted: str, depth: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a value can come from: plainly, or worked out; a scale is always one of the law."""
    if wanted == "scale":
        return [("", [("parameter", _("a scale of law"))])]
    typed = ("typed", _("a day") if wanted == "date" else _("a number"))
    plain = [typed, ("fact", _("another fact"))]
    if wanted != "number":
        plain.append(("today", _("the day in question")))
    if wanted != "date":
        plain.append(("parameter", _("an amount of law")))
    if depth >= DEEPEST_VALUE:
        return [("", plain)]
    fitting = {"date": _DATES, "number": _NUMBERS}.get(wanted, tuple(dict.fromkeys((*_DATES, *_NUMBERS))))
    return [("", plain), (_("worked out"), [(by, str(rule_words.WORKED[by])) for by in fitting])]


def _arguments(place: Place, by: str, args: list[ValueField], wanted: str, depth: int) -> list[ValueField]:
    """Return what something is worked out of, as many as it needs, each described."""
    count = arguments_of(by, most=len(args))
    found = [*args, *(_first(by, number) for number in range(len(args), count))][:count]
    for number, value in enumerate(found):
        _describe_value(place, value, _wanted_at(by, number, wanted), depth)
    return found


def _wanted_at(by: str, number: int, wanted: str) -> str:
    if by in SIGNS:
        return "number"
    takes = FUNCTIONS[by].takes
    kind = takes[min(number, len(takes) - 1)]
    return {"date": "date", "integer": "number", "numeric": "number", "money": "number", "scale": "scale"}.get(
        kind, wanted
    )


def _first(by: str, number: int) -> ValueField:
    """What stands in a new place: the second of two days is most often the day in question."""
    if by in _OF_TWO_DATES and number == 1:
        return ValueField("today")
    is_typed = by in SIGNS or (by not in _OF_TWO_DATES and number == 1)
    return ValueField("typed" if is_typed else "fact")


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
    if node.of:
        keys = [key for key in keys if key not in QUESTIONS]
    return [(key, str(words[key])) for key in keys]


# -- the tree ----------------------------------------------------------------------------------------------------------


def tree_of(node: Node, problems: list[str]) -> Tree | None:
    """Return what is filled in already; what is not is told in `problems`."""
    if isinstance(node, GroupField):
        parts = [tree for part in node.parts if (tree := tree_of(part, problems)) is not None]
        if node.way == "case":
            return Group("case", tuple(parts)) if len(parts) == len(node.parts) else None
        if not parts:
            return None
        return parts[0] if len(parts) == 1 and node.way != "none" else Group(node.way, tuple(parts))
    try:
        condition = _condition(node)
        to_text(condition)
    except NotAForm as why:
        node.error = node.error or str(why)
        problems.append(node.error)
        return None
    return condition


def _condition(node: ConditionField) -> Condition:
    if not node.label:
        raise NotAForm(node.error or _("Choose a fact."))
    looked_at = "today" if node.of == "today" else _worked(node.of, node.args, node.label) if node.of else node.fact
    if node.way in LISTS:
        texts = [text for value in node.values for text in _listed(value)]
        if not texts:
            raise NotAForm(_("Choose at least one value."))
        return Condition(looked_at, node.way, tuple(Value(_KINDS[node.type], text) for text in texts))
    return Condition(looked_at, node.way, tuple(_written(node, value) for value in node.values))


def _listed(value: ValueField) -> list[str]:
    return [part.strip() for text in value.texts for part in text.split(",") if part.strip()]


def _written(node: ConditionField, value: ValueField) -> Term:
    if node.type == "boolean" and value.source == "typed":
        return Value("yes_no", value.text)
    return _term(value, _KINDS.get(node.type, "number"), node.label)


def _worked(by: str, args: list[ValueField], label: str) -> Worked:
    return Worked(by, tuple(_term(arg, "date" if arg.wanted == "date" else "number", label) for arg in args))


def _term(value: ValueField, kind: Kind, label: str) -> Term:
    if value.source == "today":
        return Value("name", "today")
    if value.is_worked:
        return _worked(value.source, value.args, label)
    if not value.text:
        raise NotAForm(_("Fill in with what “%(name)s” is compared.") % {"name": label})
    if value.source in ("parameter", "fact"):
        return Value("name", value.text)
    text = value.text.replace(",", ".").replace(" ", "").replace("\xa0", "") if kind == "number" else value.text
    return Value(kind, text)
