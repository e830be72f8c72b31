"""What is to be expected of every service: never a no before something was told, never a no from "I don't know"."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dost.proactive.screening.family import ASKER, MEMBER_ATTRIBUTES, Family, Relation
from dost.proactive.screening.parts import Benefit
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, Form, is_replied, put, reply_of
from dost.proactive.screening.results import Prospect, ScreeningResult
from dost.proactive.screening.values import NOT_ASKED, UNKNOWN, TellingError, Value
from dost.proactive.screening.verdicts import Screening, screen

from .conftest import ON, sample
from .whole_families import whole_family

pytestmark = pytest.mark.django_db

BY_ID = {question.id: question for question in QUESTIONS}
OPPOSITES = ({Prospect.LIKELY, Prospect.NOT},)


def ask(id_: str, member: int = ASKER) -> Ask:
    return Ask(BY_ID[id_], member)


def told(*replies: tuple[Ask, Any]) -> Family:
    family = Family()
    for one, reply in replies:
        family = put(family, one, reply, on=ON)
    return family


MOTHER = PersonRow(Relation.SELF, "F", date(1995, 4, 2))
FATHER = PersonRow(Relation.SPOUSE, "M", date(1992, 1, 9))
NEWBORN = PersonRow(Relation.CHILD, "M", date(2026, 11, 12))
NONE: frozenset[str] = frozenset()


def newborn(*works: int) -> Family:
    """A couple with a newborn, of whom some have worked for years and the others never, and nothing else is so."""
    jobs = [(ask("job", key), (date(2020, 1, 1), False)) for key in works]
    return told(
        (ask("people"), (MOTHER, FATHER, NEWBORN)),
        (ask("residence"), frozenset({0, 1, 2})),
        (ask("situation"), NONE),
        (ask("service"), NONE),
        (ask("works"), frozenset(works)),
        (ask("worked_before"), frozenset()),
        *jobs,
        (ask("situation_work"), NONE),
        (ask("situation_money"), NONE),
    )


def prospects(result: ScreeningResult) -> dict[str, Prospect]:
    return {code: one.prospect for code, one in result.services.items()}


def test_nothing_is_refused_before_anything_was_told(whole_catalogue: None) -> None:
    found = prospects(screen(Family(), on=ON))
    assert len(found) == 160
    assert set(found.values()) == {Prospect.OPEN}


def test_a_newborn_of_parents_who_do_not_work(whole_catalogue: None) -> None:
    result = screen(newborn(), on=ON)
    birth = result.services["05-40"]
    assert birth.prospect is Prospect.LIKELY
    assert (birth.total, birth.about, birth.first_day) == (Decimal(600), (2,), date(2026, 11, 12))
    assert result.services["05-41"].prospect is Prospect.NOT
    assert [one.id for one in result.services["05-41"].failing] == ["a_parent_works"]
    assert "05-40" in [one.code for one in result.likely]


def test_a_newborn_whose_father_works_is_paid_by_the_other_fund(whole_catalogue: None) -> None:
    found = prospects(screen(newborn(1), on=ON))
    assert (found["05-40"], found["05-41"]) == (Prospect.NOT, Prospect.LIKELY)


def test_what_was_not_told_is_open_and_names_its_question(whole_catalogue: None) -> None:
    family = told((ask("people"), (MOTHER, FATHER, NEWBORN)), (ask("residence"), frozenset({0, 1, 2})))
    one = screen(family, on=ON).services["05-40"]
    assert one.prospect is Prospect.OPEN
    assert [each.id for each in one.asks] == ["works", "worked_before", "situation_work"]


def test_i_do_not_know_is_told_apart_from_what_was_not_asked(whole_catalogue: None) -> None:
    family = told(
        (ask("people"), (MOTHER, FATHER, NEWBORN)),
        (ask("residence"), frozenset({0, 1, 2})),
        (ask("works"), UNKNOWN),
    )
    one = screen(family, on=ON).services["05-40"]
    assert [each.id for each in one.unsure] == ["works"]
    assert "works" not in [each.id for each in one.asks]
    assert "situation_work" in [each.id for each in one.asks]


def test_where_there_is_no_record_the_right_has_nothing_to_arise_from(whole_catalogue: None) -> None:
    alone = told((ask("people"), (MOTHER,)), (ask("residence"), frozenset({0})), (ask("situation"), NONE))
    one = screen(alone, on=ON).services["05-40"]
    assert (one.prospect, one.has_no_record, one.failing) == (Prospect.NOT, True, ())


def test_two_children_are_one_line(whole_catalogue: None) -> None:
    twins = told(
        (ask("people"), (MOTHER, FATHER, NEWBORN, NEWBORN)),
        (ask("residence"), frozenset({0, 1, 2, 3})),
        (ask("situation"), NONE),
        (ask("service"), NONE),
        (ask("works"), frozenset()),
        (ask("worked_before"), frozenset()),
        (ask("situation_work"), NONE),
    )
    one = screen(twins, on=ON).services["05-40"]
    assert (one.prospect, one.about) == (Prospect.LIKELY, (2, 3))
    assert (one.total, one.amounts) == (Decimal(1200), (Decimal(600), Decimal(600)))


def test_rights_that_nobody_holds_together_name_each_other(whole_catalogue: None) -> None:
    for family in sample()[:25]:
        result = screen(family, on=ON)
        for one in result.likely:
            for other in one.instead:
                assert one.code in result.services[other].instead
                assert result.services[other].prospect is Prospect.LIKELY


def test_what_is_received_already_is_not_offered(whole_catalogue: None) -> None:
    family = told(
        (ask("people"), (PersonRow(Relation.SELF, "F", date(1950, 1, 1)),)),
        (ask("residence"), frozenset({0})),
        (ask("situation"), NONE),
        (ask("service"), NONE),
        (ask("works"), frozenset()),
        (ask("situation_work"), NONE),
        (ask("situation_money"), frozenset({"benefit"})),
    )
    asker = replace(family.asker, benefit=Benefit(has=True, kind="age"))
    receives = screen(family.with_member(asker), on=ON)
    assert receives.services["05-21"].prospect in {Prospect.HELD, Prospect.OPEN, Prospect.NOT}
    assert "05-21" not in [one.code for one in receives.likely]


def test_sensitive_services_are_in_no_list(whole_catalogue: None) -> None:
    result = screen(newborn(), on=ON)
    listed = {one.code for prospect in Prospect for one in result.of(prospect)}
    sensitive = {code for code, one in result.services.items() if one.sensitive}
    assert len(sensitive) == 12
    assert listed & sensitive == set()
    assert {one.code for one in result.sensitive} <= sensitive


def test_more_people_are_not_more_queries(whole_catalogue: None) -> None:
    alone = told((ask("people"), (MOTHER,)), (ask("residence"), frozenset({0})))
    many = told((ask("people"), (MOTHER, FATHER, *[NEWBORN] * 4)), (ask("residence"), frozenset(range(6))))
    screen(alone, on=ON)  # what a process keeps is read
    counts = []
    for family in (alone, many):
        with CaptureQueriesContext(connection) as asked:
            screen(family, on=ON)
        counts.append(len(asked))
    bases = {one.basis for one in Screening(many, on=ON).candidates}
    # Each basis is one prepared statement, which Django's counter does not see, and three that it does.
    assert counts[0] <= counts[1] <= 4 + 3 * len(bases) + 3 * 4


# -- laws -----------------------------------------------------------------------------------------------------------


def without(family: Family, rng: random.Random, share: float, value: Value) -> Family:
    """The family with some subjects of some members taken back (NOT_ASKED) or not known (UNKNOWN), whole."""
    members = []
    for member in family.members:
        for part in PARTS:
            if rng.random() < share:
                for attribute in MEMBER_ATTRIBUTES:
                    if attribute.part == part:
                        member = attribute.write(member, value)
        members.append(member)
    return replace(family, members=tuple(members))


PARTS = tuple(dict.fromkeys(attribute.part for attribute in MEMBER_ATTRIBUTES if attribute.part))


@settings(max_examples=20)
@given(
    seed=st.integers(0, 10_000), share=st.sampled_from([0.05, 0.3, 0.8]), value=st.sampled_from([NOT_ASKED, UNKNOWN])
)
def test_answering_more_never_turns_a_yes_into_a_no_or_a_no_into_a_yes(
    published: None, seed: int, share: float, value: Value
) -> None:
    rng = random.Random(seed)
    whole = whole_family(rng, ON)
    less, more = prospects(screen(without(whole, rng, share, value), on=ON)), prospects(screen(whole, on=ON))
    turned = {code: (less[code], more[code]) for code in more if {less[code], more[code]} in OPPOSITES}
    assert turned == {}


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_i_do_not_know_never_leads_to_a_no_by_itself(published: None, seed: int) -> None:
    """Wherever somebody is in the questions: who answers one more with "I don't know" is refused nothing for it."""
    rng = random.Random(seed)
    whole = rng.choice(sample()[:60])
    people = reply_of(whole, ask("people"), on=ON)
    family = put(Family(), ask("people"), people, on=ON)
    for _step in range(rng.randint(0, 12)):
        left = [one for one in Screening(family, on=ON).asks if not is_replied(family, one, on=ON)]
        one = rng.choice(left)
        said = reply_of(whole, one, on=ON)
        if not askable(one):
            continue
        try:
            family = put(family, one, UNKNOWN if said is NOT_ASKED else said, on=ON)
        except TellingError:  # it names somebody who was not named yet
            family = put(family, one, UNKNOWN, on=ON)
    before = Screening(family, on=ON)
    left = [one for one in before.asks if one.id not in before.replied and askable(one)]
    after = prospects(screen(put(family, rng.choice(left), UNKNOWN, on=ON), on=ON))
    refused = {code for code, prospect in after.items() if prospect is Prospect.NOT}
    assert {code for code in refused if prospects(before.result)[code] is not Prospect.NOT} == set()


def askable(one: Ask) -> bool:
    """Whether "I don't know" is an answer; who is in the family is asked for by name."""
    return one.question.form is not Form.PEOPLE
