"""What would change a no: asked of the engine again, and never what nobody should be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dost.proactive.screening.natures import Nature, nature_of
from dost.proactive.screening.steps import StepCode
from dost.proactive.screening.what_if import Change, ChangeKind, Facts, Situation, ask, what_would_change
from services_catalog.checks import compile_definition
from services_catalog.rules import CompiledRule, Parameter, ParameterBook, ValueType, Verdict
from tests.factories.services_catalog import texts

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)
BOOK = ParameterBook([Parameter("need", ValueType.MONEY, ((date(2020, 1, 1), Decimal(300)),), texts("Need"))])


def rule(*requires: str, basis: str = "person") -> CompiledRule:
    criteria = [
        {"id": f"c{number}", "require": text, "text": texts("A condition"), "law": "Law, art. 1"}
        for number, text in enumerate(requires)
    ]
    questions = [
        {"id": "heir_certificate", "ask": texts("Have you the certificate?"), "type": "yes_no"},
        {"id": "ready_to_work", "ask": texts("Are you ready?"), "type": "yes_no"},
        {
            "id": "registration_wish",
            "ask": texts("What would you like?"),
            "type": "choice",
            "choices": {"register": texts("Register"), "leave": texts("Leave")},
        },
    ]
    definition = {"basis": basis, "criteria": criteria, "questions": questions, "period": "none"}
    return compile_definition(definition, BOOK)


def absent(one: CompiledRule, **facts: Any) -> dict[str, Any]:
    """The facts of somebody of whom no registry has a record, but for those given."""
    known = {bound.name: bound.fact.absent for bound in one.facts}
    return known | {name.replace("__", "."): value for name, value in facts.items()}


def change(one: CompiledRule, **facts: Any) -> Change | None:
    return what_would_change(Situation(one, absent(one, **facts), ON))


def registration() -> dict[str, CompiledRule]:
    """A rule for who may register as unemployed, under the code of the service."""
    wishes = "answer.registration_wish = 'register' AND answer.ready_to_work"
    return {"04-01": rule("person.age >= 15", "NOT employment.active", wishes)}


def test_what_is_no_refusal_has_nothing_to_change() -> None:
    assert change(rule("person.age >= 18"), person__age=20) is None
    assert change(rule("person.age >= 18"), person__age=None) is None


@pytest.mark.parametrize(
    ("requires", "facts"),
    [
        ("NOT employment.active", {"employment__active": True}),
        ("NOT spouse.alive", {"spouse__alive": True}),
        ("disability.band <> 'none'", {"disability__band": "none"}),
        ("household.total_income < parameter.need", {"household__total_income": Decimal(900)}),
        ("person.sex = 'F'", {"person__sex": "M"}),
        ("parents.deceased", {"parents__deceased": False}),
    ],
)
def test_nothing_is_suggested_that_nobody_can_or_should_do(requires: str, facts: dict[str, Any]) -> None:
    assert change(rule(requires), **facts) is None


def test_of_an_either_or_the_branch_that_is_in_ones_hands_is_suggested() -> None:
    one = rule("disability.active OR rehabilitation.programme OR household.representative")
    found = change(one, disability__active=False)
    assert found is not None
    assert (found.kind, found.steps) == (ChangeKind.STEP, (StepCode.REPRESENT_FAMILY,))


def test_two_steps_are_suggested_together_where_one_is_not_enough() -> None:
    one = rule("rehabilitation.programme", "household.representative", "disability.active")
    found = change(one, disability__active=True)
    assert found is not None
    assert set(found.steps) == {StepCode.REPRESENT_FAMILY, StepCode.REHABILITATION_PROGRAMME}


def test_a_criterion_that_cannot_be_moved_makes_every_step_useless() -> None:
    assert change(rule("household.representative", "person.sex = 'F'"), person__sex="M") is None


def test_who_may_register_as_unemployed_is_told_so() -> None:
    one = rule("jobseeker.unemployed AND jobseeker.since <= today")
    person = {"person.age": 30, "employment.active": False}
    found = what_would_change(Situation(one, absent(one), ON, person=person, services=registration()))
    assert found is not None
    assert found.steps == (StepCode.REGISTER_UNEMPLOYED,)
    assert {each.bound.name: each.after for each in found.facts} == {
        "jobseeker.unemployed": True,
        "jobseeker.since": ON,
    }


@pytest.mark.parametrize(
    "person",
    [{"person.age": 14, "employment.active": False}, {"person.age": 30, "employment.active": True}, {}],
    ids=["too young", "works", "unknown"],
)
def test_who_may_not_register_or_may_not_as_far_as_known_is_not_told_to(person: dict[str, Any]) -> None:
    one = rule("jobseeker.unemployed")
    assert what_would_change(Situation(one, absent(one), ON, person=person, services=registration())) is None


def test_an_answer_in_ones_hands_is_told_as_what_would_have_to_be_answered() -> None:
    one = rule("answer.heir_certificate")
    found = change(one, answer__heir_certificate=False)
    assert found is not None
    assert found.steps == ()
    assert [(each.bound.name, each.before, each.after) for each in found.facts] == [
        ("answer.heir_certificate", False, True)
    ]


def test_of_a_record_that_is_too_short_it_is_told_how_long_it_must_be() -> None:
    found = change(rule("insurance.months >= 300"), insurance__months=180)
    assert found is not None
    assert found.kind is ChangeKind.CORRECTION
    assert [(each.before, each.after) for each in found.facts] == [(180, 300)]


def test_a_capital_is_told_to_the_manat() -> None:
    one = rule("insurance.pension_capital / 144 >= parameter.need")
    found = change(one, insurance__pension_capital=Decimal("31200.50"))
    assert found is not None
    assert [each.after for each in found.facts] == [Decimal(43200)]


@pytest.mark.parametrize("known", [0, 149])
def test_who_has_next_to_no_record_is_not_told_to_have_it_corrected(known: int) -> None:
    assert change(rule("insurance.months >= 300"), insurance__months=known) is None


def by_age(born: date) -> Situation:
    one = rule("months_between(person.birth_date, today) >= 780", "person.alive")
    facts = absent(one, person__birth_date=born, person__alive=True)

    def later(_day: date) -> Facts:
        return facts

    birthdays = [date(year, born.month, born.day) for year in range(2027, 2047)]
    return Situation(one, facts, ON, later=later, days=birthdays)


def test_what_comes_with_age_is_told_with_its_day() -> None:
    found = what_would_change(by_age(date(1962, 3, 14)))
    assert found == Change(ChangeKind.DAY, first_day=date(2027, 3, 14))


def test_the_first_day_is_found_between_the_days_that_were_given() -> None:
    situation = replace(by_age(date(1962, 3, 14)), days=[date(2027, 1, 1), date(2028, 1, 1), date(2040, 1, 1)])
    found = what_would_change(situation)
    assert found is not None
    assert found.first_day == date(2027, 3, 14)


def test_what_does_not_come_before_the_last_day_has_no_day() -> None:
    assert what_would_change(replace(by_age(date(1990, 3, 14)), days=[date(2030, 1, 1)])) is None


FACTS = st.fixed_dictionaries(
    {
        "person.age": st.integers(0, 90),
        "employment.active": st.booleans(),
        "disability.active": st.booleans(),
        "household.representative": st.booleans(),
        "rehabilitation.programme": st.booleans(),
        "insurance.months": st.integers(0, 600),
        "jobseeker.unemployed": st.booleans(),
    }
)
PARTS = st.sampled_from(
    [
        *("person.age >= 18", "NOT employment.active", "disability.active", "household.representative"),
        *("rehabilitation.programme", "insurance.months >= 120", "jobseeker.unemployed", "insurance.months < 400"),
        "CASE WHEN disability.active THEN insurance.months >= 24 ELSE insurance.months >= 300 END",
    ]
)
CRITERIA = st.lists(
    st.lists(PARTS, min_size=1, max_size=3).map(lambda parts: " OR ".join(f"({part})" for part in parts)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60)
@given(criteria=CRITERIA, facts=FACTS)
def test_every_change_flips_the_verdict_and_touches_only_what_may_be_touched(
    criteria: list[str], facts: dict[str, Any]
) -> None:
    one = rule(*criteria)
    person = {"person.age": facts["person.age"], "employment.active": facts["employment.active"]}
    known = {bound.name: facts[bound.name] for bound in one.facts}
    found = what_would_change(Situation(one, known, ON, person=person, services=registration()))
    [before] = ask(one, [(known, ON)])
    if found is None:
        return
    assert before.verdict is Verdict.NOT_ENTITLED
    changed = known | {each.bound.name: each.after for each in found.facts}
    [after] = ask(one, [(changed, found.first_day)])
    assert after.verdict is Verdict.ENTITLED
    assert all(nature_of(each.bound) in {Nature.IN_HAND, Nature.CORRECTABLE} for each in found.facts)
    assert all(each.before != each.after for each in found.facts)
