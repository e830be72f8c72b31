"""Answering the screening in a browser: a family is told of, and whatever else is asked is no, or not known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

RESIDENTS: Final = "Who of you is a citizen of Azerbaijan and lives here permanently?"
WORKERS: Final = "Who works under an employment contract?"
INCOME: Final = "How much do all who live with you get together in a month?"
MOST_PAGES: Final = 60


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family: who, as the form sends it; whoever answers is "self"."""

    relation: str
    sex: str
    born: date


def begin(page: Page, family: list[Relative]) -> None:
    """Begin the screening and tell who is in the family; leads to the page after that."""
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/people/0/")
    for one in family:
        if one.relation != "self":
            page.locator("#add").click()
            page.wait_for_url("**/people/new/")
            page.locator(f"[name=relation][value={one.relation}]").check()
            page.locator("[name=home][value=yes]").check()
        page.locator(f"[name=sex][value={one.sex}]").check()
        for part, value in (("d", one.born.day), ("m", one.born.month), ("y", one.born.year)):
            page.locator(f"[name=born-{part}]").fill(str(value))
        page.locator("main form button.govuk-button").click()
        page.wait_for_url("**/pages/1/")
    expect(page.locator(".dost-people__one")).to_have_count(len(family))
    page.get_by_role("button", name="That is everybody").click()
    page.wait_for_url("**/pages/2/")


def reply_to_all(page: Page, *, income: int, look: Callable[[], None]) -> int:
    """Reply to whatever is asked until the result comes; returns how many pages that took, the family's included.

    Everybody lives here, nobody works, and nothing else is so. `look` is called at each page.
    """
    pages = 1
    while "/result/" not in page.url:
        pages += 1
        assert pages <= MOST_PAGES, "the questions do not come to an end"
        look()
        before = page.url
        _reply(page, income)
        page.locator("main form button.govuk-button").click()
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
    return pages


def choose_only(page: Page, *labels: str) -> None:
    """Choose these boxes of a list and no other."""
    for box in page.locator("[name=c]:checked").all():
        box.uncheck()
    for label in labels:
        page.get_by_label(re.compile(f"^{re.escape(label)}")).check()


def _reply(page: Page, income: int) -> None:
    question = page.locator("h1").inner_text().strip()
    if page.locator("[name=c]").count():
        if question == RESIDENTS:
            for box in page.locator("[name=c]").all():
                if re.fullmatch(r"\d+", box.get_attribute("value") or ""):
                    box.check()
        else:
            page.locator("[name=c][value=none]").check()
    elif question == INCOME:
        page.locator("[name=f0]").fill(str(income))
    else:
        for box in page.locator("input[value=unknown]").all():
            box.check()
