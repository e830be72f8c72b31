"""A day's work of an examiner, in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import AccessLog, User
from dost.cases.models import Case
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory

from .conftest import picture, sign_in
from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


@pytest.fixture
def cases(transactional_db: None) -> dict[str, Case]:
    """One case at each of the places worth seeing, opened a few minutes ago."""
    for code in ("DIN", "EDLIYYE", "DVX", "DSMF", "ABB"):
        InstitutionFactory(code=code)
    now = timezone.now()
    opened = {"opened_at": now - timedelta(minutes=30), "on": timezone.localdate(now)}
    traits = ("granted_and_paid", "waiting_on_institution", "to_clerk", "asked", "refused", "at_bank")
    return {trait: CaseFactory(**{trait: True}, **opened) for trait in traits}


def state_purpose(page: Page) -> None:
    """Say why the record is needed."""
    page.wait_for_url("**/purpose/")
    page.check("[name=purpose] >> nth=0")
    page.fill("[name=note]", "Vətəndaş 142-yə zəng edib")
    page.click("main form button")


def test_examiner_goes_from_their_work_to_a_case(window: Window, examiner: User, cases: dict[str, Case]) -> None:
    page = window(language="az")
    page.goto("/office/cases/")
    page.wait_for_url("**/accounts/sign-in/?next=/office/cases/")
    picture(page, "sign-in")
    sign_in(page, examiner)

    expect(page.locator("h1")).to_have_text("İş siyahısı")  # what waits comes first
    expect(page.locator("#results tbody tr")).to_have_count(1)
    picture(page, "list-work")
    page.click("header nav a[href='/office/']")
    expect(page.locator("h1")).to_have_text("Günün gedişi")
    picture(page, "day")
    page.click("#waiting tbody tr:first-child a")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.click("header nav a[href='/office/cases/']")
    page.click("#results nav a[href='/office/cases/?view=all']")
    page.wait_for_selector("#results tbody tr >> nth=5")
    picture(page, "list")

    page.check("[name=state][value=waiting]")
    page.wait_for_url("**state=waiting**")
    page.wait_for_selector("#results tbody tr:nth-child(4):last-child")
    picture(page, "list-filtered")

    page.click(f"#results a[href='/office/cases/{cases['to_clerk'].pk}/']")
    picture(page, "purpose")
    state_purpose(page)
    page.wait_for_url(f"**/cases/{cases['to_clerk'].pk}/")
    picture(page, "case-clerk")

    look = AccessLog.objects.get(user=examiner, person=cases["to_clerk"].person, reason__startswith="Vətəndaş")
    assert look.purpose == AccessLog.Purpose.CASE


def test_examiner_refuses_with_reasons(window: Window, examiner: User, cases: dict[str, Case]) -> None:
    case = cases["to_clerk"]
    page = window(user=examiner)
    page.goto(f"/office/cases/{case.pk}/")
    state_purpose(page)
    page.click(f"a[href='/office/cases/{case.pk}/actions/refuse/']")

    page.click("main form button")
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#id_note"
    picture(page, "refuse-error")
    page.fill("[name=note]", "Daxili İşlər Nazirliyi ölümü təsdiq edib")
    page.click("main form button")
    expect(page.locator("article.dost-letter").first).to_contain_text("Daxili İşlər Nazirliyi ölümü təsdiq edib")
    picture(page, "refuse-letter")
    page.click("main form button")
    page.wait_for_url(f"**/cases/{case.pk}/")

    case.refresh_from_db()
    assert (case.outcome, case.decision.decided_by) == ("refused", examiner)
    picture(page, "case-refused")


def test_list_works_without_javascript(browser: Any, live_server: Any, examiner: User, cases: dict[str, Case]) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="az")
    page = context.new_page()
    sign_in(page, examiner)
    page.goto("/office/cases/?view=all")
    page.check("[name=state][value=done]")
    page.click("form.moj-filter__options button[type=submit]")

    expect(page.locator("#results tbody tr")).to_have_count(2)
    context.close()


def test_pages_are_accessible_and_fit(window: Window, examiner: User, cases: dict[str, Case]) -> None:
    inspector = Inspector("staff", language="ru")
    page = window(language="ru", user=examiner)
    page.goto("/office/")
    inspector.look(page, "day")
    page.goto("/office/cases/?state=waiting&from=2026-13-01")
    inspector.look(page, "list")
    for trait in ("to_clerk", "waiting_on_institution", "granted_and_paid", "refused"):
        page.goto(f"/office/cases/{cases[trait].pk}/")
        if trait == "to_clerk":
            inspector.look(page, "purpose")
        state_purpose(page)
        page.wait_for_url(f"**/cases/{cases[trait].pk}/")
        inspector.look(page, f"case-{trait}")
    page.goto(f"/office/cases/{cases['to_clerk'].pk}/actions/grant/")
    inspector.look(page, "grant")
    page.goto(f"/office/cases/{cases['asked'].pk}/purpose/")
    state_purpose(page)
    page.goto(f"/office/cases/{cases['asked'].pk}/actions/answer/")
    page.click("main form button")
    inspector.look_as_it_is(page, "answer-error", shows=".govuk-error-summary")
    assert inspector.found == {}
