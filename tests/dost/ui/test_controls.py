"""No control is wider than its column, whatever face a browser gives it; nor is any block, whatever its words."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders

from tests.dost.ui.controls import gallery
from tests.dost.ui.faces import wider_than_the_window, wider_than_their_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

ORIGIN = "http://127.0.0.1:9"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window as wide as a phone."""
    context = browser.new_context(viewport={"width": 320, "height": 900})
    yield context.new_page()
    context.close()


def show(page: Page, document: str) -> None:
    """Open a document, with the real static files behind it."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if not path.startswith("/static/"):
            route.fulfill(body=document, content_type="text/html; charset=utf-8")
            return
        found = finders.find(path.removeprefix("/static/"))
        assert isinstance(found, str), path
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "font/woff2")

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")


@pytest.mark.parametrize("sheet", ["dost.css", "dost-staff.css"])
@pytest.mark.parametrize("width", [280, 150])
def test_nothing_is_wider_than_its_column(page: Page, sheet: str, width: int) -> None:
    show(page, gallery(sheet, width=width))
    assert wider_than_their_columns(page, ".column") == []


def test_what_is_wider_is_found_and_the_page_left_as_it_was(page: Page) -> None:
    show(page, '<select><option>1</option></select><input type="file"><p style="width: 400px">1</p>')
    before = page.content()
    found = wider_than_the_window(page)
    assert any(one.startswith("as the browser draws it: ") for one in found)
    assert any(one.startswith('<input type="file" size') for one in found)
    assert page.content() == before
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
