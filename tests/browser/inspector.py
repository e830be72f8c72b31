"""Every page a story passes through is looked at: three languages, a phone's width and a desk's, axe, no overflow.

Axe takes most of the time and finds the same in all languages but for what a longer word does; so it looks at both
widths in Azerbaijani and at one of them in each of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Page

LANGUAGES: Final = ("az", "ru", "en")
PHONE, DESK = WIDTHS = (320, 1280)
WITH_AXE: Final = {"az": {PHONE, DESK}, "ru": {PHONE}, "en": {DESK}}


@dataclass
class Inspector:
    """Looks at each page once, under the name the story gives it; `found` is what is wrong, by page and width."""

    story: str
    found: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, name: str) -> None:
        """Look at a page in all languages; it is fetched anew, and left in English at a desk's width."""
        if name in self.seen:
            return
        for language in LANGUAGES:
            page.context.add_cookies([{"name": "django_language", "value": language, "url": urljoin(page.url, "/")}])
            page.goto(page.url)
            assert page.locator("html").get_attribute("lang") == language
            self._measure(page, name, language, WITH_AXE[language])

    def look_as_it_is(self, page: Page, name: str) -> None:
        """Look at what fetching anew would lose: an error, a form that is open."""
        if name not in self.seen:
            self._measure(page, name, "en", set(WIDTHS))

    def _measure(self, page: Page, name: str, language: str, with_axe: set[int]) -> None:
        self.seen.add(name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, f"{self.story}-{len(self.seen):02}-{name}.{language}.{width}")
            wrong = troubles(page) if width in with_axe else []
            if is_wider_than_the_window(page):
                wrong.append("wider than the window")
            if wrong:
                self.found[f"{name} in {language} at {width}"] = wrong
