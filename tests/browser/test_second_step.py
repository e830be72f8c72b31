"""Setting up the second step and signing in with a code, in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import expect

from dost.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory, code_of

from .inspector import Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def _no_failures_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def editor(transactional_db: None) -> User:
    """A catalogue editor who has never signed in."""
    user: User = UserFactory(username="editor", editor=True)
    return user


def write_password(page: Page, user: User) -> None:
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def secret_on(page: Page) -> str:
    return str(page.locator("#secret").text_content()).replace(" ", "")


def first_code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time())) + 1  # the current step
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_whole_road_from_the_first_sign_in_to_a_recovery_code(window: Window, editor: User) -> None:
    page = window(language="en")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    write_password(page, editor)
    page.wait_for_url("**/accounts/second-step/set-up/**")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0  # the policy lets it be drawn
    page.fill("[name=code]", first_code(secret_on(page)))
    page.click("main form button")
    page.wait_for_url("**/recovery-codes/**")
    codes = page.locator("#recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    expect(page.locator("[data-print]")).to_be_visible()
    page.click("text=I have kept them")
    expect(page.locator("h1")).to_have_text("Catalogue")

    page.click("header form:has-text('Sign out') button")
    page.wait_for_url("**/accounts/sign-in/")
    write_password(page, editor)
    page.wait_for_url("**/accounts/sign-in/code/")
    page.fill("[name=code]", code_of(editor))
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Catalogue")

    page.click("header form:has-text('Sign out') button")
    write_password(page, editor)
    page.wait_for_url("**/accounts/sign-in/code/")
    page.fill("[name=code]", codes[0])
    page.click("main form button")
    page.click("header a.dost-user__name")
    expect(page.locator("h1")).to_have_text("How you sign in")
    expect(page.locator(".govuk-summary-list__value").last).to_have_text("9")
    assert errors == []


def test_road_works_without_javascript(browser: Any, live_server: Any, editor: User) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="az")
    page = context.new_page()
    write_password(page, editor)
    page.fill("[name=code]", first_code(secret_on(page)))
    page.click("main form button")
    expect(page.locator("#recovery-codes code")).to_have_count(10)
    assert not page.locator("[data-print]").is_visible()
    page.click("main a.govuk-button")

    expect(page.locator("header nav a[href='/']")).to_have_count(1)
    context.close()


def test_pages_are_accessible_and_fit(window: Window, editor: User) -> None:
    inspector = Inspector("second-step", language="ru", unfold=True)
    page = window(language="ru")
    write_password(page, editor)
    page.wait_for_url("**/second-step/set-up/**")
    inspector.look(page, "enrol")
    page.fill("[name=code]", "12")
    page.click("main form button")
    inspector.look_as_it_is(page, "enrol-error", shows=".govuk-error-summary")
    page.fill("[name=code]", first_code(secret_on(page)))
    page.click("main form button")
    page.wait_for_url("**/recovery-codes/**")
    inspector.look_as_it_is(page, "recovery-codes", shows="#recovery-codes")
    page.reload()
    inspector.look(page, "recovery-codes-gone")
    page.goto("/accounts/second-step/")
    inspector.look(page, "second-step")
    page.goto("/accounts/second-step/recovery-codes/new/")
    inspector.look(page, "recovery-codes-new")
    page.click("header .dost-user form button")
    write_password(page, editor)
    page.wait_for_url("**/accounts/sign-in/code/")
    inspector.look(page, "code")
    page.click("main form button")
    inspector.look_as_it_is(page, "code-error", shows=".govuk-error-summary")
    assert inspector.found == {}


def test_password_is_asked_for_again(window: Window, editor: User) -> None:
    inspector = Inspector("password-again", language="az")
    page = window(language="az", user=editor, password_given=False)
    page.goto("/accounts/second-step/set-up/")
    page.wait_for_url("**/password-again/**")
    inspector.look(page, "asked")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")

    page.wait_for_url("**/accounts/second-step/set-up/")
    assert inspector.found == {}
