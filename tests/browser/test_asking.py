"""More is asked of a person and given, in Chromium: at a desk, at a telephone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.models import Case, Letter, MoreAsked, MoreGiven, SupportingDocument
from tests.factories.accounts import sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.uploads import photograph
from tests.patience import BROWSER_PATIENCE

from .inspector import DESK, PHONE, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WHY = "Reyestrdə harada yaşadığınız göstərilmir."
QUESTION = "2019-cu ildə harada yaşamısınız?"
PAPER = "Təhsil haqqında arayış"


@pytest.fixture(autouse=True)
def _without_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.cases.handlers.way.ring", lambda *arguments: True)


@pytest.fixture
def case(examiner: User) -> Case:
    InstitutionFactory(code="DSMF")
    made: Case = CaseFactory(to_clerk=True, assigned_to=examiner, person=PersonFactory(language="ru"))
    return made


def at_home(browser: Any, live_server: Any, case: Case, *, scripts: bool = True) -> Page:
    """The person of a case at their telephone, signed in without the provider's pages."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": PHONE, "height": 800},
        locale="az",
        java_script_enabled=scripts,
    )
    client = Client()
    sign_in_citizen(client, case.person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page: Page = context.new_page()
    page.set_default_timeout(BROWSER_PATIENCE)
    return page


def ask(page: Page, case: Case) -> None:
    """Ask for an answer and a document with one form."""
    page.goto(f"/office/cases/{case.pk}/ask/")
    page.select_option("[name=what-1]", "answer")
    page.fill("[name=words-1]", QUESTION)
    page.fill("[name=why-1]", WHY)
    page.click("button[name=add]")
    expect(page.locator("[name=why-1]")).to_have_value(WHY)
    page.select_option("[name=what-2]", "document")
    page.fill("[name=words-2]", PAPER)
    page.fill("[name=why-2]", WHY)
    page.click("main form button >> nth=0")
    page.wait_for_url(f"**/cases/{case.pk}/")


def test_asked_at_a_desk_given_at_a_telephone_and_decided_with_the_letter_in_sight(
    window: Callable[..., Page], browser: Any, live_server: Any, examiner: User, case: Case
) -> None:
    desk, phone = Inspector("asking-desk", language="az"), Inspector("asking-phone", language="az")
    page = window(user=examiner, width=DESK)
    page.goto("/office/work/")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    desk.look(page, "work")
    page.click(f"#results a[href='/office/cases/{case.pk}/']")
    page.click(f"a[href='/office/cases/{case.pk}/ask/']")
    page.click("main form button >> nth=0")
    desk.look_as_it_is(page, "ask-errors", shows=".govuk-error-summary")
    ask(page, case)
    expect(page.locator("#asked")).to_contain_text(QUESTION)
    desk.look(page, "case-asked")

    home = at_home(browser, live_server, case)
    home.goto(f"/my/cases/{case.pk}/")
    home.click(f"a[href='/my/cases/{case.pk}/asked/']")
    phone.look(home, "asked")
    question, paper = MoreAsked.objects.values_list("pk", flat=True)
    home.fill(f"[name=words-{question}]", "Gəncədə")
    home.click("main form button[type=submit]")
    expect(home.locator("main")).to_contain_text(PAPER)
    home.set_input_files(
        f"[name=document-{paper}]", {"name": "arayis.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    home.click("main form button[type=submit]")
    home.wait_for_url(f"**/my/cases/{case.pk}/")
    assert SupportingDocument.objects.get().case == case
    home.context.close()

    page.goto(f"/office/cases/{case.pk}/")
    expect(page.locator("#asked")).to_contain_text("Gəncədə")
    desk.look(page, "case-given")
    page.click(f"a[href='/office/cases/{case.pk}/actions/refuse/']")
    page.fill("[name=note]", "Arayış başqa şəxsə aiddir")
    page.click("main form button >> nth=0")
    expect(page.locator("article.dost-letter")).to_have_count(2)
    desk.look_as_it_is(page, "letter-first", shows="article.dost-letter")
    seen = page.locator("[name=seen]").get_attribute("value")
    page.click("main form button >> nth=0")
    page.wait_for_url("**/purpose/")  # it is decided, and nobody's work any more
    assert Letter.objects.get(case=case).content_hash == seen
    assert (desk.found, phone.found) == ({}, {})


def test_the_person_gives_it_without_javascript(
    window: Callable[..., Page], browser: Any, live_server: Any, examiner: User, case: Case
) -> None:
    ask(window(user=examiner), case)
    question, paper = MoreAsked.objects.values_list("pk", flat=True)
    home = at_home(browser, live_server, case, scripts=False)
    home.goto(f"/my/cases/{case.pk}/asked/")

    home.click("main form button[type=submit]")
    assert home.locator(".govuk-error-summary a").get_attribute("href") == f"#id_words-{question}"
    home.fill(f"[name=words-{question}]", "Gəncədə")
    home.fill(f"[name=words-{paper}]", "Arayış itib")
    home.click("main form button[type=submit]")
    home.wait_for_url(f"**/my/cases/{case.pk}/")

    assert MoreGiven.objects.count() == 2
    case.refresh_from_db()
    assert case.waiting_on == "clerk"
    home.context.close()
