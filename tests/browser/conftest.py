"""Pages in Chromium: a browser window for each test, and pictures of what it saw when `DOST_SHOTS` names a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from dost.accounts.models import User
from tests.dost.ui.faces import wider_than_the_window
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, UserFactory, code_of
from tests.patience import BROWSER_PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
# What is right is told in one example for each rule, and left in the page: it is most of what axe finds.
LOOK = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def window(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open a window: `window(width=320, language="ru", user=examiner)`.

    A user is signed in without the pages, with the second step passed; `password_given=False`: a while ago.
    """
    contexts: list[BrowserContext] = []

    def open_window(
        *, width: int = 1280, language: str = "az", user: User | None = None, password_given: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale=language
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        if user is not None:
            client = Client()
            accounts.sign_in(client, user, password_given=password_given)
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def examiner(transactional_db: None) -> User:
    """Somebody who works on cases, with an app for codes."""
    user: User = UserFactory(username="examiner", enrolled=True)
    return user


def sign_in(page: Page, user: User) -> None:
    """Sign in by the forms, as people do: the password, then the code."""
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/sign-in/code/")
    page.fill("[name=code]", code_of(user))
    page.click("main form button")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def troubles(page: Page) -> list[str]:
    """What axe finds wrong with the page, one line for each kind of trouble.

    A click waits until the page it leads to has begun, not until it is there.
    """
    page.wait_for_load_state()
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(LOOK, RULES)
    return found


def is_wider_than_the_window(page: Page) -> bool:
    """Whether the page has to be scrolled sideways, here or in a browser with wider controls and letters."""
    found = wider_than_the_window(page)
    if found:
        print(page.url, *found, sep="\n  ")
    return bool(found)


def picture(page: Page, name: str) -> None:
    """Photograph the whole page, when somebody wants to look at it."""
    folder = os.environ.get("DOST_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
