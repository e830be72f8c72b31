"""The columns of an actor, as the database holds them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import AccessLog
from dost.cases.models import Case, CaseEntry, Preference
from dost.common.bulk import bulk_insert
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


def test_every_kind_of_actor_comes_back_from_the_database(case: Case) -> None:
    mother = PersonFactory()
    actors: list[Actor] = [
        SYSTEM,
        Staff(UserFactory().pk, "examiner", "D-03"),
        Oneself(case.person_id, "sub-1"),
        OnBehalf(mother.pk, "sub-2", of=case.person_id, capacity=Capacity.PARENT),
    ]
    bulk_insert([CaseEntry(case=case, at=NOW, what="noted").signed(actor) for actor in actors])

    assert [line.actor for line in case.entries.filter(what="noted").order_by("pk")] == actors


def test_rows_are_found_by_their_actor() -> None:
    mother, child = PersonFactory(), PersonFactory()
    for_child = OnBehalf(mother.pk, "sub-2", of=child.pk, capacity=Capacity.PARENT)
    AccessLog(person=child, purpose="on_behalf", at=NOW).signed(for_child).save()

    assert AccessLog.objects.filter(**AccessLog.columns_of(for_child)).count() == 1
    assert AccessLog.objects.filter(**AccessLog.columns_of(Oneself(mother.pk, "sub-2"))).count() == 0


def test_sql_that_knows_nothing_of_actors_writes_lines_of_the_system(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseentry (case_id, at, what, details) VALUES (%s, %s, 'told', '{}')", [case.pk, NOW]
        )

    assert case.entries.get(what="told").actor == SYSTEM


@pytest.mark.parametrize(
    "half",
    [
        {"by_role": "examiner"},
        {"by_centre": "D-03"},
        {"by_subject": "sub-1"},
        {"by_capacity": "parent"},
        {"user": True, "by_subject": "sub-1"},
        {"user": True, "by_person": True, "by_subject": "sub-1"},
        {"by_person": True},
        {"by_for": True},
        {"by_person": True, "by_subject": "sub-1", "by_for": True},
        {"by_person": True, "by_subject": "sub-1", "by_capacity": "parent"},
        {"by_person": True, "by_subject": "sub-1", "by_role": "examiner"},
    ],
)
def test_nobody_is_half_an_actor_or_two(half: dict[str, Any]) -> None:
    made: dict[str, Any] = {"user": UserFactory, "by_person": PersonFactory, "by_for": PersonFactory}
    columns = {name: made[name]() if value is True else value for name, value in half.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessLog.objects.create(person=PersonFactory(), purpose="case", at=NOW, **columns)


def test_a_choice_says_who_made_it(case: Case) -> None:
    chosen = Preference(person=case.person, service=case.service, choice="ask", chosen_at=NOW)
    chosen.signed(Oneself(case.person_id, "sub-1")).save()

    assert Preference.objects.get().actor == Oneself(case.person_id, "sub-1")
