"""Leaving the page for people in danger: by its button, by Esc three times, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dost.portal.service.help_page import LEAVE_TO
from tests.factories.service_pages import service
from tests.factories.services_catalog import texts

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
TELEPHONES = [{"number": number, "text": texts(f"Call {number}")} for number in ("102", "142")]


@pytest.fixture
def shelter(transactional_db: None) -> None:
    """A service with a page for people in danger."""
    given = {"telephones": TELEPHONES, "confidential": [texts("Nobody learns of it")], "neighbours": []}
    service("05-99", sensitive=True, help=given, receives=texts("A safe place"))


def opened(window: Window, prefix: str, *, width: int) -> Page:
    """The page, with the rest of the world answered here; one came from the home."""
    page = window(width=width)
    page.route(f"{LEAVE_TO}**", lambda route: route.fulfill(body="<title>Elsewhere</title>", content_type="text/html"))
    page.goto(f"{prefix}/")
    page.goto(f"{prefix}/services/05-99/")
    return page


@pytest.mark.parametrize(
    ("prefix", "width", "once"),
    [("", 320, "daha iki dəfə"), ("/en", 1280, "two more times"), ("/ru", 320, "ещё два раза")],
)
def test_esc_three_times_leaves_and_the_way_back_does_not_lead_there(
    window: Window, shelter: None, prefix: str, width: int, once: str
) -> None:
    page = opened(window, prefix, width=width)
    assert troubles(page) == []
    assert not is_wider_than_the_window(page)
    page.mouse.wheel(0, 10_000)
    expect(page.locator("[data-leave] a")).to_be_in_viewport()
    picture(page, f"leaving-{prefix.strip('/') or 'az'}-{width}")
    page.keyboard.press("Escape")
    expect(page.locator("[data-leave-status]")).to_contain_text(once)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(LEAVE_TO)
    page.go_back()
    assert "05-99" not in page.url


def test_too_slow_is_said_and_counts_from_the_beginning_and_the_button_leaves(window: Window, shelter: None) -> None:
    page = opened(window, "/en", width=1280)
    page.clock.install()
    page.reload()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.clock.run_for(5_001)
    status = page.locator("[data-leave-status]")
    expect(status).to_contain_text("still on this page")
    page.keyboard.press("Escape")
    expect(status).to_contain_text("two more times")
    page.locator("[data-leave] a").click()
    page.wait_for_url(LEAVE_TO)
