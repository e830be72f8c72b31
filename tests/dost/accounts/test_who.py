from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import AccessLog
from dost.accounts.who import CAPACITIES, who
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def said(actor: Actor) -> str:
    row = AccessLog(person=PersonFactory(), purpose="case", at=NOW).signed(actor)
    row.save()
    return str(who(AccessLog.objects.select_related(*AccessLog.who()).get(pk=row.pk)))


def test_the_system_and_the_person_are_called_so() -> None:
    assert said(SYSTEM) == "The system"
    assert said(Oneself(PersonFactory().pk, "sub-1")) == "The person"


def test_staff_have_a_name_and_the_role_they_had_then() -> None:
    user = UserFactory(supervisor=True)

    assert said(Staff(user.pk, "examiner")) == "Nigar Rzayeva, Back-office examiner"
    assert said(Staff(user.pk, "")) == "Nigar Rzayeva"
    assert said(Staff(UserFactory(first_name="", last_name="", username="n.r").pk, "a role of old")) == "n.r"


@pytest.mark.parametrize(
    ("sex", "capacity", "word"),
    [("F", Capacity.PARENT, "mother"), ("M", Capacity.PARENT, "father"), ("M", Capacity.MANDATE, "by mandate")],
)
def test_whoever_acts_for_somebody_is_named_with_whom(sex: str, capacity: Capacity, word: str) -> None:
    acting = PersonFactory(surname="Əliyeva", given_name="Aysel", father_name="", sex=sex)
    child = PersonFactory(surname="Əliyev", given_name="Kənan", father_name="")

    assert said(OnBehalf(acting.pk, "sub", of=child.pk, capacity=capacity)) == (
        f"Əliyeva Aysel, {word}, on behalf of Əliyev Kənan"
    )


def test_every_capacity_has_words_for_both() -> None:
    assert set(CAPACITIES) == {(capacity, sex) for capacity in Capacity for sex in Person.Sex}


def test_saying_who_costs_no_query(django_assert_num_queries: Any) -> None:
    child = PersonFactory()
    actor = OnBehalf(PersonFactory().pk, "sub", of=child.pk, capacity=Capacity.GUARDIAN)
    AccessLog(person=child, purpose="on_behalf", at=NOW).signed(actor).save()

    with django_assert_num_queries(1):
        assert who(AccessLog.objects.select_related(*AccessLog.who()).get()).role
