"""A clerk with people waiting, by keyboard alone: sits down, calls, serves, ends, hands on; every page looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.centres.models import Klass, Ticket, Visit
from dost.centres.queue import call_next
from dost.centres.visiting import begin, end
from tests.by_day import keep_clear_of_midnight
from tests.factories.accounts import UserFactory
from tests.factories.centres import CODE, CentreFactory, DeskFactory, booked, seat, waiting
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory

from .conftest import sign_in
from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

Window = Callable[..., "Page"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clerk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    """A clerk whose centre has two desks, at one of which somebody sits; ten people wait."""
    keep_clear_of_midnight(monkeypatch)
    now = timezone.now()
    DeskFactory(centre=CentreFactory(code=CODE), number=1)
    seat(2, areas=("05", "09"), since=now - 60 * MINUTE, first_name="Aygün", last_name="Quliyeva")
    ServiceFactory(
        code="05-40",
        name={"az": "Uşağın anadan olmasına görə müavinət", "en": "Birth benefit", "ru": "Пособие при рождении"},
    )
    soon = booked(starts_at=now.replace(second=0, microsecond=0) + 20 * MINUTE, person=PersonFactory())
    for minutes in range(10, 0, -1):
        special: dict[int, dict[str, Any]] = {
            10: {"service": "05-40"},
            9: {"klass": Klass.LAW, "language": "ru"},
            7: {"appointment": soon},
            1: {"klass": Klass.NEED, "service": "05-40"},
        }
        waiting(at=now - minutes * MINUTE, **special.get(minutes, {}))
    user: User = UserFactory(username="clerk", clerk=True, centre=CODE, enrolled=True)
    return user


def press(page: Page, key: str, *, shows: str) -> None:
    """Press a key and wait for what it leads to; nothing is clicked."""
    page.wait_for_load_state()
    page.keyboard.press(key)
    page.wait_for_selector(shows)


def test_a_visit_from_call_to_end_by_keyboard_alone(window: Window, clerk: User) -> None:
    inspector = Inspector("desk", language="az", widths=(PHONE, TABLET, DESK))
    page = window(language="az", user=clerk)
    page.goto("/counter/")
    inspector.look(page, "choose")
    page.focus("main button")
    press(page, "Enter", shows="[data-shortcut=n]")
    inspector.look(page, "free")

    press(page, "n", shows="[data-shortcut=h]")
    expect(page.locator(".dost-ticket__number")).to_have_text("002")  # by law, nine minutes: before ten in turn
    inspector.look(page, "called")
    press(page, "r", shows="text=2 dəfə çağırılıb")
    press(page, "h", shows="[data-shortcut=e]")
    inspector.look(page, "visit")

    press(page, "f", shows=".govuk-error-summary")
    inspector.look_as_it_is(page, "end-error", shows=".govuk-error-summary")
    press(page, "e", shows="input:focus")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("n")  # a letter that is typed presses nothing
    page.keyboard.press("Enter")
    page.wait_for_selector(".dost-ticket__number")
    expect(page.locator(".dost-ticket__number")).to_have_text("001")
    ended = Visit.objects.get()
    assert (ended.outcome, ended.note) == ("begun", "n")

    press(page, "h", shows="[data-shortcut=t]")
    press(page, "t", shows="#hand-on[open] select:focus")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Ananın pensiyası")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-notification-banner--success")
    assert Ticket.objects.get(number=1).to_desk.number == 2  # type: ignore[union-attr]

    press(page, "n", shows="[data-shortcut=q]")
    press(page, "q", shows="text=Masa boşdur")
    press(page, "n", shows="[data-shortcut=m]")
    press(page, "m", shows="#missed-title")
    inspector.look(page, "missed")
    press(page, "p", shows="text=Fasiləni bitir")
    inspector.look(page, "break")
    assert inspector.found == {}


def test_letters_press_nothing_once_they_are_switched_off(window: Window, clerk: User) -> None:
    page = window(language="az", user=clerk)
    page.goto("/counter/")
    page.click("main button")
    page.wait_for_selector("[data-shortcut=n] kbd")
    page.click("[data-shortcuts]")
    expect(page.locator("[data-shortcut=n] kbd")).to_be_hidden()
    page.keyboard.press("n")
    page.goto("/counter/")
    expect(page.locator("[data-shortcuts]")).to_have_text("Klaviatura qısayollarını qoş")
    expect(page.locator("[data-shortcut=n]")).to_be_visible()
    assert not Ticket.objects.filter(state="called").exists()


def test_the_list_follows_the_queue_by_itself(window: Window, clerk: User) -> None:
    page = window(language="en", user=clerk)
    page.goto("/counter/")
    page.click("main button")
    expect(page.locator(".dost-desk__count")).to_have_text("10 people wait for you")
    waiting(at=timezone.now())
    expect(page.locator(".dost-desk__count")).to_have_text("11 people wait for you", timeout=15_000)


def test_everything_works_without_javascript(browser: Any, live_server: Any, clerk: User) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="az")
    page = context.new_page()
    sign_in(page, clerk)
    expect(page).to_have_url(f"{live_server.url}/counter/")
    page.click("main button")
    expect(page.locator("kbd").first).to_be_hidden()
    page.click("text=Növbətini çağır")
    page.click("text=Gəliblər")
    page.check("[name=end-outcome] >> nth=0")
    page.click(".dost-desk__end button >> nth=1")
    expect(page.locator("h2").first).to_have_text("Masa boşdur")
    assert Visit.objects.get().outcome == "settled"
    context.close()


def test_the_supervisor_sees_the_centre_and_its_day(window: Window, clerk: User) -> None:
    now = timezone.now()
    desks = [seat(number, since=now - 60 * MINUTE) for number in (3, 4)]
    for minutes, desk in ((50, desks[0]), (30, desks[1])):
        waiting(at=now - (minutes + 60) * MINUTE)
        ticket = call_next(actor=desk.actor, now=now - minutes * MINUTE)
        assert ticket is not None
        visit = begin(ticket_id=ticket.pk, actor=desk.actor, now=now - minutes * MINUTE)
        end(visit_id=visit.pk, actor=desk.actor, now=now - (minutes - 8) * MINUTE, outcome="settled", note="")
    call_next(actor=desks[0].actor, now=now)
    supervisor = UserFactory(username="supervisor", supervisor=True, centre=CODE, enrolled=True)
    inspector = Inspector("centre", language="en", widths=(PHONE, TABLET, DESK))
    page = window(language="en", user=supervisor)
    page.goto("/office/centres/now/")
    inspector.look(page, "now")
    page.goto("/office/work/")
    inspector.look(page, "work")
    assert inspector.found == {}
