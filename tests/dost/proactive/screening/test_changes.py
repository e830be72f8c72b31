"""What would change a no, of a whole family: what it costs, however large a family somebody makes up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dost.proactive.screening import changes
from dost.proactive.screening.changes import MOST_DAYS, Changes
from dost.proactive.screening.family import ASKER, Family, Relation
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, put
from dost.proactive.screening.verdicts import Screening

from .conftest import ON


def family_of(children: int) -> Family:
    people = next(question for question in QUESTIONS if question.id == "people")
    rows = [PersonRow(Relation.SELF, "F", date(1985, 4, 2))]
    rows += [
        PersonRow(Relation.CHILD, "M", date(2010, 1, 1) + timedelta(days=397 * number)) for number in range(children)
    ]
    return put(Family(), Ask(people, ASKER), tuple(rows), on=ON)


@pytest.mark.parametrize("children", [6, 14])
def test_days_asked_are_the_nearest_and_not_without_end(db: None, children: int) -> None:
    """Whoever asks has not signed in, and each day is a question to the engine."""
    family = family_of(children)
    every = set(changes.breakpoints(family, on=ON))

    asked = Changes(Screening(family, on=ON, rules=[]))._days

    assert list(asked) == sorted(every)[:MOST_DAYS]
    assert (len(every) > MOST_DAYS) is (children == 14)
