"""Looking for a person, and what an auditor reads, at the width of a telephone and of a desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.accounts.security_log import NOBODY, Institution, Kind, security_event
from dost.cases.models import Case
from dost.cases.unusual_looks import REPEATED
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]


@pytest.fixture
def case(transactional_db: None) -> Case:
    made: Case = CaseFactory(granted_and_paid=True)
    return made


def test_looking_for_a_person(window: Callable[..., Page], examiner: User, case: Case) -> None:
    inspector = Inspector("find", language="az")
    page = window(language="az", user=examiner)
    page.goto("/office/cases/")
    inspector.look(page, "list")
    page.fill("#find-q", case.person.fin)
    page.press("#find-q", "Enter")
    page.wait_for_url("**/office/cases/find/**")
    assert case.person.fin not in page.url
    expect(page.locator("tbody tr")).to_have_count(1)
    inspector.look(page, "found")
    page.click("tbody th a")
    page.wait_for_url("**/purpose/")
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("#find-q", "a")
    page.press("#find-q", "Enter")
    inspector.look_as_it_is(page, "error", shows="#find-q-error")
    assert inspector.found == {}


def test_what_an_auditor_reads(window: Callable[..., Page], case: Case) -> None:
    auditor, examiner = UserFactory(auditor=True, username="auditor"), UserFactory(username="examiner")
    now = timezone.now()
    for minute in range(REPEATED):
        AccessLog.objects.create(
            user=examiner,
            by_role="examiner",
            person=case.person,
            purpose="case",
            reason="The person called",
            registries=["POPULATION", "TSERAS", "UCOT"],
            at=now - timedelta(minutes=minute),
        )
    for who in (NOBODY, Institution("DSMF"), staff_actor(examiner)):
        security_event(
            Kind.CALL_REFUSED, who=who, where="10.20.30.40", what="DSMF may not report into DeathAct (2 times)", now=now
        )
    inspector = Inspector("auditor", language="ru")
    page = window(language="ru", user=auditor)
    page.goto("/office/looks/")
    assert page.locator("#results li a[href*='by=']").count() >= 1
    inspector.look(page, "looks")
    page.goto("/office/looks/security/")
    assert page.locator("tbody tr").count() >= 3
    inspector.look(page, "security")
    page.goto("/office/looks/ask/")
    inspector.look(page, "ask")
    page.fill("#fin", case.person.fin)
    page.fill("#note", "why")
    page.press("#note", "Enter")
    inspector.look_as_it_is(page, "ask-error", shows="#note-error")
    page.fill("#note", "A complaint of the person")
    page.press("#note", "Enter")
    page.wait_for_url("**/office/looks/of/*/")
    expect(page.locator("tbody tr")).not_to_have_count(0)
    inspector.look(page, "looks-of")
    assert inspector.found == {}
