"""What is asked of a family: the shape of a question, how a reply changes the family, and how a family replies.

A `Question` is asked once of the whole family or once of each member it applies to: then it is an `Ask`. `put` writes a
reply into a family and `reply_of` reads it back, so every reply can be changed. Which questions there are is in
`question_list` and `service_questions`; which is asked next is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from registries.facts.model import ANSWER

from . import people
from .family import ASKER, ATTRIBUTES, AnswerValue, Family, Gates, Member, Wishes, check_family
from .gates import GATES
from .people import PersonRow
from .values import NOT_ASKED, UNKNOWN, Flag, Kind, TellingError, Untold, Value, check_value

PREFIX: Final = f"{ANSWER}."
"""Of the paths of answers to the questions of services."""

Text = str | Promise
"""A text in the reader's language, or one that becomes it when it is shown."""
OwnTexts = dict[str, str]
"""A text by language (az, en, ru), as the catalogue of services has it."""


class Group(StrEnum):
    """Questions that belong together, in the order in which groups are best asked."""

    PEOPLE = "people"
    SITUATION = "situation"
    WORK = "work"
    MONEY = "money"
    HEALTH = "health"
    CHILDREN = "children"
    LOSS = "loss"
    SERVICE = "service"
    WISHES = "wishes"
    DETAILS = "details"


class Form(StrEnum):
    """How a question is replied to.

    PEOPLE: a row for each person (`tuple[PersonRow, …]`). MANY: the codes that are true (`frozenset[str]`), none
    included. MEMBERS: the keys of those of whom it is true (`frozenset[int]`). FIELDS: a value for each field, in
    order (`tuple[Value, …]`), each of which may be UNKNOWN. Each but PEOPLE may be replied to with UNKNOWN.
    """

    PEOPLE = "people"
    MANY = "many"
    MEMBERS = "members"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the replies to choose from."""

    code: str
    text: Text | OwnTexts


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: its kind, its label, and the attributes (paths) that take the value.

    `fills` of an answer to a question of a service is ("answer.<id>",).
    """

    name: str
    kind: Kind
    label: Text | OwnTexts
    fills: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    none: Text = ""
    """What the box says that stands for "there is none" (None), for a day that need not be or nobody."""
    most: int = 0

    @property
    def limits(self) -> dict[str, Any]:
        """What may be told, as `check_value` takes it."""
        return {"kind": self.kind, "codes": tuple(one.code for one in self.choices), "most": self.most}


Applies = Callable[[Family, Member, date], bool]
"""Whether a question arises, for a resolved family and a member (the asker, when it is about the family)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything a page needs.

    `difficulty`: 1 known by heart, 2 to be thought about, 3 to be looked up.

    `each`: asked of each member it applies to. For MEMBERS, `fills` is one attribute and `among` who can be named.
    """

    id: str
    group: Group
    form: Form
    difficulty: int
    text: Text | OwnTexts
    applies: Applies
    hint: Text = ""
    each: bool = False
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    fills: str = ""
    among: Applies | None = None
    sensitive: bool = False

    @property
    def paths(self) -> frozenset[str]:
        """The attributes it fills in."""
        if self.form is Form.FIELDS:
            return frozenset(path for one in self.fields for path in one.fills)
        if self.form is Form.MANY:
            return frozenset(f"{self.fills}.{one.code}" for one in self.choices)
        return frozenset((self.fills,)) if self.fills else frozenset()


Reply = frozenset[str] | frozenset[int] | tuple[Value, ...] | tuple[PersonRow, ...] | Untold
"""A reply, by the form of its question; NOT_ASKED takes it back."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question asked of one member (`member` is a key), or of the family."""

    question: Question
    member: int = ASKER

    @property
    def id(self) -> str:
        """The question's id, and of whom: "disability.3". Made of letters, digits, "_" and "."."""
        return f"{self.question.id}.{self.member}" if self.question.each else self.question.id


def asks(questions: Iterable[Question], family: Family, *, on: date) -> tuple[Ask, ...]:
    """Return every question that arises, replied to or not, in order; `family` must be resolved."""
    found: list[Ask] = []
    for question in questions:
        if question.each:
            found.extend(Ask(question, one.key) for one in family.members if question.applies(family, one, on))
        elif question.applies(family, family.asker, on):
            found.append(Ask(question))
    return tuple(found)


def can_be_named(question: Question, family: Family, *, on: date) -> tuple[Member, ...]:
    """Return the members who can be named in a MEMBERS question; `family` must be resolved."""
    among = question.among
    return tuple(one for one in family.members if among is None or among(family, one, on))


# -- writing a reply ---------------------------------------------------------------------------------------------


def put(family: Family, ask: Ask, reply: Reply, *, on: date) -> Family:
    """Return the family with a reply; the rest is untouched. Raises `TellingError` for what cannot be.

    `family` is as it was told, not resolved. A reply of NOT_ASKED takes an earlier one back.
    """
    question = ask.question
    if question.form is Form.PEOPLE:
        changed = _put_people(family, question, reply)
    elif question.form is Form.MANY:
        changed = _put_many(family, question, reply)
    elif question.form is Form.MEMBERS:
        changed = _put_members(family, question, reply, on)
    else:
        changed = _put_fields(family, ask, reply)
    check_family(changed, on=on)
    return changed


def _put_people(family: Family, question: Question, reply: Reply) -> Family:
    if isinstance(reply, Untold) or not all(isinstance(row, PersonRow) for row in reply):
        raise TellingError(_("Name the people, one by one."), where=question.id)
    rows = cast(tuple[PersonRow, ...], reply)
    if question.fills != "deceased":
        return people.with_people(family, rows)
    if not rows:  # whoever names nobody takes back that somebody has died
        gates = replace(family.gates, death=False, orphan=False)
        family = replace(family, gates=gates)
    return people.with_deceased(family, rows)


def _put_many(family: Family, question: Question, reply: Reply) -> Family:
    known = {one.code for one in question.choices}
    if not isinstance(reply, Untold) and not (isinstance(reply, frozenset) and reply <= known):
        raise TellingError(_("Choose from the answers in the list."), where=question.id)
    values: dict[str, Flag] = {one: reply if isinstance(reply, Untold) else one in reply for one in known}
    for code, value in values.items():
        attribute = ATTRIBUTES[f"{question.fills}.{code}"]
        family = attribute.write(family, value)
        if value is False and question.fills == "gates":
            family = _forget(family, code)
    return family


def _forget(family: Family, gate: str) -> Family:
    """A no at a gate takes back what was told behind it, of the living."""
    if gate == "death":
        return people.with_deceased(family, ())
    for path, _value in GATES.get(gate, ()):
        attribute = ATTRIBUTES[path]
        part = ATTRIBUTES[path].part
        for member in family.members:
            if member.dead:
                continue
            if attribute.name == "has":
                blank = type(getattr(member, part))()
                if getattr(member, part) != blank:
                    family = family.with_member(_with_part(member, part, blank))
            elif attribute.read(member) is not NOT_ASKED:
                family = family.with_member(attribute.write(member, NOT_ASKED))
    return family


def _with_part(member: Member, part: str, value: object) -> Member:
    return replace(member, **{part: value})  # type: ignore[arg-type]  # a part of the same type


def _put_members(family: Family, question: Question, reply: Reply, on: date) -> Family:
    attribute = ATTRIBUTES[question.fills]
    among = {one.key for one in can_be_named(question, family, on=on)}
    if not isinstance(reply, Untold) and not (isinstance(reply, frozenset) and reply <= among):
        raise TellingError(_("Choose from the people in the list."), where=question.id)
    for member in family.members:
        if member.key in among:
            value: Flag = reply if isinstance(reply, Untold) else member.key in reply
            family = family.with_member(attribute.write(member, value))
    return family


def _put_fields(family: Family, ask: Ask, reply: Reply) -> Family:
    fields = ask.question.fields
    if isinstance(reply, Untold):
        reply = (reply,) * len(fields)
    if not isinstance(reply, tuple) or len(reply) != len(fields):
        raise TellingError(_("Answer each line, or choose I don't know."), where=ask.question.id)
    for one, value in zip(fields, cast(tuple[Value, ...], reply), strict=True):
        if one.fills[0].startswith(PREFIX):
            check_value(one.name, value, one.limits)
        for path in one.fills:
            family = _write(family, ask.member, path, value)
    return family


def _write(family: Family, key: int, path: str, value: Value) -> Family:
    if path.startswith(PREFIX):
        return family.with_answer(key, path.removeprefix(PREFIX), cast(AnswerValue, value))
    attribute = ATTRIBUTES[path]
    if attribute.part in ("household", "gates", "wishes"):
        return cast(Family, attribute.write(family, value))
    return family.with_member(attribute.write(family.member(key), value))


# -- reading a reply ---------------------------------------------------------------------------------------------


def reply_of(family: Family, ask: Ask, *, on: date) -> Reply:
    """Return what a family says to a question: what was replied, or what follows from all that was told.

    A family of which everything is known – one of the sample – thus replies to every question. NOT_ASKED when nothing
    was said, UNKNOWN when "I don't know" was. For FIELDS each line is read by itself; NOT_ASKED when no line was told.
    """
    question = ask.question
    if question.form is Form.PEOPLE:
        if question.fills == "deceased":
            return people.deceased_rows(family) or NOT_ASKED
        rows = people.people_rows(family)
        return rows if rows or family.household.complete is True else NOT_ASKED
    if question.form is Form.MANY:
        return _many(question, family, on)
    if question.form is Form.MEMBERS:
        return _members(question, family, on)
    values = tuple(_read(family, ask.member, one.fills[0]) for one in question.fields)
    if all(value is NOT_ASKED for value in values):
        return NOT_ASKED
    return UNKNOWN if all(value is UNKNOWN for value in values) else values


def _many(question: Question, family: Family, on: date) -> Reply:
    owner: Gates | Wishes = family.gates if question.fills == "gates" else family.wishes
    values: dict[str, Flag] = {}
    for one in question.choices:
        value: Flag = getattr(owner, one.code)
        if value is NOT_ASKED and question.fills == "gates":
            value = people.follows(family, one.code, on=on)
        values[one.code] = value
    if any(value is NOT_ASKED for value in values.values()):
        return NOT_ASKED
    if any(value is UNKNOWN for value in values.values()):
        return UNKNOWN
    return frozenset(code for code, value in values.items() if value is True)


def _members(question: Question, family: Family, on: date) -> Reply:
    attribute = ATTRIBUTES[question.fills]
    values = {one.key: attribute.read(one) for one in can_be_named(question, family, on=on)}
    if not values or any(value is NOT_ASKED for value in values.values()):
        return NOT_ASKED
    if any(value is UNKNOWN for value in values.values()):
        return UNKNOWN
    return frozenset(key for key, value in values.items() if value is True)


def _read(family: Family, key: int, path: str) -> Value:
    if path.startswith(PREFIX):
        return family.answer(key, path.removeprefix(PREFIX))
    attribute = ATTRIBUTES[path]
    return attribute.read(family if attribute.part in ("household", "gates", "wishes") else family.member(key))


def is_replied(family: Family, ask: Ask, *, on: date) -> bool:
    """Whether a question needs not be asked any more: it was replied to, "I don't know" included."""
    return reply_of(family, ask, on=on) is not NOT_ASKED
