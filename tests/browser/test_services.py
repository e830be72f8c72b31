"""Looking for a service, in the browser: as you type, without JavaScript, on a phone, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from registries.data.reference import load_reference
from services_catalog.finding.index import rebuild
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

from .conftest import picture
from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


@pytest.fixture
def services(transactional_db: None) -> None:
    """Three services: one that comes by itself, one in bands, one only at a centre and paused."""
    load_reference()
    shared: dict[str, Any] = {
        "audience": texts("Families with a newborn child"),
        "receives": texts("A sum of money, once"),
        "takes": texts("One working day"),
        "next": texts("A message comes to your telephone"),
        "life_events": ["child_born"],
        "audiences": ["families"],
        "provenance": {"rule": "assumed", "passport": "assumed", "note": texts("Made for the tests")},
        "passport": {
            "users": ["citizens"],
            "channels": ["automatic", "centre"],
            "answers": ["sms"],
            "refusals": [texts("It was received already")],
            "front_minutes": 15,
            "back_minutes": 60,
            "standard_minutes": 20,
            "fee": "0",
            "places": ["dost_centre"],
            "documents": [texts("Your identity card")],
            "steps": [texts("The birth is registered"), texts("The money is paid")],
            "electronic": "full",
            "automated": "partial",
        },
    }
    names = {
        "05-40": {"az": "Doğuşa görə birdəfəlik müavinət", "en": "Birth benefit", "ru": "Пособие при рождении"},
        "05-41": {"az": "Uşağa qulluq müavinəti", "en": "Child care benefit", "ru": "Пособие по уходу за ребёнком"},
        "05-42": {"az": "Dəfn üçün müavinət", "en": "Funeral benefit", "ru": "Пособие на погребение"},
    }
    banded = "CASE WHEN person.age < 70 THEN parameter.test_benefit ELSE 2 * parameter.test_benefit END"
    asks = [{"id": "moves", "ask": texts("Will you move?"), "type": "yes_no"}]
    paused = {"state": "paused", "note": texts("Until the summer")}
    made = {
        "05-40": ServiceFactory(code="05-40", name=names["05-40"], summary=texts("Money, once"), **shared),
        "05-41": ServiceFactory(code="05-41", name=names["05-41"], summary=texts("Money, monthly"), **shared),
        "05-42": ServiceFactory(
            code="05-42", name=names["05-42"], delivery="counter", digitized=False, availability=paused, **shared
        ),
    }
    VersionFactory(service=made["05-40"], changes={"excludes": ["05-41"], "questions": asks})
    VersionFactory(service=made["05-41"], changes={"amount": banded, "period": "monthly"})
    VersionFactory(service=made["05-42"], changes={"amount": "parameter.test_benefit * person.age"})
    rebuild()


def test_results_come_while_typing_and_the_address_follows(window: Window, services: None) -> None:
    page = window()
    page.goto("/")
    picture(page, "services-home")
    page.locator("#q").press_sequentially("usaga qul", delay=20)
    page.wait_for_url("**/?q=usaga+qul")
    expect(page.locator("#results .dost-found__name").first).to_have_text("Uşağa qulluq müavinəti")
    expect(page.locator("h1")).to_have_text("“usaga qul”")
    expect(page).to_have_title("“usaga qul” – Xidmətlər – DOST")
    expect(page.locator("#announcer")).not_to_be_empty()
    assert page.evaluate("document.activeElement.id") == "q"

    page.fill("#q", "zzzqqq")
    expect(page.locator("#results .dost-nothing")).to_be_visible()
    picture(page, "services-nothing")

    page.fill("#q", "")
    expect(page.locator("#results .dost-tile").first).to_be_visible()
    page.click("#results .dost-tile")
    page.wait_for_url("**/events/child_born/")
    expect(page.locator("h1")).to_have_text("Uşaq doğulub")
    page.click(".dost-entry__name >> nth=0")
    page.wait_for_url("**/services/05-40/")
    page.go_back()
    expect(page.locator(".dost-entry__name")).to_have_count(3)


def test_a_choice_is_a_place_to_come_back_to(window: Window, services: None) -> None:
    page = window()
    page.goto("/?q=m%C3%BCavin%C9%99t")
    page.click("summary")
    page.select_option("[name=delivery]", "counter")
    page.wait_for_url("**delivery=counter")
    expect(page.locator("#results .dost-found__name")).to_have_count(1)
    page.go_back()
    page.wait_for_url("**/?q=m%C3%BCavin%C9%99t")
    expect(page.locator("#results .dost-found__name")).to_have_count(3)


def test_everything_works_without_javascript(browser: Any, live_server: Any, services: None) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="az")
    page = context.new_page()
    page.goto("/")
    page.fill("#q", "dəfn")
    page.click("#find button")
    page.wait_for_url("**/?q=d%C9%99fn**")
    page.click("#results .dost-found__name")
    page.wait_for_url("**/services/05-42/")
    context.close()


def test_pages_are_accessible_and_fit(window: Window, services: None) -> None:
    inspector = Inspector("services", language="az", unfold=True)
    page = window()
    addresses = {
        "home": "/",
        "list": "/?q=m%C3%BCavin%C9%99t",
        "event": "/events/child_born/",
        "area": "/areas/benefits/",
        "audience": "/audiences/families/",
        "centres": "/centres/",
        "check": "/check/",
        "accessibility": "/accessibility/",
        "privacy": "/privacy/",
        "nothing": "/?q=zzzqqq",
        "fixed": "/services/05-40/",
        "banded": "/services/05-41/",
        "paused": "/services/05-42/",
    }
    for name, address in addresses.items():
        page.goto(address)
        inspector.look(page, name)
    assert inspector.found == {}


def test_print_says_where_and_when(window: Window, services: None) -> None:
    page = window()
    page.goto("/en/services/05-40/")
    assert not page.locator(".dost-printed").is_visible()
    page.emulate_media(media="print")
    expect(page.locator(".dost-printed")).to_contain_text("/services/05-40/ ·")
    assert not page.locator("text=This may help too").is_visible()
    assert not page.locator("[data-print]").is_visible()
