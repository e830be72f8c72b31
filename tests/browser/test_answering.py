"""What the person tells is written down in Chromium: wide and narrow, three languages, axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from playwright.sync_api import expect

from dost.accounts.actors import SYSTEM
from dost.accounts.models import User
from dost.cases import applications
from dost.cases.applications import open_application
from dost.cases.models import Case, CaseAnswer
from services_catalog.models import Service
from tests.dost.road.applicants import applicant
from tests.dost.road.house import publish
from tests.factories.registries import PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

REAL = "08-06"
"""It asks for a yes or no twice, a choice and a date."""


def asks(az: str, en: str, ru: str) -> dict[str, str]:
    return {"az": az, "en": en, "ru": ru}


EVERY_KIND: list[dict[str, Any]] = [
    {
        "id": "alone",
        "ask": asks("Tək yaşayırsınız?", "Do you live alone?", "Вы живёте один (одна)?"),
        "type": "yes_no",
    },
    {"id": "rooms", "ask": asks("Neçə otaq var?", "How many rooms?", "Сколько комнат?"), "type": "whole_number"},
    {
        "id": "rent",
        "ask": asks("Aylıq kirayə haqqı nə qədərdir?", "What is the monthly rent?", "Сколько вы платите в месяц?"),
        "type": "money",
    },
    {"id": "since", "ask": asks("Nə vaxtdan?", "Since when?", "С какого дня?"), "type": "date"},
    {
        "id": "home",
        "ask": asks("Mənzil kimindir?", "Whose is the flat?", "Чья это квартира?"),
        "type": "choice",
        "choices": {
            "own": asks("Özümün", "My own", "Моя"),
            "rented": asks("Kirayə götürülüb", "Rented", "Съёмная"),
        },
    },
]


@pytest.fixture(autouse=True)
def _without_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)


@pytest.fixture
def real(examiner: User) -> Case:
    """A case of a service of the catalogue that waits for every answer."""
    with transaction.atomic():
        publish(REAL)
    who = applicant(REAL)
    service = Service.objects.get(pk=REAL)
    case = open_application(
        person=who.person, service=service, answers={}, actor=SYSTEM, on=who.on, about=who.about
    ).case
    Case.objects.update(assigned_to=examiner)
    return case


@pytest.fixture
def every_kind(examiner: User) -> Case:
    """A case that waits for an answer of every kind but one, which was told."""
    service = ServiceFactory(delivery="counter", passport={"channels": ["centre"]})
    VersionFactory(service=service, changes={"mode": "on_application", "questions": EVERY_KIND})
    case = open_application(
        person=PersonFactory(), service=service, answers={"rooms": 3}, actor=SYSTEM, on=date(2026, 3, 3)
    ).case
    Case.objects.update(assigned_to=examiner)
    return case


def to_the_form(page: Page, case: Case) -> None:
    """From the page of the case to the form."""
    page.goto(f"/office/cases/{case.pk}/")
    page.click(f'a[href="/office/cases/{case.pk}/actions/answer-questions/"]')
    page.wait_for_url("**/answer-questions/")


def test_questions_of_a_service_of_the_catalogue(window: Callable[..., Page], examiner: User, real: Case) -> None:
    inspector = Inspector("answer", language="ru")
    page = window(language="ru", user=examiner)
    to_the_form(page, real)
    inspector.look(page, "form")
    for group in page.locator("form fieldset").all():
        group.locator("label").first.click()
    page.fill("[type=date]", "2026-01-05")
    page.click("main form button")
    page.wait_for_url(f"**/cases/{real.pk}/")
    inspector.look(page, "answered")
    real.refresh_from_db()
    assert (real.state, CaseAnswer.objects.count()) == ("ready", 4)
    assert inspector.found == {}


def test_wrong_answers_are_found_from_the_summary(
    window: Callable[..., Page], examiner: User, every_kind: Case
) -> None:
    inspector = Inspector("kinds", language="ru", widths=(PHONE, TABLET, DESK))
    page = window(language="ru", user=examiner)
    to_the_form(page, every_kind)
    inspector.look(page, "form")
    page.get_by_label(EVERY_KIND[1]["ask"]["ru"]).fill("many")
    page.get_by_label(EVERY_KIND[2]["ask"]["ru"]).fill("-5")
    page.click("main form button")
    inspector.look_as_it_is(page, "wrong", shows=".govuk-error-summary")
    page.locator(".govuk-error-summary a").first.click()
    expect(page.get_by_label(EVERY_KIND[1]["ask"]["ru"])).to_be_focused()
    assert inspector.found == {}
