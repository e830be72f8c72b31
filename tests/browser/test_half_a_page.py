"""A page is looked at when it is whole: a click waits until the page it leads to has begun, and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from .conftest import troubles
from .inspector import Inspector
from .studio_steps import shown

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HEAD = "<!doctype html>" + "<!-- so much that the browser begins -->" * 200
BODY = """<html lang="en"><head><title>Half</title></head><body><main><h1>Half a page</h1>{}</main></body></html>"""
WIDE = "<pre>" + 500 * "wide" + "</pre>"
REST_AFTER = 1.0
"""Seconds until the rest of a page comes."""


def half(request: HttpRequest, what: str) -> StreamingHttpResponse:
    """A page whose head is there at once, and the rest when somebody has had time to look."""

    def parts() -> Iterator[str]:
        yield HEAD
        threading.Event().wait(REST_AFTER)
        yield BODY.format({"wide": WIDE, "bare": "<img src='/none.png'>"}.get(what, ""))

    return StreamingHttpResponse(parts())


urlpatterns = [path("half/<slug:what>/", half)]


@pytest.fixture
def begun(window: Callable[..., Page], settings: Any) -> Callable[[str], Page]:
    """A page that has begun and is not there yet."""
    settings.ROOT_URLCONF = __name__

    def begin(what: str) -> Page:
        page = window(language="en")
        page.goto(f"/half/{what}/", wait_until="commit")
        return page

    return begin


def test_axe_looks_at_the_whole_page(begun: Callable[[str], Page]) -> None:
    assert troubles(begun("sound")) == []
    assert [one.split(":")[0] for one in troubles(begun("bare"))] == ["image-alt"]


def test_widths_are_measured_on_the_whole_page(begun: Callable[[str], Page]) -> None:
    inspector = Inspector("half")
    inspector.look_as_it_is(begun("wide"), "wide", shows="h1")
    assert list(inspector.found) == ["wide in en at 320", "wide in en at 1280"]


def test_what_is_shown_is_read_from_the_whole_page(begun: Callable[[str], Page]) -> None:
    assert shown(begun("sound"), "h1") == ["Half a page"]
