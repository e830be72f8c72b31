"""A supervisor sets a centre up, a citizen books, changes and cancels, the centre closes: each page looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.centres.models import Appointment, Desk
from dost.common.working_days import working_days_later
from registries.models import Person
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.centres import CODE, CentreFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.patience import BROWSER_PATIENCE

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ALL = (PHONE, TABLET, DESK)
State = Appointment.State


@pytest.fixture
def person(transactional_db: None) -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    CentreFactory(address="Yasamal, Qutqaşınlı küç. 86")
    service = ServiceFactory(
        code="05-41",
        area="social_services",
        name=texts("A place in a day centre"),
        passport={"places": ["dost_centre"], "channels": ["centre"]},
    )
    VersionFactory(service=service, changes={"mode": "on_application"})
    made: Person = PersonFactory(phone="+994501112233", language="en")
    return made


@pytest.fixture
def supervisor(person: Person) -> User:
    UserFactory(clerk=True, centre=CODE, first_name="Elçin", last_name="Quliyev")
    made: User = UserFactory(supervisor=True, centre=CODE, first_name="Rauf", last_name="Əliyev")
    return made


@pytest.fixture
def citizen(browser: Browser, live_server: Any, person: Person) -> Iterator[Callable[..., Page]]:
    """Open a window in which the person is signed in."""
    contexts = []

    def sit(*, javascript: bool = True) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=javascript)
        contexts.append(context)
        client = Client()
        sign_in_citizen(client, person, fresh=True)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return page

    yield sit
    for context in contexts:
        context.close()


def test_a_centre_is_set_up_a_time_booked_changed_and_cancelled(
    window: Callable[..., Page], citizen: Callable[..., Page], supervisor: User
) -> None:
    staff = window(language="en", user=supervisor)
    kept = Inspector("centre", widths=ALL)
    set_up(staff, kept)

    page = citizen()
    mine = Inspector("appointments", widths=ALL)
    page.goto("/en/services/05-41/")
    page.click("main a[href*='my/appointments/new/']")
    page.wait_for_url("**/my/appointments/new/**")
    expect(page.locator("#service")).to_have_value("05-41")
    page.click("main form button")
    page.wait_for_selector("#at")
    mine.look(page, "times")
    page.click("main form[method=post] button")
    page.wait_for_selector(".govuk-error-summary")
    mine.look_as_it_is(page, "no time", shows=".govuk-error-summary")
    choose_whole_day(page)
    page.check("#at-3")
    page.click("main form[method=post] button")
    page.wait_for_selector("main figure svg")
    row = Appointment.objects.get()
    mine.look(page, "booked")

    page.click("main a[href$='/change/']")
    choose_whole_day(page)
    mine.look(page, "change")
    page.check("#at-4")
    page.click("main form[method=post] button")
    page.wait_for_selector("main figure svg")
    new = Appointment.objects.get(instead_of=row)

    close(staff, kept, new)
    page.goto("/en/my/appointments/")
    page.wait_for_selector("article")
    mine.look(page, "list")
    page.goto("/en/my/inbox/")
    expect(page.locator("main")).to_contain_text("is closed when you have your appointment")

    book_and_cancel(citizen(javascript=False))
    page.goto("/en/centres/")
    mine.look(page, "public page")
    assert kept.found | mine.found == {}


def set_up(page: Page, kept: Inspector) -> None:
    """Two desks, a break, a shift, a screen."""
    page.goto("/office/centres/")
    kept.look(page, "centre empty")
    page.goto("/office/centres/desks/")
    for number in ("1", "2"):
        page.fill("[name=number]", number)
        page.click("text=Add the desk")
        expect(page.locator("main table")).to_contain_text(number)
    kept.look(page, "desks")
    page.fill("[name=number]", "2")
    page.click("text=Add the desk")
    kept.look_as_it_is(page, "desk taken", shows=".govuk-error-summary")
    page.goto("/office/centres/closed/")
    page.fill("[name=starts]", "13:00")
    page.fill("[name=ends]", "14:00")
    page.click("text=Add the break")
    expect(page.locator("main")).to_contain_text("13:00–14:00")
    kept.look(page, "closed")
    page.goto("/office/centres/rules/")
    page.fill("[name=booked_share]", "100")
    page.click("text=Keep the numbers")
    expect(page.locator(".govuk-notification-banner, .moj-alert, [role=status], [role=alert]").first).to_be_visible()
    kept.look(page, "rules")
    page.goto("/office/centres/shifts/")
    page.fill("[name=day]", working_days_later(timezone.localdate(), 1).isoformat())
    page.select_option("[name=who]", label="Elçin Quliyev")
    page.select_option("[name=desk]", str(Desk.objects.get(number=1).pk))
    page.click("text=Add the shift")
    expect(page.locator(".dost-week")).to_contain_text("Elçin Quliyev")
    kept.look(page, "shifts")
    page.goto("/office/centres/screens/")
    page.check("[name=kind][value=kiosk]")
    page.fill("[name=place]", "Entrance")
    page.click("text=Make a code")
    kept.look_as_it_is(page, "code", shows="text=Type this code there")
    page.click("text=Done")
    page.wait_for_selector("main table")
    kept.look(page, "screens")


def close(page: Page, kept: Inspector, row: Appointment) -> None:
    """The day of the appointment is closed: its person is told, and stands on the list without a name."""
    page.goto("/office/centres/closed/")
    page.fill("[name=day]", row.day.day.isoformat())
    page.fill("[name=reason]", "Repair")
    page.click("text=Close on this day")
    expect(page.locator("body")).to_contain_text("1 person who has an appointment is told.")
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    page.goto("/office/centres/")
    expect(page.locator("main table")).to_contain_text("Cancelled: closed")
    kept.look(page, "centre")


def choose_whole_day(page: Page) -> None:
    """A day ahead: of today, which the page offers first, only what is left of it can be booked."""
    page.select_option("#day", index=3)
    page.click("main form[method=get] button")
    page.wait_for_selector("#at-3")


def book_and_cancel(page: Page) -> None:
    """Without JavaScript."""
    page.goto(f"/en/my/appointments/new/?centre={CODE}")
    choose_whole_day(page)
    page.check("#at-2")
    page.click("main form[method=post] button")
    page.wait_for_selector("main figure svg")
    page.click("main a[href$='/cancel/']")
    page.click("main form button")
    page.wait_for_url("**/my/appointments/")
    assert not Appointment.objects.filter(state=State.BOOKED).exists()
