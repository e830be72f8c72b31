"""Acting for an employer in Chromium: whoever nothing names is refused kindly, its head chooses it and applies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from registries.models import Person
from tests.factories.drafts import for_employers
from tests.factories.registries import InstitutionFactory, PersonFactory, RepresentativeFactory

from .inspector import PHONE, Inspector
from .test_mandates import window_of

pytestmark = pytest.mark.browser


@pytest.fixture
def head() -> Person:
    made: Person = PersonFactory(given_name="Samir", birth_date=date(1980, 1, 1))
    RepresentativeFactory(person=made)
    return made


def test_the_head_of_an_employer_applies_in_its_name(browser: Any, live_server: Any, head: Person) -> None:
    cache.clear()
    for code in ("DSMF", "DIN", "DVX"):
        InstitutionFactory(code=code)
    service = for_employers()
    looked = Inspector("employers", language="az")
    page = window_of(browser, live_server, head, width=PHONE)
    page.goto("/my/acting-for/")
    looked.look(page, "choosing")
    page.fill("[name=employer][type=text]", "1000000021")
    page.click("form:has([name=employer][type=text]) button")
    looked.look_as_it_is(page, "refused", shows=".govuk-error-summary")
    page.click("form:has([name=employer][type=hidden]) button")
    page.wait_for_url("**/my/employer/")
    looked.look(page, "employer")
    page.click(f"main a[href='/apply/{service.code}/']")
    looked.look(page, "begin")
    expect(page.locator(".dost-acting")).to_contain_text("VÖEN 1000000011")
    page.goto("/my/employer/mandates/")
    looked.look(page, "mandates")
    page.goto("/my/employer/mandates/new/")
    looked.look(page, "mandate")
    assert looked.found == {}
    page.context.close()
