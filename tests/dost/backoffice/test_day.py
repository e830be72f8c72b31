from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone, translation

from dost.backoffice import day
from dost.backoffice.contexts import DayPage, DayTotal
from dost.backoffice.day import day_page
from dost.cases.clock.lists import DueCounts
from dost.cases.codes import Reason, WaitingReason
from dost.cases.models import Case, CaseClock
from dost.cases.stages import Origin
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import BAKU, DAY, MORNING, CaseFactory, EvidenceFactory
from tests.factories.registries import InstitutionFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 14, 26, 31, tzinfo=BAKU)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def today(*, on: date = DAY, every_service: bool = False) -> DayPage:
    return day_page(on=on, now=NOW, may_open=True, every_service=every_service)


def test_day_page_of_an_empty_system() -> None:
    page = today()

    assert page.live
    assert page.detected == DayTotal(0, (0,) * 15)
    assert page.money_paid == 0
    assert (page.waiting, page.services, page.events, page.institutions) == ((), (), (), ())
    assert [(stage.code, stage.ready, stage.waiting) for stage in page.stages][-1] == ("closed", 0, 0)
    assert page.next_url == ""
    assert page.previous_url == "/office/?on=2026-03-02"


def test_day_page_counts_by_hour_of_baku() -> None:
    CaseFactory(granted_and_paid=True)
    CaseFactory(opened_at=MORNING + timedelta(hours=2))
    CaseFactory(opened_at=datetime(2026, 3, 3, 0, 0, tzinfo=BAKU))
    CaseFactory(opened_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=BAKU))

    page = today()

    assert page.detected.count == 3
    assert {hour: n for hour, n in enumerate(page.detected.by_hour) if n} == {0: 1, 9: 1, 11: 1}
    assert (page.decided.count, page.paid.count, page.announced.count) == (1, 1, 1)
    assert page.money_paid == Decimal(600)
    assert page.money_by_hour[9] == Decimal(600)
    assert page.stages[-1].ready == 1


def test_day_page_says_whom_cases_wait_for_and_since_when() -> None:
    InstitutionFactory(code="EDLIYYE")
    CaseFactory(waiting_on_institution=True)
    CaseFactory(waiting_on_institution=True, opened_at=MORNING - timedelta(days=1))
    CaseFactory(to_clerk=True)

    page = today()

    second, first = page.waiting
    assert (first.for_staff, second.for_staff) == (False, True)  # what only staff can help comes first
    assert (str(first.on_whom), str(first.reason), first.count) == ("Ministry EDLIYYE", "did not answer within 6 s", 2)
    assert first.oldest == MORNING - timedelta(days=1) + timedelta(minutes=1)
    assert first.url == "/office/cases/?waiting_on=institution&institution=EDLIYYE"
    assert (str(second.on_whom), second.count) == ("A member of staff", 1)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("code", WaitingReason)
def test_day_page_says_every_reason_in_words(code: WaitingReason, language: str) -> None:
    CaseFactory(to_clerk=True, reason=Reason(code).as_json())

    with translation.override(language):
        (row,) = today().waiting
        assert str(row.reason) == str(code.label) != code.value


def test_day_page_has_a_row_for_each_service_with_something_to_tell() -> None:
    CaseFactory(granted_and_paid=True)
    CaseFactory(refused=True)
    CaseFactory(to_clerk=True)
    CaseFactory(waiting_on_institution=True)

    (row,) = today().services

    assert row.name == "Benefit 05-99"
    assert (row.detected, row.granted, row.refused, row.to_clerk, row.waiting) == (4, 1, 1, 1, 1)
    assert (row.paid_count, row.paid_sum) == (1, Decimal(600))


def test_day_page_tells_events_without_naming_anybody() -> None:
    case = CaseFactory(granted_and_paid=True, origin=Origin.EVENT)

    events = today().events

    assert [str(event.text) for event in events][:2] == ["05-99 · The person was told", "05-99 · Paid"]
    assert events[0].case == f"2026-{case.pk:07d}"
    assert events[0].url == f"/office/cases/{case.pk}/"
    assert not any(case.person.surname in str(event) or case.person.fin in str(event) for event in events)


def test_day_page_has_no_links_to_cases_for_whoever_may_not_open_them() -> None:
    CaseFactory(waiting_on_institution=True)

    page = day_page(on=DAY, now=NOW, may_open=False)

    links = [row.url for rows in (page.stages, page.waiting, page.services, page.events) for row in rows]
    assert set(links) == {""}


def test_day_page_of_a_past_day_tells_what_happened_then() -> None:
    CaseFactory(waiting_on_institution=True)
    CaseFactory(waiting_on_institution=True, opened_at=MORNING - timedelta(days=1))

    page = day_page(on=DAY, now=NOW + timedelta(days=3), may_open=True)

    assert not page.live
    assert page.url == "/office/?on=2026-03-03"
    assert page.next_url == "/office/?on=2026-03-04"
    assert len(page.detected.by_hour) == 24
    assert page.detected.count == 1
    assert page.stages[0].waiting == 1


def test_day_page_shows_an_institution_that_does_not_answer_as_down() -> None:
    case = CaseFactory(waiting_on_institution=True, opened_at=NOW - timedelta(minutes=10))
    EvidenceFactory(case=case, institution="DIN", answered_at=NOW - timedelta(minutes=5))
    EvidenceFactory(case=case, institution="DVX", latency_ms=2500, answered_at=NOW - timedelta(minutes=5))
    EvidenceFactory(case=case, institution="EDLIYYE", answered_at=NOW - timedelta(minutes=11))

    found = {row.code: (row.state, row.median_ms, row.waiting) for row in today().institutions}

    assert found == {"EDLIYYE": ("down", 84, 1), "DVX": ("slow", 2500, 0), "DIN": ("ok", 84, 0)}


def test_day_page_shows_an_institution_that_answers_again_as_slow() -> None:
    case = CaseFactory(waiting_on_institution=True, opened_at=NOW - timedelta(minutes=10))
    EvidenceFactory(case=case, institution="EDLIYYE", answered_at=NOW - timedelta(minutes=1))

    assert [(row.code, row.state) for row in today().institutions] == [("EDLIYYE", "slow")]


@pytest.mark.parametrize("times", [1, 3])
def test_day_page_asks_the_same_few_queries_whatever_there_is(times: int, django_assert_num_queries: object) -> None:
    for _time in range(times):
        CaseFactory(granted_and_paid=True)
        CaseFactory(waiting_on_institution=True)
        CaseFactory(at_bank=True)

    with django_assert_num_queries(12):  # type: ignore[operator]
        today()


def test_day_page_says_which_time_limits_have_passed_and_end_soon_and_leads_to_them(client: Client) -> None:
    examiner = UserFactory(role="examiner")
    day = timezone.localdate()
    for ahead, holder in ((-1, examiner), (-9, None), (2, None), (3, None)):
        case = CaseFactory(unknown_fact=True, assigned_to=holder)
        CaseClock.objects.create(case=case, started_on=MORNING.date(), due_on=day + timedelta(days=ahead))
    sign_in(client, examiner)
    client.cookies["django_language"] = "en"

    page = " ".join(client.get("/office/").content.decode().split())

    passed = page.partition('href="/office/cases/?term=passed"')[2]
    assert passed
    assert "yours: 1" in passed.partition("</li>")[0]
    assert ">2<" in passed.partition("</li>")[0]
    soon = page.partition('href="/office/cases/?term=soon"')[2].partition("</li>")[0]
    assert ">1<" in soon
    assert "yours" not in soon


def test_day_page_is_silent_where_no_time_limit_is_near() -> None:
    assert today().due == DueCounts(0, 0, 0, 0)


def test_bounds_of_a_day_are_those_of_baku() -> None:
    from dost.backoffice.day import bounds

    start, end = bounds(date(2026, 3, 3))

    assert (start.isoformat(), end.isoformat()) == ("2026-03-03T00:00:00+04:00", "2026-03-04T00:00:00+04:00")


def test_day_page_shows_ten_services_and_leads_to_all() -> None:
    for number in range(12):
        CaseFactory(version=VersionFactory(service__code=f"05-{number + 10}"), opened_at=MORNING)
    CaseFactory(version=Case.objects.get(service="05-21").version, opened_at=MORNING)

    first = today()
    every = today(every_service=True)

    assert (len(first.services), first.service_count, first.services[0].code) == (10, 12, "05-21")
    assert (first.all_services_url, first.first_services_url) == ("/office/?services=all", "")
    assert (len(every.services), every.url, every.first_services_url) == (12, "/office/?services=all", "/office/")
    assert every.all_services_url == ""


def test_day_page_of_few_services_has_no_more_to_lead_to() -> None:
    CaseFactory(opened_at=MORNING)

    assert {today().all_services_url, today(every_service=True).first_services_url} == {""}


def test_day_page_keeps_the_day_where_it_leads_to_all_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "MOST_SERVICES", 0)
    CaseFactory(opened_at=MORNING - timedelta(days=1))

    assert today(on=DAY - timedelta(days=1)).all_services_url == "/office/?on=2026-03-02&services=all"
