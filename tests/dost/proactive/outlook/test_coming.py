"""What begins, changes or ends: on the very day, whatever the rule, and for the reason that made the difference."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dost.proactive.outlook.asking import Asking, law_of
from dost.proactive.outlook.breakpoints import breakpoints
from dost.proactive.outlook.causes import CauseKind
from dost.proactive.outlook.coming import Change, Kind, changes, first_day_of
from dost.proactive.outlook.terms import terms_of
from registries.models import Person
from tests.factories.registries import DisabilityFactory, PensionFactory, PersonFactory
from tests.factories.services_catalog import ParameterFactory, ServiceFactory, VersionFactory, texts

ON = date(2026, 11, 30)


def rule(require: str) -> dict[str, Any]:
    return {"id": "condition", "require": require, "text": texts("A condition"), "law": "Law, art. 1"}


def publish(require: str, code: str = "05-99", **changes: Any) -> None:
    VersionFactory(service=ServiceFactory(code=code), changes={"criteria": [rule(require)], **changes})


def coming(person: Person, *, on: date = ON) -> list[Change]:
    law = law_of(on)
    days = breakpoints(person.pk, on=on, terms=terms_of(one.rule for one in law.rules))
    return changes(Asking(person.pk, law), on=on, days=days)


def told(person: Person) -> list[tuple[str, date, str]]:
    return [(one.kind.value, one.day, one.cause.kind.value) for one in coming(person)]


# -- the law: asking on some days finds what asking on every day finds -------------------------------------------------

DAYS = 250  # asked one by one
BIRTHS = st.dates(date(1936, 1, 1), date(2026, 11, 29))
AGES = st.integers(1, 90)


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """A condition over the time that passes since a birth or until the end of a decision, alone or of two."""
    one = st.one_of(
        st.builds("person.age >= {}".format, AGES),
        st.builds("person.age < {}".format, AGES),
        st.builds("person.age_months >= {}".format, st.integers(1, 1_080)),
        st.builds("months_between(person.birth_date, today) >= {}".format, st.integers(1, 1_080)),
        st.builds("today >= birthday(person.birth_date, {})".format, AGES),
        st.builds("today < add_months(person.birth_date, {})".format, st.integers(1, 1_080)),
        st.builds("disability.active AND days_between(today, disability.until) <= {}".format, st.integers(1, 400)),
        st.just("disability.active"),
        st.builds("today >= DATE '{}'".format, st.dates(date(2026, 12, 1), date(2028, 12, 31))),
    )
    return " AND ".join(f"({draw(one)})" for _ in range(draw(st.integers(1, 2))))


class TheFirstDay(TestCase):
    """Each example in a transaction of its own."""

    @settings(max_examples=15)
    @given(birth=BIRTHS, require=conditions(), lasts=st.integers(1, 400))
    def test_asking_on_some_days_finds_the_first_day_that_asking_on_every_day_finds(
        self, birth: date, require: str, lasts: int
    ) -> None:
        with transaction.atomic():
            person = PersonFactory(birth_date=birth)
            DisabilityFactory(person=person, valid_from=date(2025, 1, 1), valid_until=ON + timedelta(days=lasts))
            publish(require, amount=None, period="none", outcome="document", award=None, funding=None)
            found = [one for one in coming(person) if one.kind is Kind.BEGINS]
            asking = Asking(person.pk, law_of(ON))
            days = [ON + timedelta(days=n) for n in range(DAYS + 1)]
            entitled = [any(said.entitled for said in asking.on(day).values()) for day in days]
            begins = [day for day, was, has in zip(days[1:], entitled, entitled[1:], strict=False) if has and not was]
            # What comes and goes within two months, and that no record tells of, may be passed over.
            first = next((day for day in begins if all(entitled[days.index(day) :][:62])), None)
            transaction.set_rollback(True)
        told = [one.day for one in found if one.day <= days[-1]]
        assert set(told) <= set(begins), (require, told, begins)
        if first is not None:
            assert first in told, (require, told, begins)


@given(first=st.integers(1, 800), later=st.integers(0, 300))
def test_halving_finds_the_first_day(first: int, later: int) -> None:
    turning = ON + timedelta(days=first)
    end = turning + timedelta(days=later)
    asked: list[date] = []

    def holds(day: date) -> bool:
        asked.append(day)
        return day >= turning

    assert first_day_of(holds, ON, end) == turning
    assert later or len(asked) <= 1  # the day that was expected costs one question


# -- what is said of it ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_somebody_turns_65() -> None:
    person = PersonFactory(birth_date=date(1962, 3, 1))
    publish("person.age >= 65")
    [change] = coming(person)
    assert (change.kind, change.day) == (Kind.BEGINS, date(2027, 3, 1))
    assert (change.cause.kind, change.cause.months, change.cause.role) == (CauseKind.AGE, 65 * 12, "subject")
    assert change.amount == Decimal(600)


@pytest.mark.django_db
def test_an_age_of_months_that_moves_with_the_law_is_found_on_its_day() -> None:
    ParameterFactory(name="age_in_months", type="integer", values=[(date(2019, 1, 1), 774), (date(2027, 7, 1), 780)])
    person = PersonFactory(birth_date=date(1963, 1, 17))  # 774 months on 17 July 2027: the age is 780 by then
    publish("months_between(person.birth_date, today) >= parameter.age_in_months")
    [change] = coming(person)
    assert (change.kind, change.day, change.cause.months) == (Kind.BEGINS, date(2028, 1, 17), 780)


@pytest.mark.django_db
def test_a_new_amount_of_law_changes_what_is_paid() -> None:
    ParameterFactory(values=[(date(2027, 1, 1), 650)])
    person = PersonFactory(birth_date=date(1950, 5, 5))
    publish("person.age >= 65", period="monthly")
    [change] = coming(person)
    assert (change.kind, change.day, change.cause.kind) == (Kind.CHANGES, date(2027, 1, 1), CauseKind.LAW)
    assert (change.before, change.amount) == (Decimal(600), Decimal(650))


@pytest.mark.django_db
def test_a_right_ends_with_the_record_that_is_a_condition_of_it() -> None:
    person = PersonFactory()
    DisabilityFactory(person=person, valid_from=date(2025, 1, 1), valid_until=date(2027, 4, 10))
    publish("disability.active")
    [change] = coming(person)
    assert (change.kind, change.day, change.cause.kind) == (Kind.ENDS, date(2027, 4, 11), CauseKind.FACT)
    assert change.cause.values == {"before": True, "after": False}


@pytest.mark.django_db
def test_what_somebody_else_receives_is_not_coming_to_the_person_it_is_about() -> None:
    person = PersonFactory(birth_date=date(1962, 3, 1))
    PersonFactory(birth_date=date(1962, 5, 1))
    publish("person.age >= 65")
    assert [one.right.matter for one in coming(person)] == [str(person.pk)]


@pytest.mark.django_db
def test_nothing_comes_to_whom_no_rule_gives_anything() -> None:
    person = PersonFactory(birth_date=date(1990, 1, 1))
    PensionFactory(person=person)
    publish("person.age >= 65")
    assert told(person) == []
