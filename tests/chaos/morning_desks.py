"""A clerk's desk as a morning works it: in a browser with a screen, or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNTER: Final = "/counter/"


class Desk(Protocol):
    """What a morning asks of a desk. `press` begins what `wait` ends: several desks press at once."""

    def open(self) -> None:
        """Open, or open again, the desk's page."""

    def state(self) -> str:
        """`choose`, `free`, `called` or `visit`."""

    def number(self) -> int:
        """The number of the ticket that is called or served."""

    def press(self, deed: str) -> None:
        """Press the button of a deed (the last part of its address), or `end`: settled, and call the next."""

    def wait(self) -> None:
        """Wait until the page is there that the last press leads to."""


class BrowserDesk:
    """A desk in Chromium."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> None:
        """Open the page."""
        self._page.goto(COUNTER)

    def state(self) -> str:
        """Where the page stands."""
        for state, selector in STATES.items():
            if self._page.locator(selector).count():
                return state
        return "choose"

    def number(self) -> int:
        """The ticket's number."""
        return int(self._page.locator(".dost-ticket__number").first.inner_text())

    def press(self, deed: str) -> None:
        """Press, and do not wait."""
        selector = END if deed == "end" else f"form[action$='/{deed}/'] button"
        if deed == "end":
            self._page.check("[name=end-outcome] >> nth=0")
        self._page.evaluate("document.documentElement.dataset.before = 1")
        self._page.eval_on_selector(selector, "button => setTimeout(() => button.click())")

    def wait(self) -> None:
        """Wait for the page after the press."""
        self._page.wait_for_selector("html:not([data-before]) main")
        self._page.wait_for_load_state()


class PlainDesk:
    """A desk without a screen and without scripts."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def open(self) -> None:
        """Open the page."""
        self._visitor.open(COUNTER)

    def state(self) -> str:
        """Where the page stands."""
        for state, path in PATHS.items():
            if self._visitor.page.xpath(path):
                return state
        return "choose"

    def number(self) -> int:
        """The ticket's number."""
        return int(self._visitor.text("//*[contains(@class, 'dost-ticket__number')]")[0])

    def press(self, deed: str) -> None:
        """Send the form."""
        form = f"//form[substring(@action, string-length(@action) - {len(deed) + 1}) = '/{deed}/']"
        fields = {"end-outcome": "settled", "then": "next"} if deed == "end" else {}
        if deed == "sit":
            fields = {"desk": str(self._visitor.page.xpath(f"{form}//button/@value")[0])}
        self._visitor.send(form, **fields)

    def wait(self) -> None:
        """It has been waited for."""


END: Final = "button[name=then][value=next]"
STATES: Final = {
    "visit": END,
    "called": "form[action$='/begin/'] button",
    "free": "form[action$='/next/'] button",
}
PATHS: Final = {
    "visit": "//button[@name='then'][@value='next']",
    "called": "//form[contains(@action, '/begin/')]",
    "free": "//form[contains(@action, '/next/')]",
}
