"""Accounts of staff in the browser: from the invitation to the second person's word, and how the pages look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dost.accounts.models import PendingChange, User
from tests.factories.accounts import PASSWORD, UserFactory

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
LANGUAGES = ("az", "en", "ru")
WIDTHS = (320, 768, 1280)


@pytest.fixture
def administrator(transactional_db: None) -> User:
    user: User = UserFactory(username="administrator", first_name="Kamran", last_name="İsmayılov", accounts=True)
    return user


def write_password_again(page: Page) -> None:
    page.wait_for_url("**/password-again/**")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")


def fill_invitation(page: Page) -> None:
    page.goto("/office/staff/")
    page.click("main a.govuk-button")
    page.fill("[name=last_name]", "Nəsirova")
    page.fill("[name=first_name]", "Aysel")
    page.fill("[name=username]", "a.nasirova")
    page.select_option("[name=role]", "supervisor")
    page.click("main form button")


def test_supervisor_is_invited_confirmed_and_signs_in(window: Window, administrator: User) -> None:
    page = window(language="en", user=administrator, password_given=False)
    fill_invitation(page)
    write_password_again(page)  # what was typed is sent on afterwards
    link = str(page.locator("#one-time-link").text_content())

    second = window(language="en", user=UserFactory(username="second", accounts=True), password_given=False)
    second.goto("/office/staff/pending/")
    second.click("main button:has-text('Confirm')")
    write_password_again(second)
    expect(second.locator("main")).to_contain_text("It is done.")
    assert User.objects.get(username="a.nasirova").role == "supervisor"

    new = window(language="en")
    new.goto("/accounts/" + link.partition("/accounts/")[2])
    assert new.url.endswith("/accounts/link/")
    new.fill("[name=new_password1]", "a long and quiet river")
    new.fill("[name=new_password2]", "a long and quiet river")
    new.click("main form button")
    new.wait_for_url("**/accounts/second-step/set-up/")
    again = window(language="en")
    again.goto("/accounts/" + link.partition("/accounts/")[2])
    expect(again.locator("h1")).to_have_text("This link does not work any more")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit(window: Window, administrator: User, language: str) -> None:
    page = window(language=language, user=administrator, password_given=False)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, f"{name}.{language}.{width}")
            problems = troubles(page) + (["wider than the window"] if is_wider_than_the_window(page) else [])
            if problems:
                found[f"{name} at {width}"] = problems
        page.set_viewport_size({"width": 1280, "height": 900})

    suspended = UserFactory(username="suspended", is_active=False)
    fill_invitation(page)
    write_password_again(page)
    look("link")
    link = str(page.locator("#one-time-link").text_content())
    page.goto("/office/staff/")
    look("staff")
    page.goto("/office/staff/?state=waiting&q=aysel")
    look("staff-filtered")
    page.goto("/office/staff/?q=nobody-at-all")
    look("staff-none")
    page.goto("/office/staff/invite/")
    page.click("main form button")
    look("invite-error")
    invited = PendingChange.objects.get().user
    for address in ("", "role/", "link/", "suspend/"):
        page.goto(f"/office/staff/{invited.pk}/{address}")
        look(f"account-{address.strip('/') or 'page'}")
    page.goto(f"/office/staff/{suspended.pk}/suspend/")
    page.click("main form button")
    look("account-obstacle")
    page.goto("/office/staff/pending/")
    look("pending")
    page.goto("/office/staff/history/")
    look("history")
    page.goto("/accounts/" + link.partition("/accounts/")[2])
    look("choose-password")
    page.goto("/accounts/link/nonsense/")
    look("link-does-not-work")
    page = window(language=language, user=UserFactory(role=""))
    page.goto("/office/")
    look("no-role")

    assert found == {}
