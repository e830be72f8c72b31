"""What is known of a family, as short words that it shares with families of the sample: "minors=2", "gate.care=no".

The same function reads a family that somebody is telling of and one of which everything is known; what was not told has
no word. So the families of the sample that agree with what was told are found without comparing people one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Final

from . import people
from .ages import years_between
from .family import Family, Gates, Member, Relation, Wishes
from .values import NOT_ASKED

AGES: Final = (18, 30, 45, 62, 70)
"""Where the bands of the asker's age begin."""
MOST_COUNTED: Final = 4


def features(family: Family, *, on: date) -> Iterator[str]:
    """Yield the words that hold of a family, those that tell most first."""
    if family.household.complete is True:
        yield from _people(family, on)
    for gate in fields(Gates):
        told = getattr(family.gates, gate.name)
        known = people.follows(family, gate.name, on=on) if told is NOT_ASKED else told
        if isinstance(known, bool):
            yield f"gate.{gate.name}={_word(known)}"
    yield from _work(family)
    for wish in fields(Wishes):
        wished = getattr(family.wishes, wish.name)
        if isinstance(wished, bool):
            yield f"wish.{wish.name}={_word(wished)}"


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _people(family: Family, on: date) -> Iterator[str]:
    living = [one for one in family.members if one.died_on is None]
    ages = [age for one in living if (age := _age(one, on)) is not None]
    minors = sum(age < 18 for age in ages)
    yield f"minors={min(minors, MOST_COUNTED)}"
    asker = _age(family.asker, on)
    if asker is not None:
        yield f"age={max((first for first in AGES if first <= asker), default=0)}"
    if isinstance(family.asker.sex, str):
        yield f"sex={family.asker.sex}"
    yield f"infant={_word(any(age < 3 for age in ages))}"
    yield f"old={_word(any(age >= 60 for age in ages))}"
    yield f"spouse={_word(any(one.relation is Relation.SPOUSE for one in living))}"
    yield f"alone={_word(len(living) == 1)}"


def _age(member: Member, on: date) -> int | None:
    return years_between(member.birth_date, on) if isinstance(member.birth_date, date) else None


def _work(family: Family) -> Iterator[str]:
    told = [one.job.has for one in family.members if one.died_on is None and isinstance(one.job.has, bool)]
    if isinstance(family.asker.job.has, bool):
        yield f"asker_works={_word(family.asker.job.has)}"
    if any(told):
        yield "somebody_works=yes"
