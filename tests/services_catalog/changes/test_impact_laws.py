"""Laws that the figures of every change obey, whatever the rules and the people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.models import Person
from services_catalog.changes.impact_figures import Counts, Figures
from services_catalog.rules import CompiledRule
from tests.factories import registries as make
from tests.factories.impact import compare, pair, rule

pytestmark = pytest.mark.django_db

conditions = st.one_of(
    st.integers(0, 90).map(lambda age: f"person.age >= {age}"),
    st.sampled_from(
        ["NOT employment.active", "employment.active", "person.sex = 'F'", "known(employment.active)", "TRUE", "FALSE"]
    ),
)
criteria = st.lists(st.one_of(conditions, st.tuples(conditions, conditions).map(" OR ".join)), min_size=1, max_size=3)
amounts = st.one_of(
    st.integers(1, 500).map(str),
    st.integers(1, 9).map(lambda times: f"parameter.manat * (person.age * {times} + 1) / 7"),
)
rules = st.builds(
    lambda requirements, amount, period: rule(*requirements, amount=amount, period=period),
    criteria,
    amounts,
    st.sampled_from(["monthly", "once"]),
)


@pytest.fixture
def crowd(db: None) -> int:
    """People of all ages, of three regions and none, some with work and some of whom nobody knows."""
    districts: list[Any] = [
        make.DistrictFactory(code=f"d{number}", name=f"District {number}", economic_region=f"Region {number}")
        for number in range(3)
    ]
    for number in range(36):
        person = make.PersonFactory(
            birth_date=date(1935 + 2 * number, 1 + number % 12, 1 + number % 28),
            sex="FM"[number % 2],
            district=[*districts, None][number % 4],
        )
        if number % 5 == 0:
            make.ContractFactory(person=person)
        if number % 7 == 0:
            make.GapFactory(person=person, registry="EMAS")
    return Person.objects.count()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(before=rules, after=rules)
def test_what_is_gained_less_what_is_lost_is_the_difference(
    crowd: int, before: CompiledRule, after: CompiledRule
) -> None:
    found = compare(pair(before, after))
    [service] = found.services

    for figures in (service.figures, found.total):
        _obeys(figures, crowd)
    assert service.figures.rights == found.total.rights
    for kind in ("gained", "lost", "rises", "falls", "to_unknown"):
        assert getattr(found.total.people, kind) == getattr(service.figures.rights, kind)


def _obeys(figures: Figures, crowd: int) -> None:
    rights = figures.rights
    assert rights.after - rights.before == rights.gained - rights.lost
    assert rights.before == rights.lost + rights.rises + rights.falls + rights.same
    assert rights.gained_from_unknown <= min(rights.gained, rights.decided)
    assert rights.lost_to_unknown <= min(rights.lost, rights.to_unknown)
    assert max(rights.before, rights.after) <= crowd
    assert sum(figures.missing.values()) >= rights.to_unknown
    for cells in (figures.regions, figures.ages, figures.sexes):
        for kind in ("gained", "lost", "rises", "falls"):
            assert sum(getattr(one, kind) for one in cells) == getattr(rights, kind)
        assert round(sum(one.yearly for one in cells) - figures.yearly.difference, 6) == 0
        assert round(sum(one.monthly for one in cells) - figures.monthly.difference, 6) == 0
    assert sum(one.rights for one in figures.before) == rights.before
    assert sum(one.rights for one in figures.after) == rights.after


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(one=rules)
def test_a_change_and_its_opposite_are_mirror_images(crowd: int, one: CompiledRule) -> None:
    other = rule("person.age >= 40", amount="77")
    forth, back = (compare(pair(*rules)).total for rules in ((one, other), (other, one)))

    assert (forth.rights.gained, forth.rights.rises) == (back.rights.lost, back.rights.falls)
    assert (forth.rights.to_unknown, forth.rights.decided) == (back.rights.decided, back.rights.to_unknown)
    assert forth.yearly.difference == -back.yearly.difference


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(one=rules)
def test_the_same_rule_changes_nothing(crowd: int, one: CompiledRule) -> None:
    found = compare(pair(one, one))

    assert found.services[0].change == "same"
    assert found.total.rights == found.total.people == Counts()
