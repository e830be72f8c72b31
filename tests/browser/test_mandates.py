"""A mandate in Chromium: given, accepted, used at a service, withdrawn; desk, telephone and without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import Mandate
from dost.cases.models import Case
from dost.cases.stages import Outcome
from registries.models import Person
from services_catalog.models import Service
from tests.factories.accounts import sign_in_citizen
from tests.factories.drafts import applied_for, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.patience import BROWSER_PATIENCE

from .inspector import DESK, PHONE, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _without_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.mandates.telling.ring", lambda *arguments: True)
    cache.clear()


@pytest.fixture
def grantor() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(given_name="Samir", birth_date=date(1985, 1, 1))
    return made


def window_of(browser: Any, live_server: Any, person: Person, *, width: int, scripts: bool = True) -> Page:
    """A person at a browser of their own, signed in without the provider's pages."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        locale="az",
        java_script_enabled=scripts,
    )
    client = Client()
    sign_in_citizen(client, person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page: Page = context.new_page()
    page.set_default_timeout(BROWSER_PATIENCE)
    return page


WAYS: Final = {
    "desk": (DESK, True),
    "telephone": (PHONE, True),
    "telephone without JavaScript": (PHONE, False),
}


def main_button(page: Page) -> Locator:
    """The one button of the page's own form."""
    return page.locator("main form[method=post] button.govuk-button").last


@pytest.mark.parametrize(("width", "scripts"), WAYS.values(), ids=WAYS)
def test_given_accepted_used_at_a_service_withdrawn_and_refused(
    browser: Any,
    live_server: Any,
    grantor: Person,
    agent: Person,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    scripts: bool,
) -> None:
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF")
    InstitutionFactory(code="EDLIYYE")
    service = applied_for()
    inspector = Inspector("mandates", language="az")

    def look(page: Page, name: str, *, shows: str = "") -> None:
        if width == DESK:  # one of the three looks at its pages at every width
            inspector.look_as_it_is(page, name, shows=shows) if shows else inspector.look(page, name)

    hers = window_of(browser, live_server, grantor, width=width, scripts=scripts)
    hers.goto("/my/mandates/")
    look(hers, "none")
    hers.click("a[href='/my/mandates/new/']")
    hers.click("main form button[type=submit]")
    expect(hers.locator(".govuk-error-summary")).to_be_visible()
    look(hers, "errors", shows=".govuk-error-summary")
    hers.fill("[name=agent_fin]", agent.fin)
    hers.check("[name=scope][value=named]")
    hers.locator("details", has=hers.locator(f"[value='{service.code}']")).locator("summary").click()
    hers.check(f"[name=services][value='{service.code}']")
    hers.check("[name=deeds][value=apply]")
    hers.fill("[name=until]", (timezone.localdate() + timedelta(days=60)).isoformat())
    look(hers, "new", shows="[name=until]")
    hers.click("main form button[type=submit]")
    hers.wait_for_url("**/my/mandates/")
    mandate = Mandate.objects.get()

    his = window_of(browser, live_server, agent, width=width, scripts=scripts)
    his.goto("/my/mandates/")
    look(his, "asked")
    his.click(f"a[href='/my/mandates/{mandate.pk}/']")
    look(his, "mandate")
    his.click("button[value=accept]")
    his.click("form[action='/my/acting-for/'] button >> nth=-1")
    his.goto("/my/cases/")
    expect(his.locator(".dost-acting")).to_contain_text(grantor.full_name)
    look(his, "acting")

    apply(his, service)
    case = Case.objects.get()
    assert (case.person, case.outcome) == (grantor, Outcome.GRANTED)
    his.goto(f"/my/cases/{case.pk}/")
    look(his, "case")

    hers.goto(f"/my/mandates/{mandate.pk}/")
    expect(hers.locator("main")).to_contain_text(str(service.title))
    look(hers, "done")
    hers.click("button[value=withdraw]")
    expect(hers.locator("button[value=withdraw]")).to_have_count(0)

    his.reload()
    his.wait_for_url("**/my/acting-for/?ended=1")
    look(his, "ended")
    answer = his.goto(f"/my/cases/{case.pk}/")
    assert answer is not None
    assert answer.status == 404
    assert inspector.found == {}
    for page in (hers, his):
        page.context.close()


def apply(page: Page, service: Service) -> None:
    """From the first page of an application to its receipt."""
    page.goto(f"/apply/{service.code}/")
    main_button(page).click()
    page.wait_for_url("**/known/")
    main_button(page).click()
    for number in (1, 2, 3):
        page.wait_for_url(f"**/questions/{number}/")
        if page.locator("[name='answers.rooms']").count():
            page.fill("[name='answers.rooms']", "2")
        else:
            page.locator("main form label").first.click()
        main_button(page).click()
    page.wait_for_url("**/check/")
    main_button(page).click()
    page.wait_for_url("**/sent/")
