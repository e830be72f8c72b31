"""The rights to look at, what was issued, and the public check in Chromium: both widths, three languages, axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.deliverables import issue
from dost.cases.models import Case, Deliverable, Entitlement
from dost.ui.languages import in_language
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.registries import DistrictFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DOCUMENT = {
    "title": {"az": "Əmək pensiyası haqqında arayış", "en": "Certificate", "ru": "Справка о трудовой пенсии"},
    "statements": [
        {
            "az": "Təsdiq edilir ki, Məmmədova Aysel Rəşad qızı əmək pensiyası təyin edilmiş şəxsdir.",
            "en": "This is to certify that Məmmədova Aysel Rəşad qızı has been granted a labour pension.",
            "ru": "Настоящим подтверждается, что Məmmədova Aysel Rəşad qızı является получателем трудовой пенсии.",
        },
        {
            "az": "Aylıq məbləği: 349,76\xa0₼.",
            "en": "Monthly amount: 349.76\xa0₼.",
            "ru": "Ежемесячный размер: 349,76\xa0₼.",
        },
    ],
    "values": {},
    "hash": "0" * 64,
    "language": "ru",
    "provider": {},
}
LONG = {
    "az": "Övladlığa götürülmüş əlilliyi olan uşağa görə aylıq müavinətin təyin edilməsi",
    "en": "Monthly benefit for an adopted child with a disability",
    "ru": "Ежемесячное пособие на усыновлённого ребёнка с инвалидностью",
}


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    user: User = UserFactory(username="supervisor", supervisor=True)
    return user


@pytest.fixture
def marked(transactional_db: None) -> list[Case]:
    """Three rights that are marked, each for another reason."""
    version = VersionFactory(service=ServiceFactory(code="05-32", name=LONG))
    reviews: list[dict[str, Any]] = [
        {"criteria": ["age", "record_gone"], "since": "2026-11-19", "cause": "rule"},
        {
            "criteria": ["alive"],
            "since": "2026-11-02",
            "cause": "facts",
            "code": "order_refused",
            "period": "2026-10-01",
        },
        {"code": "order_refused", "period": "2026-11-01"},
    ]
    made: list[Case] = []
    for review in reviews:
        person = PersonFactory(district=DistrictFactory())
        case = CaseFactory(version=version, person=person, granted_and_paid=True)
        Entitlement.objects.filter(case=case).update(
            review=review, period=Entitlement.Period.MONTHLY, starts=date(2025, 3, 1)
        )
        made.append(case)
    return made


@pytest.fixture
def given(transactional_db: None) -> Deliverable:
    """A certificate with its text."""
    service = ServiceFactory(code="01-02", kind="certificate", name={**LONG, "en": "Certificate of labour pension"})
    version = VersionFactory(
        service=service, changes={"outcome": "document", "amount": None, "period": "none", "award": None}
    )
    case = CaseFactory(version=version, granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(period=Entitlement.Period.NONE, amount=None)
    made = issue(case, until=None, now=timezone.now(), document=DOCUMENT)
    assert made is not None
    made.save()
    return made


def test_a_marked_right_is_found_and_ended(window: Callable[..., Page], supervisor: User, marked: list[Case]) -> None:
    inspector = Inspector("rights")
    page = window(language="en", user=supervisor)
    page.goto("/office/rights/")
    expect(page.locator("tbody tr")).to_have_count(3)
    assert page.locator('header a[aria-current][href="/office/work/"]').count() == 1
    inspector.look(page, "list")
    page.select_option("[name=cause]", "rule")
    page.wait_for_url("**cause=rule**")
    page.wait_for_function("document.querySelectorAll('#results tbody tr').length === 1")
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename.endswith(".csv")
    page.click(f"#results a[href='/office/cases/{marked[0].pk}/']")
    state_purpose(page, "a right that must be looked at")
    page.wait_for_selector("#review")
    inspector.look(page, "marked")
    page.click(f'a[href="/office/cases/{marked[0].pk}/actions/end/"]')
    page.wait_for_selector("[name=last_day]")
    inspector.look(page, "end")
    page.fill("[name=last_day]", "2026-10-31")
    page.fill("[name=note]", "the new rule does not give it any more")
    page.click("main form button")
    inspector.look_as_it_is(page, "letter-first", shows="article.dost-letter")
    page.click("main form button")
    page.wait_for_url(f"**/cases/{marked[0].pk}/")
    assert page.locator("#review").count() == 0
    assert Entitlement.objects.get(case=marked[0]).ended_on == date(2026, 10, 31)
    assert inspector.found == {}


def state_purpose(page: Page, note: str) -> None:
    """Say why the record is needed."""
    page.check("[name=purpose] >> nth=0")
    page.fill("[name=note]", note)
    page.click("main form button")


def test_what_was_issued_is_printed_and_anybody_checks_it(
    window: Callable[..., Page], supervisor: User, given: Deliverable
) -> None:
    inspector = Inspector("issued", language="ru")
    page = window(language="ru", user=supervisor)
    page.goto(f"/office/cases/{given.case_id}/")
    state_purpose(page, "the certificate is to be printed")
    page.wait_for_selector("#result")
    inspector.look(page, "result")
    page.click(f'a[href="/office/cases/{given.case_id}/result/"]')
    page.wait_for_selector("svg[width]")
    inspector.look(page, "print")

    page = window(language="ru")
    page.goto(in_language("/check/", "ru"))
    inspector.look(page, "ask")
    page.fill("[name=number]", "1234")
    page.click("main form button")
    inspector.look_as_it_is(page, "ask-wrong", shows=".govuk-error-summary")
    page.fill("[name=number]", given.number.lower())
    page.click("main form button")
    page.wait_for_url(f"**/ru/check/{given.number}/")
    inspector.look(page, "check")
    assert given.person.fin not in page.content()
    assert inspector.found == {}
