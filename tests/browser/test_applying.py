"""Applying in Chromium: on a desk, on a telephone, and on a telephone without JavaScript; three languages, axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.cases.models import ApplicationDraft, Case
from dost.cases.stages import Outcome
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import sign_in_citizen
from tests.factories.drafts import (
    QUESTIONS,
    TOLD,
    ApplicationDraftFactory,
    applied_for,
    at_once_here,
    publish_anew,
)
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import texts
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
def test_it_is_left_another_version_is_published_and_it_is_gone_on_with(
    opened: Callable[..., Page], person: Person, way: str
) -> None:
    """What changed is told before anything else; the answers that still fit are not asked again."""
    width, javascript, language = WAYS[way]
    page = opened(width=width, javascript=javascript, language=language)
    inspector = Inspector("resume", language=language)

    def look(name: str) -> None:
        expect(page.locator("h1")).to_have_count(1)
        if javascript:
            inspector.look_as_it_is(page, name, shows="h1")
        picture(page, f"resume-{name}.{language}.{width}{'' if javascript else '-plain'}")

    page.goto(f"{PREFIXES[language]}/apply/90-50/")
    main_button(page).click()
    page.wait_for_url("**/known/")
    main_button(page).click()
    page.wait_for_url("**/questions/1/")
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/questions/2/")
    page.fill("[name='answers.rooms']", "2")
    main_button(page).click()
    page.wait_for_url("**/questions/3/")

    heated = {"id": "heated", "ask": texts("Is it heated?"), "type": "yes_no"}
    since = timezone.localdate() - timedelta(days=1)
    publish_anew(Service.objects.get(pk="90-50"), since, questions=[QUESTIONS[0], heated])
    page.goto(f"{PREFIXES[language]}/my/drafts/")
    page.locator("main a.govuk-button").first.click()
    page.wait_for_url("**/changed/")
    expect(page.locator("main")).to_contain_text("Is it heated?")
    expect(page.locator("main")).to_contain_text("How many rooms?")
    look("changed")
    main_button(page).click()
    while "/questions/" not in page.url:  # what is known is shown anew
        page.wait_for_url(re.compile("/(known|questions)/"))
        if "/known/" in page.url:
            main_button(page).click()
            page.wait_for_url("**/questions/*/")
    expect(page.locator("[name='answers.heated']").first).to_be_attached()
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/documents/")
    page.locator("main a.govuk-button").last.click()
    page.wait_for_url("**/check/")
    main_button(page).click()
    page.wait_for_url("**/sent/")
    look("sent")
    case = Case.objects.get()
    assert (case.outcome, case.version.number) == (Outcome.GRANTED, 2)
    assert {row.question: row.value for row in case.answers.all()} == {"alone": True, "heated": True}
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
