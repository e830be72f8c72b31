"""The list of work: what waits for staff, due first; what may be read of it, and what waits elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from dost.accounts.access import state_purpose
from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog, User
from dost.backoffice.work import ELSEWHERE, ROWS, WorkPage, work_page
from dost.cases.models import Case, CaseClock, Entitlement
from dost.common.dates import local_day
from services_catalog.models import Service
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.registries import KinshipFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = local_day(NOW)


@pytest.fixture(autouse=True)
def _english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def reader() -> Staff:
    return staff_actor(UserFactory())


def waits(*, days: int | None = None, remaining: int | None = None, **given: Any) -> Case:
    """A case that waits for staff, with so many days to go; with `remaining` its clock stands still."""
    case: Case = CaseFactory(to_clerk=True, **given)
    CaseClock.objects.filter(case=case).delete()
    if days is not None:
        CaseClock.objects.create(case=case, started_on=TODAY, due_on=TODAY + timedelta(days=days))
    elif remaining is not None:
        CaseClock.objects.create(case=case, started_on=TODAY, paused_since=NOW, remaining=remaining)
    return case


def listed(actor: Staff, query: str = "") -> WorkPage:
    return work_page(QueryDict(query), actor=actor, now=NOW)


def ids(page: WorkPage) -> list[int]:
    return [int(row.url.strip("/").split("/")[-1]) for row in page.rows]


def test_what_is_due_first_stands_first_and_what_has_no_day_last(reader: Staff) -> None:
    later, late, none, today, still = waits(days=9), waits(days=-3), waits(), waits(days=0), waits(remaining=4)
    CaseFactory(waiting_on_institution=True)
    CaseFactory(granted_and_paid=True)

    page = listed(reader)

    assert ids(page)[:3] == [late.pk, today.pk, later.pk]
    assert set(ids(page)[3:]) == {none.pk, still.pk}
    said = {row.url: str(row.term.word) if row.term else "" for row in page.rows}
    assert [said[f"/office/cases/{one.pk}/"] for one in (late, today, later, still, none)] == [
        "3 days late",
        "today",
        "9 days to go",
        "Stands still, 4 days left",
        "",
    ]


def test_each_filter_leaves_what_it_says(reader: Staff) -> None:
    me = User.objects.get(pk=reader.user_id)
    mine, others, nobodys = waits(assigned_to=me), waits(assigned_to=UserFactory()), waits(days=-1)
    unknown = CaseFactory(unknown_fact=True, assigned_to=UserFactory())
    asked = CaseFactory(
        stage="decide", state="waiting", waiting_on="person", reason={"code": "more", "until": "2026-12-14"}
    )

    assert ids(listed(reader, "holder=me")) == [mine.pk]
    assert ids(listed(reader, "holder=nobody")) == [nobodys.pk]
    assert ids(listed(reader, "term=passed")) == [nobodys.pk]
    assert ids(listed(reader, "reason=unknown")) == [unknown.pk]
    assert ids(listed(reader, "for=person")) == [asked.pk]
    assert {*ids(listed(reader))} == {mine.pk, others.pk, nobodys.pk, unknown.pk}
    area = mine.service.area
    assert mine.pk in ids(listed(reader, f"area={area}"))
    assert ids(listed(reader, "area=child_protection" if area != "child_protection" else "area=tsa")) == []


def test_a_filter_that_is_not_understood_says_so_and_hides_nothing(reader: Staff) -> None:
    case = waits()

    page = listed(reader, "holder=everybody&page=abc")

    assert ids(page) == [case.pk]
    assert [name for name, _error in page.filter_errors] == ["filter-holder"]


def test_a_sensitive_service_is_not_named_nor_found_by_its_area_before_it_is_opened(reader: Staff) -> None:
    case = waits()
    Service.objects.filter(pk=case.service_id).update(sensitive=True)
    title = case.service.title

    (row,) = listed(reader).rows
    assert (row.service_code, str(row.service_name)) == ("", "Sensitive service")
    assert listed(reader, f"area={case.service.area}").rows == ()

    state_purpose(actor=reader, person_id=case.person_id, purpose="case", note="I decide this case now", now=NOW)
    (row,) = listed(reader).rows
    assert row.service_name == title


def test_the_names_that_are_shown_are_logged_and_no_others(reader: Staff) -> None:
    shown = waits(assigned_to=User.objects.get(pk=reader.user_id))
    waits(assigned_to=UserFactory())

    listed(reader, "holder=me")

    assert list(AccessLog.objects.filter(user=reader.user_id).values_list("person", flat=True)) == [shown.person_id]


def test_what_the_reader_may_not_decide_says_so_to_them_alone(reader: Staff) -> None:
    case = waits()
    near = PersonFactory()
    KinshipFactory(person=near, relative=case.person, kind="mother")
    theirs = staff_actor(UserFactory(fin=near.fin))

    assert [row.is_kept for row in listed(theirs).rows] == [True]
    assert [row.is_kept for row in listed(reader).rows] == [False]


def test_what_came_of_what_was_asked_stands_beside_why_it_waits(reader: Staff) -> None:
    case = waits()
    for became, word in (("given", "Answer has come"), ("lapsed", "No answer came")):
        Case.objects.filter(pk=case.pk).update(reason={**case.reason, "more": became})
        (row,) = listed(reader).rows
        assert row.came is not None
        assert str(row.came.word) == word


def test_what_waits_elsewhere_is_counted_and_led_to(reader: Staff) -> None:
    assert len(listed(reader).elsewhere) == len([one for one in ELSEWHERE if "examiner" in one.roles])
    assert not any(one.number for one in listed(reader).elsewhere)
    case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(review={"criteria": ["age"], "since": "2026-03-05"})
    case.notices.update(channel="inbox", untold="no_way")

    found = listed(reader).elsewhere

    assert [(one.url, one.number) for one in found if one.number] == [("/office/rights/", 1), ("/office/untold/", 1)]


def test_it_is_read_in_pages(reader: Staff) -> None:
    for _case in range(ROWS + 1):
        waits(days=1)

    first, second = listed(reader), listed(reader, "page=2")

    assert (len(first.rows), len(second.rows)) == (ROWS, 1)
    assert not set(ids(first)) & set(ids(second))
    assert first.pagination.total == ROWS + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = UserFactory()
    for _case in range(rows):
        waits(days=1, assigned_to=UserFactory())
    sign_in(client, user)
    client.get("/office/work/")

    with django_assert_num_queries(8):
        response = client.get("/office/work/")
    assert response.content.decode().count("dost-cases__person") == rows


@pytest.mark.parametrize("role", ["clerk", "auditor", "editor", "accounts"])
def test_it_opens_to_who_works_on_cases_only(client: Client, role: str) -> None:
    sign_in(client, UserFactory(role=role))

    assert client.get("/office/work/").status_code == 403


def test_htmx_gets_the_results_only_and_an_examiner_begins_here(client: Client) -> None:
    user = UserFactory()
    waits(days=2)
    sign_in(client, user)

    results = client.get("/office/work/", headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()

    assert "<html" not in results
    assert "2 days to go" in results
    assert client.get("/accounts/start/").headers["Location"].endswith("/office/work/")


def test_the_next_case_opens_and_is_the_readers_own(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user)
    waits(days=9)
    urgent = waits(days=1)
    response = client.post("/office/work/next/")
    assert response.headers["Location"] == f"/office/cases/{urgent.pk}/"
    urgent.refresh_from_db()
    assert urgent.assigned_to == user
    assert client.get(response.headers["Location"]).status_code == 200, "a case of one's own is a reason to look"


def test_where_nothing_is_left_the_list_says_so(client: Client) -> None:
    sign_in(client, UserFactory())
    page = client.post("/office/work/next/", follow=True).content.decode()
    assert "No case that you may decide is without a holder." in page


def test_the_queue_of_examiners_leads_to_the_list_of_work_with_its_filters(client: Client) -> None:
    sign_in(client, UserFactory())
    response = client.get("/office/queue/?holder=me")
    assert (response.status_code, response.headers["Location"]) == (308, "/office/work/?holder=me")
