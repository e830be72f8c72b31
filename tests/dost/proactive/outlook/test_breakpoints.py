"""The days a person is asked about: birthdays, the days of records with the terms of rules, and the days of the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.proactive.outlook.breakpoints import (
    MOST_DAYS,
    breakpoints,
    days_of_the_catalogue,
    horizon,
    known_days,
    reached,
)
from dost.proactive.outlook.terms import Term
from tests.factories.registries import DisabilityFactory, KinshipFactory, PersonFactory
from tests.factories.services_catalog import ParameterFactory, VersionFactory

ON = date(2026, 11, 30)


@given(day=st.dates(date(1930, 1, 1), date(2030, 1, 1)), months=st.integers(-600, 600))
def test_a_term_of_months_is_full_on_its_day_or_the_day_after_the_month(day: date, months: int) -> None:
    full = reached(day, "months", months)
    number = full.year * 12 + full.month - (day.year * 12 + day.month)
    assert (full.day, number) == (day.day, months) or (full.day, number) == (1, months + 1)


@pytest.mark.parametrize(
    ("day", "unit", "length", "full"),
    [
        (date(2004, 2, 29), "years", 23, date(2027, 3, 1)),
        (date(2026, 1, 31), "months", 1, date(2026, 3, 1)),
        (date(2026, 12, 31), "months", 2, date(2027, 3, 1)),
        (date(2026, 12, 31), "days", 30, date(2027, 1, 30)),
    ],
)
def test_what_the_calendar_lacks_is_reached_on_the_next_day(day: date, unit: str, length: int, full: date) -> None:
    assert reached(day, unit, length) == full  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_person_is_asked_about_on_their_birthdays_and_on_those_of_their_children() -> None:
    person = PersonFactory(birth_date=date(1962, 3, 1))
    child = PersonFactory(birth_date=date(2012, 8, 20))
    KinshipFactory(person=child, relative=person, kind="mother")
    days = breakpoints(person.pk, on=ON, terms=())
    assert {date(2027, 3, 1), date(2028, 3, 1), date(2027, 8, 20), date(2028, 8, 20)} <= set(days)


@pytest.mark.django_db
def test_a_record_gives_its_last_day_the_day_after_and_the_terms_that_rules_count_from_it() -> None:
    person = PersonFactory()
    DisabilityFactory(person=person, valid_from=date(2025, 1, 1), valid_until=date(2027, 4, 10))
    days = breakpoints(person.pk, on=ON, terms=[Term("days", 30, from_birth=False)])
    assert {date(2027, 4, 10), date(2027, 4, 11), date(2027, 3, 11), date(2027, 5, 10)} <= set(days)


@pytest.mark.django_db
def test_what_was_superseded_gives_no_day_and_a_stranger_none() -> None:
    person = PersonFactory(birth_date=date(1962, 3, 1))
    DisabilityFactory(valid_until=date(2027, 4, 10))
    assert known_days(person.pk).records == ()
    assert known_days(person.pk).births == (date(1962, 3, 1),)


@pytest.mark.django_db
def test_the_days_of_the_catalogue_are_those_of_versions_and_amounts_to_come() -> None:
    VersionFactory()
    ParameterFactory(name="another", values=[(date(2020, 1, 1), 1), (date(2027, 7, 1), 2), (date(2031, 1, 1), 3)])
    assert days_of_the_catalogue(ON, horizon(ON)) == {date(2027, 7, 1)}


@pytest.mark.django_db
def test_the_days_are_in_order_after_today_until_the_horizon_and_no_gap_is_longer_than_the_net() -> None:
    person = PersonFactory()
    days = breakpoints(person.pk, on=ON, terms=())
    assert list(days) == sorted(set(days))
    assert (days[0] > ON, days[-1]) == (True, date(2028, 11, 30))
    gaps = [later - earlier for earlier, later in zip((ON, *days), days, strict=False)]
    assert max(gaps) <= timedelta(days=62)


@pytest.mark.django_db
def test_a_large_family_is_asked_about_without_the_terms_of_its_records() -> None:
    person = PersonFactory()
    for month in range(1, 13):
        for year in (2027, 2028):
            DisabilityFactory(person=person, valid_from=date(2024, 1, 1), valid_until=date(year, month, 7))
    few = breakpoints(person.pk, on=ON, terms=())
    many = breakpoints(person.pk, on=ON, terms=[Term("days", n, from_birth=False) for n in (3, 9, 14)])
    assert len(few) <= MOST_DAYS
    assert many == few
