"""An appeal in Chromium: by its person, on a desk, a telephone and without JavaScript, and by who decides it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.models import Appeal, Case, CaseMessage, Decision
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

GROUNDS = "I am 66 years old. My birth certificate says so."
REASONS = "The certificate of birth was seen. It is genuine, and the year is 1960."


@pytest.fixture
def person(transactional_db: None) -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    made: Person = PersonFactory(birth_date=date(1962, 6, 1))
    return made


@pytest.fixture
def refused(person: Person) -> Case:
    """Refused three days ago for want of age; it is paid by the month."""
    made: Case = CaseFactory(
        refused=True,
        person=person,
        version=VersionFactory(changes={"period": "monthly"}),
        opened_at=timezone.now() - timedelta(days=3),
    )
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


def photograph() -> bytes:
    """A photograph of a document."""
    to = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(to, "JPEG")
    return to.getvalue()


@pytest.mark.parametrize(
    ("width", "javascript"),
    [(1280, True), (320, True), (320, False)],
    ids=["desk", "phone", "without JavaScript"],
)
def test_a_person_appeals_and_reads_what_came_of_it(
    seat: Callable[..., Page],
    window: Callable[..., Page],
    examiner: User,
    refused: Case,
    width: int,
    javascript: bool,
) -> None:
    name = f"appeal-{width}-{'js' if javascript else 'plain'}"
    page = seat(width=width, javascript=javascript)
    page.goto(f"/en/my/cases/{refused.pk}/")
    looked_at(page, f"{name}-1-case", javascript=javascript)
    page.click("text=Appeal this")

    page.click("main form button")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write why you do not agree.")
    page.fill("[name=grounds]", GROUNDS)
    looked_at(page, f"{name}-2-grounds", javascript=javascript)
    page.click("main form button")

    page.wait_for_url("**/appeal/documents/")
    page.set_input_files("[name=document]", {"name": "birth.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    page.fill("[name=title]", "Birth certificate")
    page.click("text=Add this document")
    expect(page.locator(".dost-documents")).to_contain_text("Birth certificate")
    looked_at(page, f"{name}-3-documents", javascript=javascript)
    page.get_by_role("button", name="Continue").click()

    page.wait_for_url("**/appeal/check/")
    expect(page.locator("main")).to_contain_text("It is not sent yet.")
    expect(page.locator("main")).to_contain_text("Birth certificate")
    looked_at(page, f"{name}-4-check", javascript=javascript)
    page.click("text=Send the appeal")
    page.wait_for_url("**/appeal/sent/")
    appeal = Appeal.objects.get()
    expect(page.locator("main")).to_contain_text(appeal.number)
    looked_at(page, f"{name}-5-sent", javascript=javascript)

    decide(window(language="en", user=examiner, width=width), appeal, name=name)

    page.goto(f"/en/my/cases/{refused.pk}/appeal/sent/")
    expect(page.locator("main")).to_contain_text("The decision is changed")
    page.click("text=See the case in which it is decided anew")
    expect(page.locator("h1")).to_contain_text("600.00 ₼ a month is on its way to you")
    looked_at(page, f"{name}-9-anew", javascript=javascript)
    appeal.refresh_from_db()
    assert Decision.objects.get(case=appeal.new_case).facts["person.age"]["source"] == "appeal"


def decide(page: Page, appeal: Appeal, *, name: str) -> None:
    """From the list to the decision, with the letter seen first."""
    page.goto("/office/appeals/")
    looked_at(page, f"{name}-6-list")
    page.click(f"text={appeal.number}")
    page.wait_for_url("**/purpose/")
    page.check("[name=purpose] >> nth=0")
    page.fill("[name=note]", "I decide this appeal")
    page.click("main form button")
    page.goto(f"/office/appeals/{appeal.pk}/")
    expect(page.locator("main")).to_contain_text(GROUNDS)
    page.check("[name=ruling][value=changed]")
    page.fill("[name=note]", REASONS)
    page.click("text=Facts that you take for proven")
    page.fill("[name='fact.person.age']", "66")
    looked_at(page, f"{name}-7-office")
    page.click("text=See the letter first")
    expect(page.locator("main")).to_contain_text("This is what the person will read")
    expect(page.locator("main")).to_contain_text(REASONS)
    looked_at(page, f"{name}-8-letter")
    page.click("text=Decide so and send the letter")
    expect(page.locator("main")).to_contain_text("The answer is on its way to the person.")


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
