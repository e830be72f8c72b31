"""Services in force that differ by one condition, as a question with answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.finding.one_question import OneQuestion, one_question_each
from services_catalog.models import ServiceVersion
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 1)
NumQueries = Callable[[int], AbstractContextManager[Any]]


def version(code: str, condition: str, said: str) -> ServiceVersion:
    criteria = [{"id": "telling", "require": condition, "text": texts(said), "law": "Law, art. 1"}]
    made: ServiceVersion = VersionFactory(service=ServiceFactory(code=code), changes={"criteria": criteria})
    return made


def asked(*codes: str, on: date = ON, language: str = "en") -> tuple[OneQuestion, ...]:
    return one_question_each(codes, on=on, language=language)


def test_the_conditions_own_texts_are_the_answers() -> None:
    version("05-40", "NOT employment.active", "Does not work")
    version("05-41", "employment.active", "Works")
    version("05-42", "person.alive", "Is alive")
    [question] = asked("05-40", "05-41", "05-42")
    assert question.ask == "Did a parent work on the day of the birth?"
    assert question.answers == (("05-40", "Does not work"), ("05-41", "Works"))
    assert asked("05-40", "05-41", language="ru")[0].answers[0] == ("05-40", "Does not work (ru)")


def test_services_nobody_has_written_a_question_for_have_none() -> None:
    version("05-97", "NOT employment.active", "Does not work")
    version("05-98", "employment.active", "Works")
    [question] = asked("05-97", "05-98")
    assert question.ask == ""


def test_only_services_that_are_asked_about_are_told_apart() -> None:
    version("05-40", "NOT employment.active", "Does not work")
    version("05-41", "employment.active", "Works")
    assert asked("05-40") == ()
    assert asked() == ()


def test_the_rules_are_those_of_the_day(django_assert_num_queries: NumQueries) -> None:
    version("05-40", "NOT employment.active", "Does not work")
    old = version("05-41", "employment.active", "Works")
    assert len(asked("05-40", "05-41")) == 1
    with django_assert_num_queries(1):
        assert len(asked("05-40", "05-41")) == 1

    ServiceVersion.objects.filter(pk=old.pk).update(valid=DateRange(date(2019, 4, 1), date(2026, 2, 1)))
    VersionFactory(service=old.service, number=2, valid=DateRange(date(2026, 2, 1), None))
    assert asked("05-40", "05-41") == ()
    assert len(asked("05-40", "05-41", on=date(2026, 1, 31))) == 1
