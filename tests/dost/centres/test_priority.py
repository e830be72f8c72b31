"""Whom nobody should keep waiting: by what is said, and by what the registries hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dost.centres.models import Klass
from dost.centres.priority import KLASSES, REGISTRIES, Cause, Held, causes_in, held_of, klass_of
from tests.factories.registries import DisabilityFactory, HonourFactory, KinshipFactory, PersonFactory

ON = date(2026, 12, 1)


@given(st.sets(st.sampled_from(list(Cause))))
def test_the_soonest_cause_counts_and_more_causes_never_call_anybody_later(causes: set[Cause]) -> None:
    order = [Klass.LAW, Klass.NEED, Klass.NONE]
    found = order.index(klass_of(causes))
    assert all(order.index(KLASSES[cause]) >= found for cause in causes)
    assert (klass_of(causes) is Klass.NONE) is (not causes)


@pytest.mark.parametrize(
    ("held", "causes"),
    [
        pytest.param(Held(), set(), id="nothing is known"),
        pytest.param(Held(age=69, band="none"), set(), id="not yet old"),
        pytest.param(Held(age=70), {Cause.AGE}, id="seventy"),
        pytest.param(Held(band="81-100"), {Cause.DISABILITY}, id="a disability"),
        pytest.param(Held(youngest=date(2025, 12, 2)), {Cause.CHILD}, id="a child of eleven months"),
        pytest.param(Held(youngest=date(2025, 12, 1)), set(), id="a child of a year"),
        pytest.param(Held(youngest=date(2026, 12, 2)), set(), id="a child of tomorrow"),
        pytest.param(Held(honours=frozenset({Cause.VETERAN})), {Cause.VETERAN}, id="a veteran"),
    ],
)
def test_what_the_registries_say(held: Held, causes: set[Cause]) -> None:
    assert causes_in(held, on=ON) == causes


@pytest.mark.django_db
def test_it_is_read_as_facts() -> None:
    person = PersonFactory(birth_date=date(1950, 1, 1))
    DisabilityFactory(person=person)
    HonourFactory(person=person, status="martyr_family")
    found = causes_in(held_of(person.pk, on=ON), on=ON)
    assert found == {Cause.AGE, Cause.DISABILITY, Cause.MARTYR}
    mother = PersonFactory(birth_date=date(1995, 1, 1))
    KinshipFactory(person=PersonFactory(birth_date=date(2026, 10, 1)), relative=mother)
    assert causes_in(held_of(mother.pk, on=ON), on=ON) == {Cause.CHILD}
    assert "ZEFER" in REGISTRIES


@pytest.mark.django_db
def test_of_nobody_as_much_is_asked_and_nothing_found() -> None:
    assert held_of(None, on=ON) == Held()
