"""A citizen's whole way in Chromium, from the first question of the screening to who looked; and the twelve stories.

On a desk and a telephone, and on a telephone without JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from dost.cases.models import Case, Letter
from dost.notifications.models import Contact, DirectMessage
from dost.proactive.models import Outlook
from dost.proactive.screening.code import open_code
from registries.bridge.simulator.books.accounts import open_own
from registries.models import Kinship
from services_catalog.models import Service
from tests.dost.road.house import send, work

from .citizens import DESK, PHONE, House, Open, Visit, open_house, opener, person, reckon
from .screening_steps import WORKERS, Relative, begin, choose_only, reply_to_all
from .squares import square_on_page, square_on_paper

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from dost.accounts.demo_citizens import DemoCitizen
    from registries.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("citizens")]

SECTIONS: Final = (
    "",
    "cases/",
    "payments/",
    "letters/",
    "inbox/",
    "choices/",
    "data/",
    "looks/",
    "contact/",
)
"""All sections of the menu."""
BENEFIT: Final = "05-40"
ANOTHER: Final = "05-23"
"""The service that she wants to be asked about first."""
MOST_QUESTIONS: Final = 12
BORN: Final = date(1990, 2, 1)
"""What she says of her birth in the screening, which the register knows otherwise."""
WAYS: Final = {
    "desk": (DESK, True),
    "telephone": (PHONE, True),
    "telephone without JavaScript": (PHONE, False),
}


@pytest.fixture(scope="module")
def house(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with open_house(django_db_blocker) as opened:
        yield opened


@pytest.fixture(scope="module")
def checked() -> set[tuple[str, int]]:
    """The kinds of pages that axe has looked at, by width."""
    return set()


@pytest.fixture
def open_page(browser: Browser, house: House, checked: set[tuple[str, int]]) -> Iterator[Open]:
    with opener(browser, house, checked) as opened:
        yield opened


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
    "nothing": ("acting-for/", "Abşeron Tikinti MMC"),
    "applied": ("letters/", "length of service"),
    "unreachable": ("inbox/", "Here only"),
    "turning-65": ("", "when you turn 65"),
}
"""Where a story shows, and what of it."""
LANGUAGES: Final = ("en", "az", "ru")


def test_the_stories_that_are_looked_at_are_all_there_are(house: House) -> None:
    assert set(SEEN) == {one.slug for one in house.twelve}


@pytest.mark.parametrize("slug", list(SEEN))
def test_each_of_the_twelve_can_be_opened_and_shows_its_story(house: House, open_page: Open, slug: str) -> None:
    """Each in one language at one width; over six of them every language is seen at every width."""
    place = list(SEEN).index(slug)
    language, width = LANGUAGES[place % 3], (PHONE, DESK)[place % 2]
    visit = open_page(width=width, language=language)
    visit.sign_in(house.one(slug))
    reckon()
    for section in SECTIONS:
        visit.go(f"my/{section}")
        visit.photograph(f"{slug}-{section.strip('/') or 'home'}")
    section, words = SEEN[slug]
    visit.language = "en"
    visit.go(f"my/{section}", name=f"{slug} {section}")
    expect(visit.page.locator("main")).to_contain_text(words)


# -- the whole way -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", list(WAYS))
def test_from_the_first_question_to_who_looked(house: House, open_page: Open, way: str) -> None:
    width, javascript = WAYS[way]
    mother = house.mothers[list(WAYS).index(way)]
    visit = open_page(width=width, javascript=javascript)
    herself = person(mother)
    Outlook.objects.filter(person=herself).delete()  # as before anybody has signed in as her
    _is_screened(visit, herself)
    _takes_her_answers_along(visit, mother)
    _sees_the_benefit_and_why(visit)
    _checks_its_letter(visit, herself)
    _wants_to_be_asked(visit)
    _is_asked_and_says_yes(visit, herself)
    _is_paid(visit, herself)
    _sees_who_looked(visit)
    _leaves(visit)


def _is_screened(visit: Visit, mother: Person) -> None:
    """Without an account: a family of three of whom nobody works; an answer is changed and changed back; the code."""
    page = visit.page
    likely = page.get_by_role("region", name="You very probably have a right to")
    benefit = Service.objects.get(pk=BENEFIT).name["en"]
    child = Kinship.objects.get(relative=mother, kind="mother").person
    visit.go("screening/")
    begin(
        page,
        [
            Relative("self", "F", BORN),
            Relative("spouse", "M", date(1988, 5, 9)),
            Relative("child", child.sex, child.birth_date),
        ],
    )
    pages = reply_to_all(page, income=2_000, look=lambda: visit.look("a question"))
    assert pages <= MOST_QUESTIONS
    visit.look("the result")
    visit.photograph("screening-result")
    expect(likely).to_contain_text(benefit)
    expect(likely).to_contain_text("600.00")

    _changes(visit, "Your husband")
    expect(likely.get_by_role("heading", name=benefit)).to_have_count(0)
    _changes(visit, "None of these")
    expect(likely).to_contain_text(benefit)

    visit.press("Code for a clerk")
    page.wait_for_url("**/screening/code/")
    visit.look("the code")
    code = open_code(square_on_page(page.locator(".dost-square svg")), now=timezone.now())
    assert code.family.asker.birth_date == BORN
    page.get_by_role("link", name="Back", exact=True).click()
    page.wait_for_url("**/screening/result/")


def _changes(visit: Visit, *workers: str) -> None:
    """Change who works, from the page of the result and back to it."""
    page = visit.page
    page.get_by_role("link", name=f"Change – {WORKERS}").click()
    page.wait_for_url("**/screening/pages/**")
    choose_only(page, *workers)
    visit.press("Continue")
    page.wait_for_url("**/screening/result/")


def _takes_her_answers_along(visit: Visit, mother: DemoCitizen) -> None:
    """The registries win, what differs is shown, and she throws the rest away."""
    page = visit.page
    visit.press("Sign in with these answers")
    page.wait_for_url("**/my/sign-in/**")
    visit.look("my/sign-in/")
    visit.press("Sign in with digital.login")
    visit.choose(mother)
    page.wait_for_url("**/my/answers/")
    visit.look("brought along")
    visit.photograph("answers")
    expect(page.locator("main")).to_contain_text("The registries say something else")
    today = timezone.localdate()
    told = today.year - BORN.year - ((today.month, today.day) < (BORN.month, BORN.day))
    expect(page.locator(".dost-beside").first).to_contain_text(f"You said {told}")
    visit.press("Throw all of it away")
    expect(page.locator("main")).to_contain_text("There is nothing here.")


def _sees_the_benefit_and_why(visit: Visit) -> None:
    """Reckoned while she waits: with JavaScript the page shows it by itself, without it she asks for it."""
    page = visit.page
    visit.go("my/", name="the first look")
    expect(page.locator("main")).to_contain_text("We are looking at what the registries say.")
    reckon()
    if not visit.javascript:
        page.get_by_role("link", name="Show what is there now").click()
    expect(page.get_by_role("region", name="Coming")).to_be_visible()
    visit.look("my/")
    visit.photograph("home")
    page.get_by_role("region", name="You have").get_by_role("link", name="birth benefit").first.click()
    page.wait_for_url("**/my/cases/*/")
    page.locator("#why summary").click()
    expect(page.locator("#why").get_by_text("On the day of the birth neither parent worked")).to_be_visible()
    expect(page.locator("#why").get_by_text("How the amount came about")).to_be_visible()
    visit.look("a case and why")
    visit.photograph("why")
    visit.go("my/cases/")
    expect(page.locator("main")).to_contain_text("birth benefit")
    visit.go("my/payments/")
    expect(page.locator("main")).to_contain_text("600.00")
    expect(page.locator("main")).to_contain_text("Paid")


def _checks_its_letter(visit: Visit, mother: Person) -> None:
    """It says why, in the language in which it was sent; its square leads to the check, which names nobody."""
    page = visit.page
    letter = Letter.objects.get(case__person=mother, case__service=BENEFIT)
    visit.go("my/letters/")
    page.locator("main .dost-my-list a").first.click()
    page.wait_for_url(f"**/my/letters/{letter.number}/")
    visit.look("a letter")
    expect(page.locator("article")).to_contain_text("600,00")
    expect(page.locator("article")).to_contain_text("valideynlərin heç biri işləmirdi")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the letter (PDF)").click()
    square = square_on_paper(download.value.path().read_bytes())
    for address in ("", square):
        if address:
            page.goto(address)
        else:
            page.get_by_role("link", name="Check whether this letter is genuine").click()
        page.wait_for_url(f"**/check/{letter.number}/")
        visit.look("a letter that is genuine")
        expect(page.locator("main")).to_contain_text(letter.number)
        for secret in (mother.fin, mother.surname, mother.given_name):
            expect(page.locator("main")).not_to_contain_text(secret)
    visit.photograph("check")


def _wants_to_be_asked(visit: Visit) -> None:
    """She chooses "ask me first" for a service that would have come by itself."""
    page = visit.page
    visit.go(f"my/choices/services/{ANOTHER}/", name="a choice")
    page.locator("#choice-ask").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/my/choices/")
    expect(page.locator("main")).to_contain_text("You have chosen")


def _is_asked_and_says_yes(visit: Visit, mother: Person) -> None:
    """A decision about her arrives, from which the right arises: she is asked, and answers."""
    page = visit.page
    reported = {
        "institution": "DTSERA",
        "id": f"Q-{mother.fin}",
        "kind": "disability_decision",
        "happened_on": timezone.localdate().isoformat(),
        "record": {
            "fin": mother.fin,
            "decision_no": f"Q-{mother.fin}",
            "band": "61-80",
            "cause": "general",
            "indefinite": True,
        },
    }
    assert send(reported) == ["applied"]
    work()
    assert Case.objects.get(person=mother, service=ANOTHER).reason["code"] == "ask_first"
    visit.go("my/choices/")
    visit.press("Read and answer")
    page.wait_for_url("**/my/choices/questions/**")
    visit.look("a question of choice")
    visit.photograph("question")
    page.locator("#answer-yes").check()
    visit.press("Send my answer")
    page.wait_for_url("**/my/choices/")
    expect(page.locator("main")).to_contain_text("your yes is recorded")
    work()


def _is_paid(visit: Visit, mother: Person) -> None:
    """It is granted and paid, every month."""
    page = visit.page
    visit.go("my/payments/")
    expect(page.locator("main")).to_contain_text("Disability benefit")
    expect(page.get_by_role("region", name="What comes next")).to_contain_text("from 1 ")
    assert Case.objects.get(person=mother, service=ANOTHER).outcome == "granted"


def _sees_who_looked(visit: Visit) -> None:
    """Who looked at her data, and what for: the automatic checks too."""
    visit.go("my/looks/")
    expect(visit.page.locator("main")).to_contain_text(re.compile("automatic", re.IGNORECASE))
    visit.photograph("looks")


def _leaves(visit: Visit) -> None:
    """Signed out, here and at the provider: nothing of hers opens any more."""
    visit.press("Sign out")
    visit.page.wait_for_url("**/my/signed-out/**")
    visit.look("signed out")
    visit.page.goto("/en/my/payments/")
    visit.page.wait_for_url("**/my/sign-in/**")


# -- where money and messages go ---------------------------------------------------------------------------------------

WHO: Final = {"desk": "pensioner", "telephone": "disability", "telephone without JavaScript": "carer"}


@pytest.mark.parametrize("way", list(WAYS))
def test_another_account_and_another_telephone(house: House, open_page: Open, way: str) -> None:
    width, javascript = WAYS[way]
    visit = open_page(width=width, javascript=javascript)
    page, herself = visit.page, person(house.one(WHO[way]))
    with override_settings(PARTNER_BANKS=["ABB", "KAPITAL"]):
        visit.sign_in(house.one(WHO[way]))
        visit.go("my/sessions/")
        visit.go("my/payments/account/")
        page.fill("[name=iban]", "4169 7388 0000 4417")
        visit.press("Have the bank asked")
        expect(page.locator(".govuk-error-summary")).to_contain_text("The number of a card is something else")
        visit.look("a wrong account")
        visit.photograph("account-error")
        iban = open_own("KAPITAL", fin=herself.fin, holder=herself.full_name)
        page.fill("[name=iban]", " ".join(iban[start : start + 4] for start in range(0, len(iban), 4)))
        visit.press("Have the bank asked")
        expect(page.locator("#account")).to_contain_text("The bank is asked")
        visit.look("an account that is asked about")
        visit.photograph("account-asked")
        work()
        visit.go("my/payments/")
        expect(page.locator("#account")).to_contain_text(f"ending in {iban[-4:]}")
        expect(page.locator("#account")).to_contain_text("Kapital Bank")
        expect(page.locator("#account")).not_to_contain_text("The bank is asked")
    _confirms_a_telephone(visit, herself, last=str(list(WAYS).index(way)))


def _confirms_a_telephone(visit: Visit, herself: Person, *, last: str) -> None:
    page = visit.page
    visit.go("my/contact/phone/")
    page.fill("[name=target]", f"050 111 22 3{last}")
    visit.press("Send me a code")
    page.wait_for_url("**/my/contact/phone/code/")
    visit.look("a code of a telephone")
    code = re.search(r"[0-9]{6}", DirectMessage.objects.filter(person=herself).latest("pk").text)
    assert code is not None
    page.fill("[name=code]", code[0])
    visit.press("Confirm")
    page.wait_for_url("**/my/contact/")
    expect(page.locator("main")).to_contain_text("It is confirmed.")
    assert Contact.objects.get(person=herself).phone == f"+99450111223{last}"
