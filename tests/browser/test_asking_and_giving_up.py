"""Asking about a case, and giving an application up, in Chromium: at a desk, a telephone, in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from dost.cases.models import CaseMessage
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def person(transactional_db: None) -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    made: Person = PersonFactory(birth_date=date(1962, 6, 1))
    return made


@pytest.fixture
def seat(browser: Browser, live_server: Any, person: Person) -> Iterator[Callable[..., Page]]:
    """Open a window in which the person is signed in."""
    contexts = []

    def sit(*, width: int = 1280, language: str = "en", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=javascript,
        )
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


def looked_at(page: Page, name: str, *, javascript: bool = True) -> None:
    """The page fits its window and axe finds nothing; photographed when somebody wants to look at it."""
    if javascript:
        assert not is_wider_than_the_window(page)
        assert troubles(page) == []
    picture(page, name)


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (320, "az"), (320, "ru")], ids=["en", "az", "ru"])
def test_asking_and_giving_up_fit_every_window(
    seat: Callable[..., Page], person: Person, width: int, language: str
) -> None:
    case = CaseFactory(person=person, origin="application", version=VersionFactory(), basis_key="asked")
    prefix = "" if language == "az" else f"/{language}"
    page = seat(width=width, language=language)
    page.goto(f"{prefix}/my/cases/{case.pk}/question/")
    page.fill("[name=text]", "When is it decided?")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("When is it decided?")
    looked_at(page, f"ask-{width}-{language}")
    assert CaseMessage.objects.count() == 1

    page.goto(f"{prefix}/my/cases/{case.pk}/withdraw/")
    looked_at(page, f"withdraw-{width}-{language}")
    page.click("main form .govuk-button--warning")
    page.wait_for_url(f"**/my/cases/{case.pk}/")
    looked_at(page, f"withdrawn-{width}-{language}")
    case.refresh_from_db()
    assert case.outcome == "given_up"
