from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from dost.cases import queries
from dost.cases.models import Case
from dost.cases.queries import (
    SearchError,
    case_number,
    cases_of_people_called,
    matching,
    people_called,
    read_case_number,
)
from tests.factories.accounts import UserFactory
from tests.factories.cases import BAKU, CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory


def found(**filters: Any) -> list[Case]:
    return list(matching(filters, user_id=0, on=date(2026, 3, 3)))


def test_case_number_has_the_year_of_baku() -> None:
    assert case_number(48812, datetime(2025, 12, 31, 20, 30, tzinfo=UTC)) == "2026-0048812"


@pytest.mark.parametrize(
    ("text", "pk"),
    [
        ("2026-0048812", 48812),
        (" DOST-48812 ", 48812),
        ("dost-1", 1),
        ("48812", None),
        ("Elnur", None),
        ("2026-", None),
        ("2026-1234567890123456789", None),
    ],
)
def test_read_case_number(text: str, pk: int | None) -> None:
    assert read_case_number(text) == pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["Şükürova", "sukurova", "ŞÜKÜROVA", "ukurov", "gunel sukurova", "Günel  Şükür", "5JX4K2P", "5jx 4k2p"],
)
def test_people_called_finds_however_the_name_is_typed(text: str) -> None:
    person = PersonFactory(fin="5JX4K2P", surname="Şükürova", given_name="Günel")
    PersonFactory(surname="Hüseynova", given_name="Günel")

    assert people_called(text) == [person.pk]


@pytest.mark.django_db
def test_people_called_takes_signs_for_what_they_are() -> None:
    PersonFactory()

    assert people_called("%%%") == []
    assert people_called("___") == []
    assert people_called("\\'; DROP") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a", "  ab ", "é"])
def test_people_called_needs_three_letters(text: str) -> None:
    with pytest.raises(SearchError):
        people_called(text)


@pytest.mark.django_db
def test_people_called_refuses_a_name_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_PEOPLE", 1)
    PersonFactory()
    PersonFactory()

    with pytest.raises(SearchError):
        people_called("Məmmədova")


@pytest.mark.django_db
def test_cases_of_people_called_finds_by_the_child_a_case_is_about() -> None:
    child = PersonFactory(surname="Kərimli", given_name="Kənan")
    case = CaseFactory(about=child)
    CaseFactory()

    assert list(cases_of_people_called("kenan")) == [case]


@pytest.mark.django_db
def test_matching_takes_all_filters_together() -> None:
    InstitutionFactory()
    user = UserFactory()
    other = VersionFactory(service=ServiceFactory(code="05-98"))
    waiting = CaseFactory(waiting_on_institution=True, assigned_to=user)
    refused = CaseFactory(refused=True)
    elsewhere = CaseFactory(version=other, to_clerk=True)

    assert found(service="05-98") == [elsewhere]
    assert found(stage="closed") == [refused]
    assert found(state=["waiting"]) == [elsewhere, waiting]
    assert found(state=["waiting", "done"], service="05-99") == [refused, waiting]
    assert found(waiting_on="clerk") == [elsewhere]
    assert found(institution="EDLIYYE") == [waiting]
    assert found(outcome="refused") == [refused]
    assert found(origin="application") == [refused]
    assert list(matching({"mine": ["1"]}, user_id=user.pk, on=date(2026, 3, 3))) == [waiting]


@pytest.mark.django_db
def test_matching_takes_days_of_baku_both_included() -> None:
    early = CaseFactory(opened_at=datetime(2026, 3, 3, 0, 0, tzinfo=BAKU))
    late = CaseFactory(opened_at=datetime(2026, 3, 4, 23, 59, 59, tzinfo=BAKU))
    CaseFactory(opened_at=datetime(2026, 3, 5, 0, 0, tzinfo=BAKU))
    CaseFactory(opened_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=BAKU))

    assert found(**{"from": date(2026, 3, 3), "to": date(2026, 3, 4)}) == [late, early]


@pytest.mark.django_db
def test_counted_stops_at_the_most() -> None:
    for _time in range(3):
        CaseFactory()

    assert queries.counted(Case.objects.all(), most=3) == 3
    assert queries.counted(Case.objects.all(), most=2) is None


@pytest.mark.django_db
def test_several_lists_are_counted_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _time in range(3):
        CaseFactory()
    every = Case.objects.order_by("opened_at")
    lists = [every, Case.objects.none(), every.filter(stage="closed"), every.filter(pk__gt=0)]
    with django_assert_num_queries(1):
        assert queries.counted_together(lists, most=3) == [3, 0, 0, 3]
    assert queries.counted_together(lists, most=2) == [None, 0, 0, None]
    with django_assert_num_queries(0):
        assert queries.counted_together([], most=2) == []
