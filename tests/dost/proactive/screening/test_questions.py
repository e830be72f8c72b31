"""A reply changes what it is about and nothing else, can be read back, and can be changed."""

from __future__ import annotations

import random
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.screening.family import ATTRIBUTES, Family, Member, Relation, check_family
from dost.proactive.screening.gates import GATES, WHO, WISHES, resolved
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Form, asks, put, reply_of
from dost.proactive.screening.values import MOST_MEMBERS, NOT_ASKED, UNKNOWN, Kind, TellingError

from .telling import BABY, BY_ID, HUSBAND, ON, WOMAN, ask, refuse, tell, tell_people
from .whole_families import whole_family

LETTERS = set(string.ascii_lowercase + string.digits + "_")


def test_first_is_asked_who_is_in_the_family() -> None:
    assert [one.id for one in asks(QUESTIONS, Family(), on=ON)] == ["people"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.id)
def test_a_question_is_whole(question: Any) -> None:
    assert set(question.id) <= LETTERS
    assert question.difficulty in (1, 2, 3)
    assert str(question.text)
    if question.id != "people" and question.id != "deceased":
        assert question.paths
        assert question.paths <= ATTRIBUTES.keys()
    for one in question.fields:
        for path in one.fills:
            assert ATTRIBUTES[path].kind is one.kind
        assert (one.kind is Kind.CODE) == bool(one.choices)
        assert one.kind in (Kind.MAYBE_DAY, Kind.REF) or not one.none
        assert one.kind not in (Kind.MAYBE_DAY, Kind.REF) or one.none


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(QUESTIONS)


def test_every_gate_and_wish_is_asked_once() -> None:
    asked = sorted(path for one in QUESTIONS if one.form is Form.MANY for path in one.paths)
    assert asked == sorted(path for path in ATTRIBUTES if path.startswith(("gates.", "wishes.")))
    assert {f"gates.{name}" for name in (*GATES, *WHO)} <= set(asked)
    assert {f"wishes.{name}" for name in WISHES} <= set(asked)


# -- people ------------------------------------------------------------------------------------------------------


def test_a_child_at_home_is_the_child_of_both() -> None:
    family = tell_people(WOMAN, HUSBAND, BABY)
    woman, husband, baby = family.members
    assert (baby.mother, baby.father) == (woman.key, husband.key)
    assert (woman.spouse, husband.spouse) == (husband.key, woman.key)
    assert baby.placement.mother_deprived is False
    assert family.household.representative == woman.key


def test_a_parent_who_is_not_in_the_list_is_not_recorded() -> None:
    family = tell_people(WOMAN, BABY)
    assert family.members[1].father is None


def test_the_other_parent_comes_before_the_spouse() -> None:
    other = PersonRow(Relation.OTHER_PARENT, "M", date(1985, 1, 1), at_home=False)
    family = tell_people(WOMAN, HUSBAND, other, BABY)
    assert family.members[3].father == family.members[2].key


def test_who_was_known_keeps_what_was_told() -> None:
    family = tell(tell_people(WOMAN, HUSBAND, BABY), "works", frozenset({1}))
    rows = reply_of(family, ask("people"), on=ON)
    assert isinstance(rows, tuple)
    family = tell(family, "people", (*rows, PersonRow(Relation.PARENT, "F", date(1960, 1, 1))))
    assert family.member(1).job.has is True
    assert family.members[3].key == 3
    assert family.asker.mother == 3


def test_who_leaves_the_list_leaves_no_tie_behind() -> None:
    family = tell_people(WOMAN, HUSBAND, BABY)
    rows: Any = reply_of(family, ask("people"), on=ON)
    family = tell(family, "people", (rows[0], rows[2]))
    assert family.asker.spouse is None
    assert family.members[1].father is None
    assert [one.key for one in family.members] == [0, 2]


def test_the_dead_are_members_who_do_not_live_here() -> None:
    family = tell(tell_people(WOMAN, BABY), "situation", frozenset({"death"}))
    family = tell(family, "deceased", (PersonRow(Relation.SPOUSE, "M", date(1980, 1, 1), died_on=date(2026, 3, 1)),))
    dead = family.members[2]
    assert dead.dead
    assert dead.at_home is False
    assert family.asker.spouse == dead.key
    assert family.members[1].father == dead.key
    assert reply_of(tell(family, "situation", frozenset()), ask("deceased"), on=ON) is NOT_ASKED
    nobody = tell(family, "deceased", ())
    assert (nobody.gates.death, [one.key for one in nobody.members if one.dead]) == (False, [])


# -- gates -------------------------------------------------------------------------------------------------------


def test_a_no_answers_for_everybody_and_a_yes_opens_details() -> None:
    family = tell(tell_people(WOMAN, HUSBAND, BABY), "situation", frozenset())
    assert all(one.disability.has is False for one in resolved(family, on=ON).members)
    opened = tell(family, "situation", frozenset({"disability"}))
    assert {one.disability.has for one in resolved(opened, on=ON).members} == {NOT_ASKED}
    assert "who_disability" in [one.id for one in asks(QUESTIONS, resolved(opened, on=ON), on=ON)]


def test_i_do_not_know_answers_for_nobody() -> None:
    family = tell(tell_people(WOMAN, HUSBAND, BABY), "situation", UNKNOWN)
    assert reply_of(family, ask("situation"), on=ON) is UNKNOWN
    assert {one.disability.has for one in resolved(family, on=ON).members} == {NOT_ASKED}


def test_a_later_no_takes_back_what_was_told_behind_it() -> None:
    family = tell(tell_people(WOMAN, HUSBAND), "situation", frozenset({"disability"}))
    family = tell(family, "who_disability", frozenset({1}))
    family = tell(family, "disability", ("81-100", "general", date(2020, 1, 1), None, False), member=1)
    assert resolved(family, on=ON).member(1).disability.band == "81-100"
    family = tell(family, "situation", frozenset())
    assert family.member(1).disability.band is NOT_ASKED
    assert resolved(family, on=ON).member(1).disability.has is False


def test_a_yes_of_somebody_alone_is_about_them() -> None:
    family = tell(tell_people(WOMAN), "situation_money", frozenset({"pension"}))
    assert resolved(family, on=ON).asker.pension.has is True


def test_of_a_couple_who_works_and_has_a_child_twelve_questions_arise_and_two_of_each_who_works() -> None:
    """All there are for who says no to every list; how many of them are worth asking: `test_next_question`."""
    family = tell(tell_people(WOMAN, HUSBAND, replace(BABY, birth_date=date(2015, 4, 1))), "works", frozenset({0, 1}))
    # Of each of the two who work the contract and the account can be told, by whoever goes on for a certificate.
    of_each = 2 * 2
    _family, asked = refuse(family)
    assert asked + 2 == 12 + of_each


# -- laws --------------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 2**32))
def test_every_reply_that_is_read_can_be_put_again(seed: int) -> None:
    family = whole_family(random.Random(seed), ON)
    for one in asks(QUESTIONS, resolved(family, on=ON), on=ON):
        reply = reply_of(family, one, on=ON)
        if reply is NOT_ASKED or one.question.form in (Form.PEOPLE, Form.MANY):
            continue
        assert reply_of(put(family, one, reply, on=ON), one, on=ON) == reply


@given(seed=st.integers(0, 2**32))
def test_whoever_knows_nothing_is_asked_and_done(seed: int) -> None:
    family = whole_family(random.Random(seed), ON)
    for one in asks(QUESTIONS, resolved(family, on=ON), on=ON):
        if one.question.form is not Form.PEOPLE:
            changed = put(family, one, UNKNOWN, on=ON)
            assert reply_of(changed, one, on=ON) in (UNKNOWN, NOT_ASKED)


# -- what cannot be ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "reply"),
    [
        ("situation", frozenset({"wealth"})),
        ("situation", frozenset({0})),
        ("situation", ("disability",)),
        ("works", frozenset({9})),
        ("works", frozenset({"0"})),
        ("income", (Decimal(-1),)),
        ("income", (Decimal("0.001"),)),
        ("income", (Decimal("NaN"),)),
        ("income", (500,)),
        ("income", ()),
        ("income", frozenset()),
        ("people", ()),
        ("people", UNKNOWN),
        ("people", (HUSBAND,)),
        ("people", (WOMAN, WOMAN)),
        ("people", (WOMAN, PersonRow(Relation.CHILD, "X"))),
        ("people", (WOMAN, PersonRow(Relation.CHILD, "M", date(2026, 12, 1)))),
        ("people", (WOMAN, PersonRow(Relation.PARENT, "M", date(1876, 1, 1)))),
        ("people", (WOMAN, PersonRow(Relation.CHILD, "M", cast("Any", "2020")))),
        ("people", (WOMAN, *[HUSBAND] * MOST_MEMBERS)),
        ("deceased", (BABY, BABY, PersonRow(Relation.GRANDCHILD))),
        ("deceased", (PersonRow(Relation.PARENT, died_on=date(2027, 1, 1)),)),
        ("deceased", (PersonRow(Relation.PARENT, "M", date(1960, 1, 1), died_on=date(1959, 1, 1)),)),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(id_: str, reply: Any) -> None:
    family = tell_people(WOMAN, HUSBAND)
    with pytest.raises(TellingError) as refused:
        tell(family, id_, reply)
    assert refused.value.where
    assert refused.value.message


@pytest.mark.parametrize(
    "members",
    [
        (),
        (Member(1, Relation.SELF),),
        (Member(0, Relation.SPOUSE),),
        (Member(0, Relation.SELF), Member(0, Relation.CHILD)),
        (Member(0, Relation.SELF), Member(MOST_MEMBERS, Relation.CHILD)),
        (Member(0, Relation.SELF, mother=5),),
        (Member(0, Relation.SELF, mother=0),),
        (Member(0, Relation.SELF, sex="f"),),
    ],
    ids=str,
)
def test_no_family_is_like_that(members: tuple[Member, ...]) -> None:
    with pytest.raises(TellingError):
        check_family(Family(members=members), on=ON)
