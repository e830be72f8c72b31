"""Rules as a form: what is looked at, compared with values, in groups of which all, any or none must hold.

    Group("any", (Condition("person.age", ">=", (number("65"),)), Condition("disability.active", "=", (YES,))))
    person.age >= 65 OR disability.active

What is looked at is a fact or formula by its name, or `Worked` out of others:
`years_between(person.birth_date, today)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.utils.translation import gettext as _

from services_catalog.rules import FUNCTIONS
from services_catalog.rules.typing_rules import PLAIN_CODE

Kind = Literal["number", "code", "date", "yes_no", "name"]
Way = Literal["all", "any", "none", "case"]

COMPARISONS: Final = ("=", "<>", "<", "<=", ">", ">=")
LISTS: Final = ("in", "not in")
RANGES: Final = ("between", "not between")
QUESTIONS: Final = ("known", "unknown")
WAYS_TO_COMPARE: Final = (*COMPARISONS, *LISTS, *RANGES, *QUESTIONS)
SIGNS: Final[Mapping[str, int]] = {"+": 1, "-": 1, "*": 2, "/": 2}
"""Signs of arithmetic, and how tightly each binds."""
WORKED: Final = (*(name for name in FUNCTIONS if name != "known"), *SIGNS)
"""What a value can be worked out by."""
CASE_PARTS: Final = 3
"""If, then, otherwise."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_JOINERS: Final[Mapping[Way, str]] = {"all": " AND ", "any": " OR ", "none": " OR "}


class NotAForm(ValueError):  # noqa: N818 - it reads as what it says
    """A form that cannot be written as an expression; the text says which field is wrong."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a fact is compared with; `text` is as typed: 65, F, 2026-07-01, TRUE, parameter.minimum_wage."""

    kind: Kind
    text: str

    def written(self) -> str:
        """Return the value as the language writes it; raises `NotAForm`."""
        if self.kind == "number" and _NUMBER.fullmatch(self.text):
            return self.text
        if self.kind == "code" and PLAIN_CODE.fullmatch(self.text):
            return f"'{self.text}'"
        if self.kind == "yes_no" and self.text in ("TRUE", "FALSE"):
            return self.text
        if self.kind == "name" and _NAME.fullmatch(self.text):
            return self.text
        if self.kind == "date":
            try:
                return f"DATE '{date.fromisoformat(self.text).isoformat()}'"
            except ValueError:
                pass
        raise NotAForm(_("“%(value)s” is not right here.") % {"value": self.text[:60]})


@dataclass(frozen=True, slots=True)
class Worked:
    """A value worked out of others: by a function of the language, or by a sign between two."""

    by: str
    of: tuple[Term, ...]

    def written(self) -> str:
        """Return it as the language writes it; raises `NotAForm`."""
        if self.by not in WORKED or not self.of:
            raise NotAForm(_("“%(way)s” is not a way to work something out.") % {"way": self.by[:20]})
        if self.by not in SIGNS:
            return f"{self.by}({', '.join(part.written() for part in self.of)})"
        if len(self.of) != 2:
            raise NotAForm(_("“%(way)s” needs another number of values.") % {"way": self.by})
        left, right = self.of
        return f"{self._side(left, 0)} {self.by} {self._side(right, 1)}"

    def _side(self, part: Term, extra: int) -> str:
        """One side of a sign, in brackets where it would be read otherwise."""
        binds = SIGNS.get(part.by, 3) if isinstance(part, Worked) else 3
        text = part.written()
        return f"({text})" if binds < SIGNS[self.by] + extra else text


Term = Value | Worked

YES: Final = Value("yes_no", "TRUE")
NO: Final = Value("yes_no", "FALSE")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something compared: with one value, with several (`in`), with two (`between`), or with none (`known`).

    `fact` is the name of a fact or formula (or `today`), or what is worked out of some.
    """

    fact: str | Worked
    way: str
    values: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all, any or none must hold, two or more; or three of a `case`: if, then, otherwise."""

    way: Way
    parts: tuple[Tree, ...]


Tree = Condition | Group


def any_of(parts: Sequence[Tree]) -> Tree:
    """Return a tree that holds when any part does; one part stands for itself."""
    return _group("any", parts)


def all_of(parts: Sequence[Tree]) -> Tree:
    """Return a tree that holds when every part does; one part stands for itself."""
    return _group("all", parts)


def _group(way: Way, parts: Sequence[Tree]) -> Tree:
    if not parts:
        raise NotAForm(_("A group needs at least one condition."))
    return parts[0] if len(parts) == 1 else Group(way, tuple(parts))


# -- to text -------------------------------------------------------------------------------------------------------


def to_text(tree: Tree) -> str:
    """Return the expression a form stands for; raises `NotAForm`."""
    if isinstance(tree, Condition):
        return _condition(tree)
    if not tree.parts:
        raise NotAForm(_("A group needs at least one condition."))
    if tree.way == "case":
        if len(tree.parts) != CASE_PARTS:
            raise NotAForm(_("“If” needs a condition, what holds then, and what holds otherwise."))
        condition, then, otherwise = map(to_text, tree.parts)
        return f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"
    text = _JOINERS[tree.way].join(_part(part) for part in tree.parts)
    return f"NOT ({text})" if tree.way == "none" else text


def _part(tree: Tree) -> str:
    text = to_text(tree)
    is_joined = isinstance(tree, Group) and tree.way in ("all", "any") and len(tree.parts) > 1
    needs_brackets = is_joined or (isinstance(tree, Condition) and tree.way in RANGES)
    return f"({text})" if needs_brackets else text


def _condition(condition: Condition) -> str:
    fact, way = _looked_at(condition.fact), condition.way
    values = [value.written() for value in condition.values]
    if way in QUESTIONS:
        _count(values, way, 0, 0)
        return f"known({fact})" if way == "known" else f"NOT known({fact})"
    if way in LISTS:
        _count(values, way, 1, 200)
        return f"{'NOT ' if way == 'not in' else ''}{fact} IN ({', '.join(values)})"
    if way in RANGES:
        _count(values, way, 2, 2)
        return f"{'NOT ' if way == 'not between' else ''}{fact} BETWEEN {values[0]} AND {values[1]}"
    if way not in COMPARISONS:
        raise NotAForm(_("“%(way)s” is not a comparison.") % {"way": way[:20]})
    _count(values, way, 1, 1)
    if way == "=" and condition.values[0] == YES:
        return fact
    return f"NOT {fact}" if way == "=" and condition.values[0] == NO else f"{fact} {way} {values[0]}"


def _looked_at(fact: str | Worked) -> str:
    if isinstance(fact, Worked):
        return fact.written()
    if not _NAME.fullmatch(fact) or fact.startswith("parameter."):
        raise NotAForm(_("“%(name)s” is not the name of a fact.") % {"name": fact[:60]})
    return fact


def _count(values: Sequence[str], way: str, fewest: int, most: int) -> None:
    if not fewest <= len(values) <= most:
        raise NotAForm(_("“%(way)s” needs another number of values.") % {"way": way})
