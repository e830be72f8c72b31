"""What editors and publishers do at the studio's pages, and what they read there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from dost.accounts.models import User
from services_catalog.changes.tasks import run_previews
from services_catalog.models import ChangeSet
from tests.factories.accounts import PASSWORD, code_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOBODY: Final = {
    "Newly have the right": "0",
    "Lose the right": "0",
    "Receive more": "0",
    "Receive less": "0",
    "Can no longer be told": "0",
}
"""The big numbers of a preview in which nothing happens."""


def begin(page: Page, title: str, ground: str, first_day: date) -> ChangeSet:
    """Begin a change set from the studio's first page."""
    page.goto("/studio/")
    page.click("main a[href='/studio/new/']")
    page.fill("[name=title]", title)
    page.fill("[name=ground]", ground)
    page.fill("[name=valid_from]", first_day.isoformat())
    page.click("main form button[type=submit]")
    page.wait_for_url("**/studio/sets/*/")
    return ChangeSet.objects.get(title=title)


def preview(page: Page, change_set: ChangeSet) -> None:
    """Ask for a preview, let a worker make it, and see the result come."""
    page.click(f"main form[action='/studio/sets/{change_set.pk}/preview/'] button")
    page.wait_for_selector("#progress")
    run_previews()
    page.wait_for_selector(".dost-impact")


def hand_in(page: Page, change_set: ChangeSet) -> None:
    """Hand a set in for review."""
    page.goto(f"/studio/sets/{change_set.pk}/")
    page.click(f"form[action='/studio/sets/{change_set.pk}/submit/'] button")
    page.wait_for_selector("text=It is handed in.")


def sign_in_with_code(page: Page, user: User) -> None:
    """Sign in with password and code."""
    page.goto("/accounts/sign-in/?next=/studio/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/accounts/sign-in/code/**")
    page.fill("[name=code]", code_of(user))
    page.click("main form button")
    page.wait_for_url("**/studio/")


def shown(page: Page, selector: str) -> list[str]:
    """The texts of elements, with plain spaces."""
    page.wait_for_load_state()
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def big_numbers(page: Page) -> dict[str, str]:
    """The big numbers of a preview, by label."""
    return dict(zip(shown(page, ".dost-bignumber dt"), shown(page, ".dost-bignumber__value"), strict=True))


def costs(page: Page) -> list[list[str]]:
    """A month and a year: what it costs before and after, and the difference."""
    return [shown(page, f"#cost-box tbody tr:nth-child({row}) td") for row in (1, 2)]
