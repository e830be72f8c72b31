"""What would change the refusals of a screening: a day that comes, a step, or nothing that should be told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dost.proactive.screening.change_text import change_sentences
from dost.proactive.screening.changes import MOST_DAYS, Changes, breakpoints, changes_of
from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.gates import resolved
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.results import Prospect
from dost.proactive.screening.verdicts import Screening, screen
from dost.proactive.screening.what_if import ChangeKind

from .telling import ON, refuse, tell, tell_people

BIRTHDAY = date(1962, 3, 10)


def soon_old() -> Family:
    """A man without a record of work, 64 and a half; nothing else applies."""
    family = tell_people(PersonRow(Relation.SELF, "M", BIRTHDAY))
    family = tell(family, "insurance", (0, 0, False, Decimal(0), Decimal(0)))
    return refuse(tell(family, "offspring", (0, 0, 0, 0)))[0]


@pytest.mark.django_db
def test_who_is_too_young_is_told_from_which_day_and_the_engine_says_so_too(whole_catalogue: None) -> None:
    family = soon_old()
    asked = Screening(family, on=ON)
    service = asked.result.services["05-21"]
    assert service.prospect is Prospect.NOT
    change = Changes(asked).of(service)
    assert change is not None
    assert change.kind is ChangeKind.DAY
    day = change.first_day
    assert day is not None
    assert screen(family, on=day).services["05-21"].prospect is Prospect.LIKELY
    assert (day.month, day.day) == (BIRTHDAY.month, BIRTHDAY.day)


@pytest.mark.django_db
def test_only_refusals_have_a_change_and_each_can_be_said(whole_catalogue: None) -> None:
    asked = Screening(soon_old(), on=ON)
    everything = list(asked.result.services.values())
    found = changes_of(asked, everything)
    refused = {one.code for one in everything if one.prospect is Prospect.NOT and one.rights}
    assert found.keys() <= refused
    assert found
    for change in found.values():
        sentences = change_sentences(change)
        assert sentences
        assert all(sentence and "%" not in sentence for sentence in sentences)


def test_the_days_on_which_something_changes_by_itself_are_birthdays_and_known_ends() -> None:
    family = tell_people(PersonRow(Relation.SELF, "M", BIRTHDAY), PersonRow(Relation.CHILD, "F", date(2020, 2, 29)))
    days = sorted(set(breakpoints(resolved(family, on=ON), on=ON)))
    assert all(ON < day <= date(2036, 11, 30) for day in days)
    assert sum((day.month, day.day) == (3, 10) for day in days) == 10
    assert len(days) == 20


def family_of(children: int) -> Family:
    rows = [PersonRow(Relation.SELF, "F", date(1985, 4, 2))]
    rows += [
        PersonRow(Relation.CHILD, "M", date(2010, 1, 1) + timedelta(days=397 * number)) for number in range(children)
    ]
    return tell_people(*rows)


@pytest.mark.parametrize("children", [6, 14])
def test_days_asked_are_the_nearest_and_not_without_end(db: None, children: int) -> None:
    """Whoever asks has not signed in, and each day is a question to the engine."""
    family = family_of(children)
    every = set(breakpoints(family, on=ON))

    asked = Changes(Screening(family, on=ON, rules=[]))._days

    assert list(asked) == sorted(every)[:MOST_DAYS]
    assert (len(every) > MOST_DAYS) is (children == 14)
