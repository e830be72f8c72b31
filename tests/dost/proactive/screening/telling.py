"""Telling the screening of a family, as a person does: question by question."""

from __future__ import annotations

from datetime import date
from typing import Any

from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, Form, asks, can_be_named, put, reply_of
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN

ON = date(2026, 11, 30)
BY_ID = {one.id: one for one in QUESTIONS}
WOMAN = PersonRow(Relation.SELF, "F", date(1990, 2, 1))
HUSBAND = PersonRow(Relation.SPOUSE, "M", date(1988, 5, 9))
BABY = PersonRow(Relation.CHILD, "M", date(2026, 9, 20))


def ask(id_: str, member: int = 0) -> Ask:
    """The question with an id, about a member."""
    return Ask(BY_ID[id_], member)


def tell(family: Family, id_: str, reply: Any, member: int = 0) -> Family:
    """The family with a reply."""
    return put(family, ask(id_, member), reply, on=ON)


def tell_people(*rows: PersonRow) -> Family:
    """A family of these people."""
    return tell(Family(), "people", rows)


def refuse(family: Family, *, on: date = ON) -> tuple[Family, int]:
    """Say "nobody" or "none" to every list that arises, "I don't know" to the rest; how many were asked, too."""
    asked = 0
    while left := [
        one
        for one in asks(QUESTIONS, resolved(family, on=on), on=on)
        if one.question.id != "people" and reply_of(family, one, on=on) is NOT_ASKED
    ]:
        family = put(family, left[0], _no(family, left[0], on), on=on)
        asked += 1
    return family, asked


def _no(family: Family, one: Ask, on: date) -> Any:
    if one.question.id == "residence":
        return frozenset(member.key for member in can_be_named(one.question, family, on=on))
    return frozenset() if one.question.form in (Form.MANY, Form.MEMBERS) else UNKNOWN
