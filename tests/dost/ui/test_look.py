"""The shared pages in a real browser: axe, 320 pixels, no JavaScript, refreshing without disturbing."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import expect

from tests.dost.ui import samples
from tests.dost.ui.faces import wider_than_the_window
from tests.dost.ui.rendering import LANGUAGES, previews, render
from tests.patience import BROWSER_PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.dost.ui.urls")]

AXE = Path("tests/vendor/axe.min.js")
# What is right is told in one example for each rule, and left in the page: it is most of what axe finds.
LOOK = """async rules =>
    (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MAIN_PAGES = {"day", "list", "case-waiting", "purpose", "sign-in"}
REFRESHED = 6_000  # milliseconds of the page's clock, in which a day has asked what is new
ORIGIN = "http://127.0.0.1:9"
Open = Callable[..., "Page"]


def _answer(route: Route, name: str, language: str) -> None:
    """Serves the sample page and the real static files under the real content security policy."""
    path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        assert isinstance(found, str), path
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "font/woff2")
        return
    headers = {"Content-Security-Policy": build_policy(), "Content-Type": "text/html; charset=utf-8"}
    if "hx-request" in route.request.headers:
        with translation.override(language):
            body: str = render_to_string("backoffice/_day.html", {"page": samples.empty_day_page()})
    else:
        body = render(previews()[name], language)
    route.fulfill(body=body, headers=headers)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a sample page; whatever the console complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_(name: str, language: str = "az", *, width: int = 1280, clock: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        if clock:
            page.clock.install()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", lambda route: _answer(route, name, language))
        page.goto(f"{ORIGIN}{previews()[name].path}")
        page.wait_for_load_state("load")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(previews()))
@pytest.mark.parametrize(("width", "languages"), [(320, ("az",)), (1280, LANGUAGES)])
def test_page_passes_axe(open_page: Open, name: str, width: int, languages: tuple[str, ...]) -> None:
    found = []
    # Errors and empty states differ from their pages in a sentence or two: one language tells.
    for language in languages if name in MAIN_PAGES else languages[:1]:
        page = open_page(name, language, width=width)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(LOOK, RULES)
        found += [
            f"{language} {violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]
    assert found == []


@pytest.mark.parametrize("name", sorted(previews()))
def test_page_never_scrolls_sideways_on_a_narrow_screen(open_page: Open, name: str) -> None:
    for language in LANGUAGES:
        page = open_page(name, language, width=320)
        assert wider_than_the_window(page) == [], language


def test_everything_is_there_without_javascript(open_page: Open) -> None:
    page = open_page("list", java_script_enabled=False)
    assert page.get_by_role("link", name="Gün").is_visible()
    assert page.get_by_role("button", name="Tətbiq edin").is_visible()
    assert page.get_by_role("button", name="EN").is_visible()
    assert page.locator("#filter-service").is_visible()
    assert page.locator("#find-q").is_visible()


def test_filters_open_and_close_on_a_narrow_screen(open_page: Open) -> None:
    page = open_page("list", width=320)
    assert not page.locator("#filter-service").is_visible()
    page.get_by_role("button", name="Filtrləri göstərin").click()
    assert page.locator("#filter-service").is_visible()


def test_slash_goes_to_the_search(open_page: Open) -> None:
    page = open_page("list")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find-q"


def test_error_summary_has_the_focus(open_page: Open) -> None:
    page = open_page("purpose-error")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


def test_the_day_refreshes_by_itself_and_keeps_what_was_open(open_page: Open) -> None:
    page = open_page("day", "en", clock=True)
    page.locator("#by-hour summary").click()
    page.clock.run_for(REFRESHED)
    expect(page.locator(".dost-total__value").first).to_have_text("0")
    assert page.locator("#by-hour").get_attribute("open") is not None


class _SignedOut(BaseHTTPRequestHandler):
    """The day as long as it is asked for whole; whoever asks for a part is sent to sign in."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/" and "HX-Request" in self.headers:
            type(self).asked = True
            self.send_response(302)
            self.send_header("Location", "/accounts/sign-in/")
            self.end_headers()
            return
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        name = "sign-in" if type(self).asked else "day"
        body = Path(found).read_bytes() if isinstance(found, str) else render(previews()[name], "en").encode()
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    asked = False

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


def test_a_day_whose_reader_was_signed_out_asks_to_sign_in(browser: Browser) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _SignedOut) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.clock.install()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.clock.run_for(REFRESHED)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.locator(".dost-header").count() == 1
        page.close()
        server.shutdown()


def test_a_paused_day_stays_as_it_is(open_page: Open) -> None:
    page = open_page("day", "en", clock=True)
    asked: list[str] = []
    page.get_by_role("button", name="Pause").click()
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(10 * REFRESHED)
    assert asked == []
    assert page.locator(".dost-total__value").first.text_content() == "7,050"
    assert page.get_by_role("button", name="Go on").is_visible()
    assert page.get_by_text("Not updating").is_visible()


def test_filtering_swaps_the_results_only(open_page: Open) -> None:
    page = open_page("list", "en")
    page.evaluate("document.querySelector('h1').dataset.mark = 'kept'")
    with page.expect_request(lambda request: "stage=pay" in request.url):
        page.locator("#filter-stage").select_option("pay")
    assert page.locator("h1").get_attribute("data-mark") == "kept"
