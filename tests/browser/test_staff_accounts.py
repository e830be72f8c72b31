"""Accounts of staff in the browser: from the invitation to the second person's word, and how the pages look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from dost.accounts.models import PendingChange, User
from tests.factories.accounts import PASSWORD, UserFactory

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]


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


def test_pages_are_accessible_and_fit(window: Window, administrator: User) -> None:
    inspector = Inspector("accounts", language="ru", widths=(PHONE, TABLET, DESK))
    page = window(language="ru", user=administrator, password_given=False)
    suspended = UserFactory(username="suspended", is_active=False)
    fill_invitation(page)
    write_password_again(page)
    inspector.look_as_it_is(page, "link", shows="#one-time-link")
    link = str(page.locator("#one-time-link").text_content())
    for name, query in {"staff": "", "staff-filtered": "?state=waiting&q=aysel", "staff-none": "?q=nobody"}.items():
        page.goto(f"/office/staff/{query}")
        inspector.look(page, name)
    page.goto("/office/staff/invite/")
    page.click("main form button")
    inspector.look_as_it_is(page, "invite-error", shows=".govuk-error-summary")
    invited = PendingChange.objects.get().user
    for address in ("", "role/", "link/", "suspend/"):
        page.goto(f"/office/staff/{invited.pk}/{address}")
        inspector.look(page, f"account-{address.strip('/') or 'page'}")
    page.goto(f"/office/staff/{suspended.pk}/suspend/")
    page.click("main form button")
    inspector.look_as_it_is(page, "account-obstacle", shows=".govuk-error-summary")
    for name in ("pending", "history"):
        page.goto(f"/office/staff/{name}/")
        inspector.look(page, name)
    page.goto("/accounts/" + link.partition("/accounts/")[2])
    inspector.look(page, "choose-password")
    page.goto("/accounts/link/nonsense/")
    inspector.look(page, "link-does-not-work")
    page = window(language="ru", user=UserFactory(role=""))
    page.goto("/office/")
    inspector.look(page, "no-role")
    assert inspector.found == {}
