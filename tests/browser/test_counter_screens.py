"""The public screens of a centre: from the kiosk to the board and the telephone, and each of them looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Error, expect

from dost.centres.models import Device, Ticket
from dost.centres.queue import call_next
from dost.centres.visiting import begin, end
from services_catalog.finding.index import rebuild
from tests.browser.conftest import is_wider_than_the_window, picture, troubles
from tests.browser.inspector import LANGUAGES, Inspector
from tests.dost.counter.screens import new_screen
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, CentreFactory, Seat, seat
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS: Final = (320, 768, 1280)
SPEECH: Final = """
window.spoken = [];
class Voice extends EventTarget {
  getVoices() { return [{ lang: "az-AZ", name: "Nigar" }]; }
  speak(one) {
    window.spoken.push(one.text);
    document.body.dataset.spoken = window.spoken.join("; ");
    setTimeout(() => one.onend?.(), 30);
  }
}
Object.defineProperty(window, "speechSynthesis", { value: new Voice(), configurable: true });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
SERVICES: Final = (
    ("05-40", "Uşağın anadan olmasına görə birdəfəlik müavinət"),
    ("05-41", "Uşağa qulluq müavinəti"),
)
BY_ADDRESS: Final = (("start", f"/kiosk/{CODE}/"), ("who", f"/kiosk/{CODE}/who/"), ("pair", f"/board/{CODE}/pair/"))
Window = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_cache() -> None:
    cache.clear()


@pytest.fixture
def desk() -> Seat:
    CentreFactory(address="Bakı, Süleyman Rəhimov küç. 183")
    return seat(3, since=timezone.now())


def paired(page: Page, kind: Device.Kind) -> Page:
    """Make a window a screen of the centre, by the code that its supervisor was given."""
    code, _by = new_screen(kind, now=timezone.now())
    page.goto(f"/{kind}/{CODE}/pair/")
    page.fill("[name=code]", code)
    page.locator("main form button").click()
    page.wait_for_url(f"**/{kind}/{CODE}/")
    return page


def to_ticket(page: Page, *, language: str = "az") -> Ticket:
    """The road without a document: four presses."""
    page.goto(f"/kiosk/{CODE}/")
    page.locator(f".screen-choice--language[lang={language}]").click()
    page.locator("[name=without]").click()
    page.locator("[name=quick]").click()
    page.locator("[name=cause][value=none]").click()
    page.wait_for_selector(".screen-ticket__number")
    return Ticket.objects.latest("pk")


def test_from_the_kiosk_to_the_board_and_the_telephone(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    board = window()
    board.add_init_script(SPEECH)
    paired(board, Device.Kind.BOARD)
    board.goto(f"/board/{CODE}/")
    expect(board.locator(".board-nobody")).to_be_visible()

    ticket = to_ticket(kiosk)
    expect(kiosk.locator(".screen-ticket__number")).to_have_text(ticket.label)
    kiosk.get_by_role("link", name="Bitir").click()
    kiosk.wait_for_selector(".screen-choice--language")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser has kept nothing that it could show
        kiosk.go_back()

    phone = window(width=320)
    phone.goto(f"/ticket/{ticket.code}/")
    expect(phone.locator(".phone-number")).to_contain_text(ticket.label)
    call_next(actor=desk.actor, now=timezone.now())
    expect(board.locator("#now")).to_contain_text(ticket.label)
    expect(board.locator("body")).to_have_attribute("data-spoken", "1 nömrə, 3 saylı masa")
    expect(board.locator("#now")).to_be_hidden()
    expect(board.locator("[data-call]")).to_have_count(1)
    expect(phone.locator(".phone-called__desk")).to_contain_text("3")

    visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=timezone.now())
    end(visit_id=visit.pk, actor=desk.actor, now=timezone.now(), outcome="settled", note="")
    phone.locator("[name=rating][value='5']").click()
    expect(phone.locator(".screen-note")).to_be_visible()
    visit.refresh_from_db()
    assert visit.rating == 5


def test_two_calls_at_once_are_announced_one_after_the_other_and_a_lost_line_misses_none(
    window: Window, live_server: Any, desk: Seat
) -> None:
    other = seat(4, since=timezone.now())
    kiosk = paired(window(), Device.Kind.KIOSK)
    board = window()
    board.add_init_script(SPEECH)
    paired(board, Device.Kind.BOARD)
    board.goto(f"/board/{CODE}/")
    to_ticket(kiosk), to_ticket(kiosk)
    board.context.set_offline(True)
    expect(board.locator("#trouble")).to_be_visible()
    call_next(actor=desk.actor, now=timezone.now())
    call_next(actor=other.actor, now=timezone.now())
    board.context.set_offline(False)
    expect(board.locator("#now")).to_contain_text("001")
    expect(board.locator("body")).to_have_attribute("data-spoken", "1 nömrə, 3 saylı masa")
    expect(board.locator("#now")).to_contain_text("002")
    expect(board.locator("body")).to_have_attribute("data-spoken", "1 nömrə, 3 saylı masa; 2 nömrə, 4 saylı masa")
    expect(board.locator("#trouble")).to_be_hidden()


def test_without_a_network_the_kiosk_says_where_to_go(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    kiosk.goto(f"/kiosk/{CODE}/who/")
    kiosk.fill("#document", "5ABC12D")
    kiosk.context.set_offline(True)
    kiosk.locator("form .screen-button").first.click()
    expect(kiosk.locator("#no-network")).to_be_visible()
    assert kiosk.input_value("#document") == ""
    kiosk.context.set_offline(False)
    kiosk.wait_for_selector(".screen-choice--language")


def test_a_kiosk_that_nobody_touches_asks_and_then_clears_itself(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    kiosk.clock.install()
    kiosk.goto(f"/kiosk/{CODE}/who/")
    kiosk.fill("#document", "5ABC12D")
    kiosk.clock.run_for(21_000)
    expect(kiosk.locator("#still-there")).to_be_visible()
    kiosk.locator("[data-here]").click()
    expect(kiosk.locator("#still-there")).to_be_hidden()
    assert kiosk.input_value("#document") == "5ABC12D"
    kiosk.clock.run_for(41_000)
    kiosk.wait_for_selector(".screen-choice--language")


def test_the_road_by_keyboard_alone(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    kiosk.goto(f"/kiosk/{CODE}/")

    def press_on(selector: str) -> None:
        for _ in range(80):
            kiosk.keyboard.press("Tab")
            if kiosk.evaluate("selector => document.activeElement.matches(selector)", selector):
                kiosk.keyboard.press("Enter")
                return
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    press_on(".screen-choice--language[lang=en]")
    kiosk.wait_for_selector("#document")
    kiosk.keyboard.type("5ABC12D")  # as the reader of squares does: it has the focus already
    kiosk.keyboard.press("Enter")
    kiosk.wait_for_selector("[name=event]")
    press_on("[name=event][value=child_born]")
    kiosk.wait_for_selector("[name=cause]")
    press_on("[name=cause][value=child]")
    kiosk.wait_for_selector(".screen-ticket__number")
    assert (Ticket.objects.get().event, Ticket.objects.get().klass) == ("child_born", "need")


def test_the_letters_on_the_screen_write(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    kiosk.goto(f"/kiosk/{CODE}/who/")
    for key in "5AB":
        kiosk.locator(".screen-keys button", has_text=re.compile(f"^{key}$")).click()
    kiosk.locator(".screen-keys__wide").click()
    assert kiosk.input_value("#document") == "5A"


@pytest.mark.slow
def test_each_screen_is_looked_at(window: Window, live_server: Any, desk: Seat) -> None:
    for code, name in (
        ("05-40", "Uşağın anadan olmasına görə birdəfəlik müavinət"),
        ("05-41", "Uşağa qulluq müavinəti"),
    ):
        VersionFactory(service=ServiceFactory(code=code, name=texts(name), area="benefits", life_events=["child_born"]))
    rebuild()
    settings.PUBLIC_URL = live_server.url
    screen = paired(paired(window(), Device.Kind.KIOSK), Device.Kind.BOARD)
    wrong: dict[str, list[str]] = {}

    def look(name: str, language: str) -> None:
        for width in WIDTHS:
            screen.set_viewport_size({"width": width, "height": 900})
            picture(screen, f"screens-{name}.{language}.{width}")
            found = troubles(screen)
            if is_wider_than_the_window(screen):
                found.append("wider than the window")
            if found:
                wrong[f"{name} in {language} at {width}"] = found
        screen.set_viewport_size({"width": 1280, "height": 900})

    for language in LANGUAGES:
        prefix = "" if language == "az" else f"/{language}"
        for name, address in (
            ("start", f"/kiosk/{CODE}/"),
            ("who", f"/kiosk/{CODE}/who/"),
            ("pair", f"/board/{CODE}/pair/"),
        ):
            screen.goto(f"{prefix}{address}")
            look(name, language)
        screen.goto(f"{prefix}/kiosk/{CODE}/who/")
        screen.fill("#document", "?")
        screen.locator("form .screen-button").first.click()
        screen.wait_for_selector(".screen-error")
        look("error", language)
        screen.locator("[name=without]").click()
        screen.wait_for_selector("[name=event]")
        screen.locator(".screen-more > summary").click()
        look("what", language)
        screen.locator("[name=area][value=benefits]").click()
        screen.wait_for_selector("[name=service]")
        look("services", language)
        screen.locator("[name=other]").click()
        screen.wait_for_selector("[name=cause]")
        look("cause", language)
        screen.locator("[name=cause][value=none]").click()
        screen.wait_for_selector(".screen-ticket")
        look("ticket", language)
        ticket = Ticket.objects.latest("pk")
        follow = f"{prefix}/ticket/{ticket.code}/"
        screen.goto(follow)
        look("phone-waiting", language)
        screen.goto(f"{follow}leave/")
        look("phone-leave", language)
        called = call_next(actor=desk.actor, now=timezone.now())
        assert called is not None
        screen.goto(follow)
        screen.wait_for_selector(".phone-called")
        look("phone-called", language)
        screen.goto(f"{prefix}/board/{CODE}/")
        look("board", language)
        visit = begin(ticket_id=called.pk, actor=desk.actor, now=timezone.now())
        end(visit_id=visit.pk, actor=desk.actor, now=timezone.now(), outcome="settled", note="")
        screen.goto(follow)
        screen.wait_for_selector(".phone-rate")
        look("phone-rate", language)
    screen.context.clear_cookies()
    screen.goto(f"/kiosk/{CODE}/")
    look("hours", "az")
    assert wrong == {}


def test_the_greeters_page_is_looked_at(window: Window, live_server: Any, desk: Seat) -> None:
    kiosk = paired(window(), Device.Kind.KIOSK)
    to_ticket(kiosk), to_ticket(kiosk)
    page = window(user=UserFactory(role="greeter", centre=CODE), language="en")
    inspector = Inspector("greeter")
    page.goto("/counter/greeter/")
    inspector.look(page, "door")
    page.get_by_role("button", name="Take the ticket").click()
    page.wait_for_selector(".screen-ticket")
    inspector.look(page, "paper")
    assert inspector.found == {}
