"""Which questions a caller can be asked, what is a right answer, and how often it may be tried."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.centres.caller_questions import ASKED, IN_A_CALL, IN_A_DAY, Question, all_right, known_of, picked, tries_left
from tests.factories.registries import (
    ContractFactory,
    DistrictFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)

ON = date(2026, 12, 1)


@given(calls=st.lists(st.integers(0, 6), max_size=12))
def test_never_more_than_two_in_a_call_and_five_in_a_day(calls: list[int]) -> None:
    today = 0
    for wanted in calls:
        in_call = 0
        for _try in range(wanted):
            if not tries_left(in_call=in_call, today=today):
                break
            in_call, today = in_call + 1, today + 1
        assert in_call == min(wanted, IN_A_CALL, in_call + max(0, IN_A_DAY - today))
        assert in_call <= IN_A_CALL
    assert today <= IN_A_DAY


@given(kinds=st.sets(st.sampled_from(list(Question))), seed=st.integers())
def test_three_different_of_what_is_known_or_none(kinds: set[Question], seed: int) -> None:
    asked = picked(list(kinds), chance=Random(seed))
    assert len(asked) == (ASKED if len(kinds) >= ASKED else 0)
    assert set(asked) <= kinds
    assert len(set(asked)) == len(asked)


@given(seed=st.integers(), wrong=st.integers(0, 2), what=st.text(max_size=12))
def test_one_wrong_answer_is_enough_to_fail(seed: int, wrong: int, what: str) -> None:
    known = {question: frozenset({f"RIGHT{question}"}) for question in Question}
    asked = picked(list(known), chance=Random(seed))
    said = {question: f"Right {question}" for question in asked}
    assert all_right(asked, said, {one: frozenset({f"RIGHT{one.upper()}"}) for one in Question})
    assert not all_right(asked, {**said, asked[wrong]: what}, known)


def test_nothing_asked_is_nothing_answered() -> None:
    assert not all_right((), {}, {})


@pytest.mark.django_db
def test_known_is_what_holds_today_and_only_that() -> None:
    for code in ("EDLIYYE", "DVX", "DIN"):
        InstitutionFactory(code=code)
    district = DistrictFactory()
    person = PersonFactory(document_number="AA1234567", district=district)
    mother = PersonFactory(birth_date=date(1961, 5, 4))
    child, gone = PersonFactory(birth_date=date(2019, 3, 8)), PersonFactory(birth_date=date(2011, 3, 8), died_on=ON)
    KinshipFactory(person=person, relative=mother, valid_from=person.birth_date)
    for one in (child, gone):
        KinshipFactory(person=one, relative=person, valid_from=one.birth_date)
    ContractFactory(person=person, valid_from=date(2018, 9, 1))
    ContractFactory(person=person, valid_from=date(2012, 1, 1), valid_until=ON - timedelta(days=1))
    assert known_of(person, on=ON) == {
        Question.DOCUMENT: {"4567"},
        Question.DISTRICT: {str(district.pk).upper()},
        Question.CHILD: {"20190308"},
        Question.MOTHER: {"1961"},
        Question.WORK: {"2018"},
    }
