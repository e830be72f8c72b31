"""Every page a story passes through is looked at: three languages, a phone's width and a desk's, axe, no overflow.

Whether a page scrolls sideways is measured in each language at each width: that is quick, and what a longer word does.
Axe takes most of the time and finds almost the same in all of them, so it looks at each page twice, at each width once,
in two languages which change from page to page: over three pages every language was looked at at every width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from dost.ui.languages import in_language, language_of

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES: Final = ("az", "ru", "en")
PHONE, DESK = WIDTHS = (320, 1280)
TABLET: Final = 768
"""A width at which menus and columns change; nothing but overflow is looked for there."""


@dataclass
class Inspector:
    """Looks at each page once, under the name the story gives it; `found` is what is wrong, by page and width.

    `language` is the story's own; with `unfold`, what is folded is opened first.
    """

    story: str
    language: str = "en"
    widths: tuple[int, ...] = WIDTHS
    unfold: bool = False
    found: dict[str, list[str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        """Look at a page in all languages; it is fetched anew, and left in the story's at a desk's width."""
        if name in self.seen:
            return
        others = [language for language in LANGUAGES if language != self.language]
        for language in (*others, self.language):
            _fetch(page, language)
            self._measure(page, name, language, set(self._with_axe(language)))
        self._leave(page, name)

    def look_as_it_is(self, page: Page, name: str, *, shows: str) -> None:
        """Look at what fetching anew would lose (an error, an open form) once what `shows` selects is there."""
        page.wait_for_selector(shows)
        if name not in self.seen:
            self._measure(page, name, self.language, set(WIDTHS))
            self._leave(page, name)

    def _with_axe(self, language: str) -> Iterator[int]:
        """At which widths axe looks at the next page in a language."""
        for place, width in enumerate(WIDTHS):
            if LANGUAGES[(len(self.seen) + place) % len(LANGUAGES)] == language:
                yield width

    def _measure(self, page: Page, name: str, language: str, with_axe: set[int]) -> None:
        page.wait_for_load_state()
        if self.unfold:
            page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        for width in self.widths:
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, f"{self.story}-{len(self.seen) + 1:02}-{name}.{language}.{width}")
            wrong = troubles(page) if width in with_axe else []
            if is_wider_than_the_window(page):
                wrong.append("wider than the window")
            if wrong:
                self.found[f"{name} in {language} at {width}"] = wrong

    def _leave(self, page: Page, name: str) -> None:
        self.seen.append(name)
        page.set_viewport_size({"width": DESK, "height": 900})


def _fetch(page: Page, language: str) -> None:
    """The same page in another language: a public one has an address in each, elsewhere the cookie decides."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": urljoin(page.url, "/")}])
    path = urlsplit(page.url).path
    address = page.url.partition("#")[0].removeprefix(urljoin(page.url, "/").rstrip("/"))
    page.goto(in_language(address, language) if language_of(path) else address)
    assert page.locator("html").get_attribute("lang") == language
