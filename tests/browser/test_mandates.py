"""A mandate in Chromium: given at a desk, accepted and used at a telephone, withdrawn; and without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import Mandate
from dost.cases.models import Case
from registries.models import Person
from tests.factories.accounts import MandateFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.patience import BROWSER_PATIENCE

from .inspector import DESK, PHONE, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def test_given_at_a_desk_used_at_a_telephone_and_withdrawn(
    browser: Any, live_server: Any, grantor: Person, agent: Person
) -> None:
    InstitutionFactory(code="DSMF")
    case: Case = CaseFactory(person=grantor, granted_and_paid=True)
    desk, phone = Inspector("mandates-desk", language="az"), Inspector("mandates-phone", language="az")
    hers = window_of(browser, live_server, grantor, width=DESK)
    hers.goto("/my/mandates/")
    desk.look(hers, "none")
    hers.click("a[href='/my/mandates/new/']")
    hers.click("main form button[type=submit]")
    desk.look_as_it_is(hers, "errors", shows=".govuk-error-summary")
    hers.fill("[name=agent_fin]", agent.fin)
    hers.check("[name=scope][value=named]")
    hers.locator("details", has=hers.locator(f"[value='{case.service_id}']")).locator("summary").click()
    hers.check(f"[name=services][value='{case.service_id}']")
    hers.check("[name=deeds][value=answer]")
    hers.fill("[name=until]", (timezone.localdate() + timedelta(days=60)).isoformat())
    desk.look_as_it_is(hers, "new", shows="[name=until]")
    hers.click("main form button[type=submit]")
    hers.wait_for_url("**/my/mandates/")
    mandate = Mandate.objects.get()

    his = window_of(browser, live_server, agent, width=PHONE)
    his.goto("/my/mandates/")
    phone.look(his, "asked")
    his.click(f"a[href='/my/mandates/{mandate.pk}/']")
    phone.look(his, "mandate")
    his.click("button[value=accept]")
    his.click("form[action='/my/acting-for/'] button >> nth=-1")
    his.goto("/my/cases/")
    expect(his.locator(".dost-acting")).to_contain_text(grantor.full_name)
    phone.look(his, "acting")
    his.click(f"a[href='/my/cases/{case.pk}/']")
    phone.look(his, "case")

    hers.goto(f"/my/mandates/{mandate.pk}/")
    desk.look(hers, "done")
    hers.click("button[value=withdraw]")
    expect(hers.locator("main")).to_contain_text(grantor.full_name)

    his.reload()
    his.wait_for_url("**/my/acting-for/?ended=1")
    phone.look(his, "ended")
    assert (desk.found, phone.found) == ({}, {})
    for page in (hers, his):
        page.context.close()


def test_it_is_accepted_without_javascript(browser: Any, live_server: Any, grantor: Person, agent: Person) -> None:
    mandate = MandateFactory(grantor=grantor, agent=agent, waiting=True)
    his = window_of(browser, live_server, agent, width=PHONE, scripts=False)
    his.goto(f"/my/mandates/{mandate.pk}/")

    his.click("button[value=accept]")
    expect(his.locator("button[value='give-back']")).to_be_visible()

    mandate.refresh_from_db()
    assert mandate.is_accepted
    his.context.close()
