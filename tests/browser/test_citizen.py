"""A citizen's whole way in Chromium: from the first question of the screening to who looked; and the twelve stories.

On a desk and a telephone, and on a telephone without JavaScript. The institutions, the bank and the operators answer in
this process; the identity provider of the demonstration runs beside it; tests work the road themselves.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
import werkzeug.serving
from django.conf import settings as house
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.demo_citizens import DEMO_CITIZENS, DemoCitizen
from dost.cases.models import Case, Letter
from dost.ops.demo_citizens import tell
from dost.ops.identity import OurClient, make_app
from registries.bridge import transport
from registries.data.reference import load_reference
from registries.models import Person
from tests.dost.road.house import send, work
from tests.dost.road.institutions import answer_here
from tests.factories.whole_catalogue import publish_files
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, available_apps=None)]

PHONE, DESK = 320, 1280
SECTIONS: Final = ("", "payments/", "letters/", "inbox/", "choices/", "data/", "looks/")
BENEFIT: Final = "05-40"
ANOTHER: Final = "05-23"
"""The service that she wants to be asked about first."""
WAYS: Final = {"desk": (DESK, True), "telephone": (PHONE, True), "telephone without JavaScript": (PHONE, False)}

Open = Callable[..., "Page"]


@pytest.fixture(autouse=True)
def _house(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The whole catalogue, institutions that answer here, and the stories as they are a minute after `make run`."""
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    for bell in ("dost.proactive.receivers.ring", "dost.cases.handlers.way.ring", "dost.cases.choices.ring"):
        monkeypatch.setattr(bell, lambda *arguments: True, raising=False)
    cache.clear()
    with transaction.atomic():
        load_reference()
        publish_files(indexed=False)
    tell(on=timezone.localdate(), now=timezone.now())
    work()
    yield
    cache.clear()
    transport.reset()


@pytest.fixture(autouse=True)
def _provider(live_server: Any) -> Iterator[None]:
    """The provider of the demonstration with its twelve people, which sends browsers back to this house."""
    prefixes = ("", "/en", "/ru")
    client = OurClient(
        client_id=house.OIDC_CLIENT_ID,
        secret=house.OIDC_CLIENT_SECRET,
        redirect_uris=tuple(f"{live_server.url}{prefix}/my/sign-in/callback/" for prefix in prefixes),
        signed_out_uris=tuple(f"{live_server.url}{prefix}/my/signed-out/" for prefix in prefixes),
    )
    server = werkzeug.serving.make_server("127.0.0.1", 0, make_app(lambda: DEMO_CITIZENS, client), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        with override_settings(OIDC_ISSUER=url, IDENTITY_URL=url):
            yield
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Open a window in English: `open_page(width=320, javascript=False)`."""
    contexts = []

    def opened(*, width: int = DESK, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="en",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return page

    yield opened
    for context in contexts:
        context.close()


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the pages: `page`, and whether axe can be asked there."""

    page: Page
    javascript: bool = True

    def go(self, address: str) -> None:
        """Open a page of the house and look whether it is one."""
        answer = self.page.goto(f"/en/{address}")
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        self.look()

    def look(self) -> None:
        """A page has one heading, is not wider than the window, and axe finds nothing."""
        expect(self.page.locator("h1")).to_have_count(1)
        if self.javascript:
            assert not is_wider_than_the_window(self.page), self.page.url
            assert troubles(self.page) == [], self.page.url

    def sign_in(self, who: DemoCitizen) -> None:
        """Choose somebody on the sign-in page, and again at the provider."""
        self.go("my/sign-in/")
        self.page.locator(f"button[name=as][value={who.slug}]").click()
        self.page.locator(f"button[value='{who.subject}']").first.click()
        self.page.wait_for_url(re.compile(r"/my/(?!sign-in)"))

    def sign_out(self) -> None:
        """Leave, at the provider too."""
        self.page.locator("form[action$='/my/sign-out/'] button").first.click()
        self.page.wait_for_url(re.compile("signed-out|sign-in|end_session"))
        self.page.context.clear_cookies()


def who(slug: str) -> DemoCitizen:
    return next(one for one in DEMO_CITIZENS if one.slug == slug)


def person(slug: str) -> Person:
    return Person.objects.get(fin=who(slug).fin)


# -- the twelve --------------------------------------------------------------------------------------------------------

SEEN: Final[dict[str, tuple[str, str]]] = {
    "newborn": ("payments/", "600.00"),
    "disability": ("payments/", "Disability benefit"),
    "pensioner": ("payments/", "Old-age labour pension"),
    "carer": ("payments/", "Stipend to carers"),
    "refused": ("letters/", "Targeted state social assistance"),
    "exclusive": ("choices/", "It cannot be had together with another right"),
    "question": ("choices/", "Referral to vocational training"),
    "guardian": ("payments/", "Survivor"),
    "nothing": ("payments/", "Nothing has been paid"),
    "applied": ("letters/", "length of service"),
    "unreachable": ("inbox/", "Could not be delivered"),
    "turning-65": ("inbox/", "pension"),
}
"""Where a story shows, and what of it."""


def test_each_of_the_twelve_can_be_opened_and_shows_its_story(open_page: Open) -> None:
    assert set(SEEN) == {one.slug for one in DEMO_CITIZENS}
    for one in DEMO_CITIZENS:
        visit = Visit(open_page(width=PHONE if one.slug in {"newborn", "guardian"} else DESK))
        visit.sign_in(one)
        for section in SECTIONS:
            visit.go(f"my/{section}")
            picture(visit.page, f"citizen-{one.slug}-{section.strip('/') or 'home'}")
        section, words = SEEN[one.slug]
        visit.go(f"my/{section}")
        expect(visit.page.locator("main")).to_contain_text(words)
        visit.page.context.close()


# -- the whole way -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(WAYS))
def test_from_the_first_question_to_who_looked(open_page: Open, way: str) -> None:
    width, javascript = WAYS[way]
    mother = person("newborn")
    visit = Visit(open_page(width=width, javascript=javascript), javascript)
    page = visit.page

    # The screening, without an account: a first answer, and the way to the sign-in.
    visit.go("screening/")
    page.locator("main form button").first.click()
    page.wait_for_url("**/screening/pages/**")
    visit.look()

    # Signed in, she sees the benefit that came by itself, and that it was paid.
    visit.sign_in(who("newborn"))
    visit.go("my/payments/")
    expect(page.locator("main")).to_contain_text("600.00")
    expect(page.locator("main")).to_contain_text("Paid")
    picture(page, f"citizen-payments-{width}-{javascript}")

    # Its letter says why, and whoever has its number can check it.
    visit.go("my/letters/")
    page.locator("main .dost-my-list a").first.click()
    visit.look()
    expect(page.locator("article")).to_contain_text("600,00")
    expect(page.locator("article")).to_contain_text("valideynlərin heç biri işləmirdi")  # in the language it was sent
    letter = Letter.objects.get(case__person=mother, case__service=BENEFIT)
    page.get_by_role("link", name="Check whether this letter is genuine").click()
    page.wait_for_url(f"**/check/{letter.number}/")
    visit.look()
    expect(page.locator("main")).to_contain_text(letter.number)
    for secret in (mother.fin, mother.surname, mother.given_name):  # it tells nobody whom it is about
        expect(page.locator("main")).not_to_contain_text(secret)

    # She wants to be asked first about another service …
    visit.go(f"my/choices/services/{ANOTHER}/")
    page.locator("#choice-ask").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/my/choices/**")
    expect(page.locator("main")).to_contain_text("You have chosen")

    # … and so is asked, when a decision about her arrives, and says yes.
    assert send(
        {
            "institution": "DTSERA",
            "id": "Q-1",
            "kind": "disability_decision",
            "happened_on": timezone.localdate().isoformat(),
            "record": {
                "fin": mother.fin,
                "decision_no": "Q-1",
                "band": "61-80",
                "cause": "general",
                "indefinite": True,
            },
        }
    ) == ["applied"]
    work()
    assert Case.objects.get(person=mother, service=ANOTHER).reason["code"] == "ask_first"
    visit.go("my/choices/")
    page.locator("main a.govuk-button", has_text="Read and answer").first.click()
    visit.look()
    page.locator("#answer-yes").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/my/choices/**")
    expect(page.locator("main")).to_contain_text("your yes is recorded")
    work()

    # It is paid, every month.
    visit.go("my/payments/")
    expect(page.locator("main")).to_contain_text("Disability benefit")
    expect(page.get_by_role("region", name="What comes next")).to_contain_text("from 1 ")
    assert Case.objects.get(person=mother, service=ANOTHER).outcome == "granted"

    # Who looked at her data, and what for.
    visit.go("my/looks/")
    expect(page.locator("main")).to_contain_text(re.compile("automatic", re.IGNORECASE))
    picture(page, f"citizen-looks-{width}-{javascript}")


# -- the account -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(WAYS))
def test_another_account(open_page: Open, live_server: Any, way: str) -> None:
    from registries.bridge.simulator.books.accounts import open_own

    width, javascript = WAYS[way]
    visit = Visit(open_page(width=width, javascript=javascript), javascript)
    page, pensioner = visit.page, person("pensioner")
    with override_settings(PARTNER_BANKS=["ABB", "KAPITAL"]):
        visit.sign_in(who("pensioner"))
        visit.go("my/payments/account/")
        page.fill("[name=iban]", "4169 7388 0000 4417")
        page.locator("main form button").last.click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("The number of a card is something else")
        visit.look()
        picture(page, f"citizen-account-error-{width}-{javascript}")
        iban = open_own("KAPITAL", fin=pensioner.fin, holder=pensioner.full_name)
        page.fill("[name=iban]", " ".join(iban[start : start + 4] for start in range(0, len(iban), 4)))
        page.locator("main form button").last.click()
        page.wait_for_url("**/my/payments/**")
        expect(page.locator("#account")).to_contain_text("The bank is asked")
        visit.look()
        picture(page, f"citizen-account-asked-{width}-{javascript}")
        work()
        visit.go("my/payments/")
        expect(page.locator("#account")).to_contain_text(f"ending in {iban[-4:]}")
        expect(page.locator("#account")).to_contain_text("Kapital Bank")
        assert "The bank is asked" not in page.locator("#account").inner_text()
