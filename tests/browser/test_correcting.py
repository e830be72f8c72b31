"""A fact that is wrong, in Chromium: called so, corrected days later, the right paid; desk, telephone, without JS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.cases.models import Case, FactCorrection
from registries.bridge import transport
from registries.bridge.simulator import reporting
from registries.bridge.simulator.models import CorrectionHabit
from registries.intake import receive
from registries.models import Person
from tests.dost.road.house import publish, work
from tests.dost.road.institutions import answer_here
from tests.factories.accounts import sign_in_citizen
from tests.factories.registries import DisabilityFactory, PersonFactory
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

PHONE, DESK = 320, 1280
BELLS = (
    "dost.proactive.receivers",
    "dost.proactive.outlook.wanted",
    "dost.cases.handlers.way",
    "dost.cases.corrections.settling",
)


@pytest.fixture(autouse=True)
def _house(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Institutions answer in this process, and report into it; nobody is rung."""

    def report(institution: str, event: Mapping[str, Any]) -> None:
        (receipt,) = receive([event], sender=institution)
        assert receipt.status != "refused", receipt

    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    monkeypatch.setattr(reporting, "report_event", report)
    for module in BELLS:
        monkeypatch.setattr(f"{module}.ring", lambda *arguments: True)
    with transaction.atomic():
        publish("05-22")
    CorrectionHabit.objects.create(institution="*", verdict="", days=0)
    yield
    transport.reset()


@pytest.fixture
def person(_house: None) -> Person:
    made: Person = PersonFactory(birth_date=date(1985, 6, 1), given_name="Aysel")
    DisabilityFactory(person=made, band="31-60", valid_from=timezone.localdate() - timedelta(days=70))
    return made


Open = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """A browser in which somebody has signed in: `open_page(person, width=320, javascript=False)`."""
    contexts = []

    def opened(who: Person, *, width: int = DESK, javascript: bool = True) -> Page:
        client = Client()
        sign_in_citizen(client, who)
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="en",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return page

    yield opened
    for context in contexts:
        context.close()


def look(page: Page, name: str, *, javascript: bool = True) -> None:
    """One heading, nothing wider than the window, nothing that axe finds."""
    expect(page.locator("h1")).to_have_count(1)
    width = page.viewport_size["width"] if page.viewport_size else DESK
    picture(page, f"correcting-{name}.en.{width}{'' if javascript else '-plain'}")
    if javascript:
        assert not is_wider_than_the_window(page), page.url
        assert troubles(page) == [], page.url


def call_the_band_wrong(page: Page, *, javascript: bool = True) -> None:
    """From my data to the receipt."""
    page.goto("/en/my/data/")
    look(page, "data", javascript=javascript)
    page.locator("summary", has_text="isability").first.click()
    page.get_by_role("link", name=re.compile("This is wrong ?: .*band", re.IGNORECASE)).first.click()
    look(page, "right", javascript=javascript)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "error", javascript=javascript)
    page.get_by_label("81–100").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Why is it wrong?").fill("The commission said 85 per cent, and I have its paper.")
    look(page, "words", javascript=javascript)
    page.get_by_role("button", name="Continue").click()
    look(page, "document", javascript=javascript)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("It is not sent yet.")).to_be_visible()
    look(page, "check", javascript=javascript)
    assert "31" not in urlsplit(page.url).path
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="It is sent")).to_be_visible()
    look(page, "sent", javascript=javascript)


@pytest.mark.parametrize(
    ("width", "javascript"), [(DESK, True), (PHONE, True), (PHONE, False)], ids=["desk", "phone", "phone without JS"]
)
def test_what_is_called_wrong_is_corrected_and_paid(
    open_page: Open, person: Person, width: int, javascript: bool
) -> None:
    page = open_page(person, width=width, javascript=javascript)
    call_the_band_wrong(page, javascript=javascript)
    one = FactCorrection.objects.get()
    expect(page.get_by_text(one.number).first).to_be_visible()

    work()
    page.goto(f"/en/my/corrections/{one.pk}/")
    expect(page.get_by_role("heading", level=1, name="The institution has it")).to_be_visible()
    look(page, "received", javascript=javascript)

    CorrectionHabit.objects.update(verdict="corrected")  # an official has looked
    FactCorrection.objects.update(ask_again_at=timezone.now())
    work()
    page.reload()
    expect(page.get_by_role("heading", level=1, name="It was corrected")).to_be_visible()
    look(page, "corrected", javascript=javascript)

    case = Case.objects.get(service="05-22", person=person)
    page.goto(f"/en/my/cases/{case.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("a month")
    look(page, "case", javascript=javascript)
    page.goto("/en/my/inbox/")
    expect(page.get_by_text(one.number)).to_be_visible()
    page.goto("/en/my/corrections/")
    look(page, "list", javascript=javascript)


def test_it_is_taken_back_by_keyboard(open_page: Open, person: Person) -> None:
    page = open_page(person)
    call_the_band_wrong(page)
    page.locator("summary", has_text="It is right after all").press("Enter")
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Taken back")).to_be_visible()
    assert FactCorrection.objects.get().state == FactCorrection.State.WITHDRAWN
