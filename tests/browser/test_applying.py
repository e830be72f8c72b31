"""Applying in Chromium: on a desk, on a telephone, and on a telephone without JavaScript; three languages, axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.cases.models import ApplicationDraft, Case
from dost.cases.stages import Outcome
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.drafts import TOLD, ApplicationDraftFactory, applied_for, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import texts
from tests.factories.uploads import pdf_bytes
from tests.patience import BROWSER_PATIENCE

from .conftest import picture
from .inspector import DESK, PHONE, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WAYS = {
    "desk": (DESK, True, "az"),
    "telephone": (PHONE, True, "en"),
    "telephone without JavaScript": (PHONE, False, "ru"),
}
PREFIXES = {"az": "", "en": "/en", "ru": "/ru"}


@pytest.fixture
def person(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Person:
    """A citizen, and a service with three questions and a document that nobody has."""
    settings.DOCUMENTS_ROOT = tmp_path
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF", name_en="Protection Fund")
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")
    applied_for(documents=[texts("A lease")])
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def opened(browser: Browser, live_server: Any, person: Person) -> Iterator[Callable[..., Page]]:
    """Open a window in which the citizen is signed in."""
    contexts = []

    def open_window(*, width: int, javascript: bool, language: str) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        client = Client()
        sign_in_citizen(client, person)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return page

    yield open_window
    for context in contexts:
        context.close()


def main_button(page: Page) -> Any:
    """The one button of the page's own form."""
    return page.locator("main form[method=post] button.govuk-button").last


@pytest.mark.parametrize("way", WAYS)
def test_from_the_page_of_the_service_to_the_receipt(opened: Callable[..., Page], way: str) -> None:
    width, javascript, language = WAYS[way]
    page = opened(width=width, javascript=javascript, language=language)
    inspector = Inspector("apply", language=language)

    def look(name: str) -> None:
        expect(page.locator("h1")).to_have_count(1)
        if javascript:
            inspector.look(page, name)
        picture(page, f"apply-{name}.{language}.{width}{'' if javascript else '-plain'}")

    page.goto(f"{PREFIXES[language]}/services/90-50/")
    page.locator("[data-step=apply] a.govuk-button").click()
    page.wait_for_url("**/apply/90-50/")
    look("begin")
    main_button(page).click()
    page.wait_for_url("**/known/")
    look("known")
    main_button(page).click()
    page.wait_for_url("**/questions/1/")
    look("question")
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/questions/2/")
    page.fill("[name='answers.rooms']", "many")
    main_button(page).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.fill("[name='answers.rooms']", "2")
    main_button(page).click()
    page.wait_for_url("**/questions/3/")
    page.goto(f"{PREFIXES[language]}/my/drafts/")  # left, and gone on with
    look("drafts")
    page.locator("main a.govuk-button").first.click()
    page.wait_for_url("**/questions/3/")
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/documents/")
    look("documents")
    page.locator("main article a").first.click()
    page.set_input_files("[name=document]", {"name": "lease.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()})
    main_button(page).click()
    page.wait_for_url("**/documents/")
    page.locator("main a.govuk-button").last.click()
    page.wait_for_url("**/check/")
    look("check")
    main_button(page).click()
    page.wait_for_url("**/sent/")
    look("sent")
    case = Case.objects.get()
    assert case.outcome == Outcome.GRANTED
    assert case.supporting_documents.count() == 1
    number = f"{case.pk:07d}"
    expect(page.locator(".govuk-panel")).to_contain_text(number)

    page.go_back()  # to the form that was sent: it leads to the same receipt
    page.reload()
    expect(page.locator(".govuk-panel")).to_contain_text(number)
    assert Case.objects.count() == 1
    assert inspector.found == {}


def test_what_is_chosen_is_saved_without_any_button(opened: Callable[..., Page], person: Person) -> None:
    page = opened(width=DESK, javascript=True, language="en")
    page.goto("/en/apply/90-50/")
    main_button(page).click()
    main_button(page).click()
    page.wait_for_url("**/questions/1/")
    with page.expect_response(re.compile("/questions/1/")) as answer:
        page.get_by_label("Yes").check()
    assert answer.value.status == 204
    assert ApplicationDraft.objects.get().answers == {"alone": True}


def test_two_windows_make_one_application(opened: Callable[..., Page], person: Person) -> None:
    now = timezone.now()
    draft = ApplicationDraftFactory(
        person=person, answers=TOLD, started_at=now, edited_at=now, confirmed_at=now, service=applied_for()
    )
    address = f"/en/apply/drafts/{draft.pk}/check/"
    windows = [opened(width=width, javascript=True, language="en") for width in (DESK, PHONE)]
    for window in windows:
        window.goto(address)
    for window in windows:
        main_button(window).click()
        window.wait_for_url("**/sent/")
    receipts = [window.locator(".govuk-panel").inner_text() for window in windows]
    assert receipts[0] == receipts[1]
    assert Case.objects.count() == 1
