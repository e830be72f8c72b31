"""What a search for one person shows before, and after, the reader has said why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.access import IN_A_SEARCH, state_purpose
from dost.accounts.actors import Staff, staff_actor
from dost.accounts.models import AccessLog
from dost.backoffice import find
from dost.backoffice.contexts import FoundPage
from dost.backoffice.find import found_page
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Staff:
    return staff_actor(UserFactory())


def found(actor: Staff, text: str = "memmedova", page: int = 1, **more: Any) -> FoundPage:
    return found_page(text, url="/there/", page=page, actor=actor, **({"now": timezone.now()} | more))


def test_service_is_shown_only_after_the_reader_has_said_why(actor: Staff) -> None:
    case, now = CaseFactory(granted_and_paid=True), timezone.now()

    (row,) = found(actor, now=now).rows
    assert (row.person_name, row.fin, row.service_name, row.service_code) == (
        case.person.full_name, case.person.fin, "", ""
    )  # fmt: skip

    state_purpose(actor=actor, person_id=case.person_id, purpose="case", note="The person called", now=now)

    assert found(actor, now=now).rows[0].service_code == case.service_id
    assert found(actor, now=now + timedelta(minutes=31)).rows[0].service_code == ""
    assert found(staff_actor(UserFactory()), now=now).rows[0].service_code == ""


def test_service_is_shown_of_a_case_that_is_the_reader_s_work(actor: Staff) -> None:
    case = CaseFactory(to_clerk=True, assigned_to_id=actor.user_id)

    assert found(actor).rows[0].service_code == case.service_id


def test_whoever_was_found_is_in_the_record_of_looks(actor: Staff) -> None:
    case = CaseFactory()
    CaseFactory(about=case.person)

    found(actor, case.person.fin)

    looks = AccessLog.objects.order_by("person_id").values_list("user", "reason", "service_code")
    assert list(looks) == [(actor.user_id, IN_A_SEARCH, "")] * 2


def test_pages_keep_the_address_without_whom_was_looked_for(actor: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "ROWS", 2)
    for _time in range(5):
        CaseFactory()

    pages = found(actor, page=2).pagination

    assert (pages.first, pages.last, pages.total) == (3, 4, 5)
    assert (pages.previous_url, pages.next_url) == ("/there/", "/there/?page=3")


@pytest.mark.parametrize("times", [1, 3])
def test_few_queries_whatever_the_rows(times: int, actor: Staff, django_assert_num_queries: Any) -> None:
    for _time in range(times):
        CaseFactory(granted_and_paid=True)
    with django_assert_num_queries(6):
        found(actor)
