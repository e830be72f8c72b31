"""A complaint in Chromium: written, studied longer, answered, read; on a desk, a telephone and without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.models import Complaint
from registries.models import Person
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.complaints import REASONS, WORDS, complaint_services
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def person(transactional_db: None) -> Person:
    for code in ("DIN", "EDLIYYE", "DSMF"):
        InstitutionFactory(code=code)
    complaint_services()
    made: Person = PersonFactory()
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
    """A photograph of a queue."""
    to = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(to, "JPEG")
    return to.getvalue()


@pytest.mark.parametrize(
    ("width", "language", "javascript"),
    [(1280, "en", True), (320, "az", True), (320, "ru", True), (320, "en", False)],
    ids=["desk", "phone az", "phone ru", "without JavaScript"],
)
def test_a_person_complains_and_reads_the_answer(
    seat: Callable[..., Page],
    window: Callable[..., Page],
    width: int,
    language: str,
    javascript: bool,
) -> None:
    name = f"complaint-{width}-{language}-{'js' if javascript else 'plain'}"
    prefix = "" if language == "az" else f"/{language}"

    def look(page: Page, what: str) -> None:
        looked_at(page, f"{name}-{what}", javascript=javascript)

    page = seat(width=width, language=language, javascript=javascript)
    page.goto(f"{prefix}/my/complaints/")
    look(page, "01-list")
    page.click("main a.govuk-button")
    page.click("main form button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.check("[name=kind][value=complaint]")
    page.check("[name=about][value=staff]")
    look(page, "02-kind")
    page.click("main form button >> nth=0")

    page.wait_for_url("**/new/what/")
    page.fill("[name=named]", "Aygün, window 3")
    look(page, "03-what")
    page.click("main form button")

    page.wait_for_url("**/new/words/")
    page.fill("[name=words]", WORDS)
    look(page, "04-words")
    page.click("main form button")

    page.wait_for_url("**/new/documents/")
    page.set_input_files("[name=document]", {"name": "queue.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    page.fill("[name=title]", "The queue")
    page.click("main form button.govuk-button--secondary")
    expect(page.locator(".dost-documents")).to_contain_text("The queue")
    look(page, "05-documents")
    page.click("main a.govuk-button")

    page.wait_for_url("**/new/check/")
    expect(page.locator("main")).to_contain_text(WORDS)
    look(page, "06-check")
    page.click("main form:has([name=key]) button")
    page.wait_for_url("**/my/complaints/*/?sent")
    one = Complaint.objects.get()
    expect(page.locator("main")).to_contain_text(one.number)
    look(page, "07-sent")

    meant = UserFactory(first_name="Aygün", last_name="Səlimova")
    supervisor = UserFactory(supervisor=True, first_name="Sevda", last_name="Hacıyeva")
    work_on_it(window, one, supervisor, meant, name=name, width=width, language=language)

    page.goto(f"{prefix}/my/complaints/{one.pk}/")
    expect(page.locator("main")).to_contain_text(REASONS)
    look(page, "14-answered")
    page.goto(f"{prefix}/my/complaints/")
    look(page, "15-list")


def work_on_it(
    window: Callable[..., Page],
    one: Complaint,
    supervisor: User,
    meant: User,
    *,
    name: str,
    width: int,
    language: str,
) -> None:
    """Whom it is about is written down; it is studied longer; the answer is seen before it goes."""
    office = window(language=language, user=supervisor, width=width)
    there = f"/office/complaints/{one.pk}/"
    office.goto("/office/complaints/")
    looked_at(office, f"{name}-08-office")
    office.click(f"text={one.number}")
    office.wait_for_url(f"**{there}")
    expect(office.locator("h1")).to_contain_text(one.number)
    looked_at(office, f"{name}-09-closed")
    office.click(f"form[action='{there}take/'] button")
    expect(office.locator("main")).to_contain_text(WORDS)

    office.goto(f"{there}meant/")
    office.select_option("[name=user]", str(meant.pk))
    office.click("main form button")
    expect(office.locator("main")).to_contain_text("Səlimova")
    looked_at(office, f"{name}-10-opened")

    office.goto(f"{there}longer/")
    office.fill("[name=reasons]", REASONS)
    office.click("main form button")
    expect(office.locator("[name=seen]")).to_have_count(1)
    office.click("main form button >> nth=0")
    expect(office.locator("form")).not_to_have_count(0)

    office.goto(f"{there}answer/")
    office.check("[name=outcome][value=justified]")
    office.fill("[name=reasons]", REASONS)
    looked_at(office, f"{name}-11-act")
    office.click("main form button")
    expect(office.locator("[name=seen]")).to_have_count(1)
    looked_at(office, f"{name}-12-letter")
    office.click("main form button >> nth=0")
    office.wait_for_url(f"**{there}")
    looked_at(office, f"{name}-13-done")
    one.refresh_from_db()
    assert one.state == Complaint.State.ANSWERED
    assert one.is_longer

    theirs = window(language=language, user=meant, width=width)
    theirs.goto("/office/complaints/?view=closed")
    expect(theirs.locator("main")).not_to_contain_text(one.number)


def test_a_member_of_staff_writes_one_down(window: Callable[..., Page], person: Person, examiner: User) -> None:
    office = window(language="az", user=examiner, width=1280)
    office.goto("/office/complaints/new/")
    looked_at(office, "complaint-written-1-for-whom")
    office.fill("[name=fin]", person.fin)
    office.click("main form button")
    office.check("[name=kind][value=proposal]")
    office.check("[name=about][value=general]")
    office.fill("[name=words]", WORDS)
    looked_at(office, "complaint-written-2-form")
    office.click("main form button")
    expect(office.locator("main")).to_contain_text(Complaint.objects.get().number)
    looked_at(office, "complaint-written-3-list")
