"""One matter from its application to the money, in Chromium: at a desk, at a telephone, and without JavaScript.

A woman of 65 applies with her lease. The registry of insurance is not complete for her, so no machine decides: a member
of staff asks for more, the law's days stand still until she has given it, and it is refused. She appeals with her work
book; somebody else takes it for proven, and what is owed since her birthday is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from dost.accounts.models import User
from dost.cases.models import Appeal, ApplicationDraft, Case, CaseClock, Decision, Letter, MoreAsked, Ruling
from dost.cases.stages import Outcome, WaitingOn
from dost.common.dates import months_later
from dost.payments.models import PaymentOrder
from registries.bridge import transport
from registries.bridge.simulator.models import LedgerLine
from registries.models import Person
from tests.dost.road.house import work
from tests.dost.road.institutions import answer_here
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.drafts import ALIVE, ALONE, applied_for, at_once_here, criterion
from tests.factories.registries import GapFactory, PersonFactory
from tests.factories.services_catalog import texts
from tests.factories.uploads import pdf_bytes, photograph
from tests.patience import BROWSER_PATIENCE

from .conftest import is_wider_than_the_window, picture, troubles
from .inspector import DESK, PHONE, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

PREFIXES: Final = {"az": "", "en": "/en", "ru": "/ru"}
MONTHS_BACK: Final = 3
WORKED: Final = "312"
QUESTION, PAPER = "2019-cu ildə harada işləmisiniz?", "Əmək kitabçası"
WHY: Final = "Reyestrdə bütün illər göstərilmir."
GROUNDS: Final = "Otuz il işləmişəm. Əmək kitabçam bunu göstərir."
REASONS: Final = "Əmək kitabçasına baxılıb: 312 ay sığorta stajı var."
BELLS: Final = ("dost.cases.handlers.way", "dost.proactive.receivers", "dost.proactive.outlook.wanted")


@dataclass(frozen=True)
class Way:
    """How a story is gone through."""

    width: int
    javascript: bool
    language: str


@dataclass
class Stand:
    """A page of somebody in one language, at one width; it is looked at as it is passed."""

    page: Page
    way: Way
    inspector: Inspector

    @property
    def language(self) -> str:
        """The language of the house here."""
        return self.way.language

    def say(self, words: str) -> str:
        """Words of the house in the language of this page."""
        with translation.override(self.language):
            return gettext(words)

    def go(self, path: str) -> None:
        """Open a page that has an address in each language."""
        self.page.goto(f"{PREFIXES[self.language]}{path}")

    def look(self, name: str, *, shows: str = "") -> None:
        """One heading, nothing wider than the window, nothing that axe finds; `shows`: it is not fetched again."""
        expect(self.page.locator("h1")).to_have_count(1)
        if self.way.width == DESK:  # one of the three stories looks at its pages in all languages and widths
            if shows:
                self.inspector.look_as_it_is(self.page, name, shows=shows)
            else:
                self.inspector.look(self.page, name)
            return
        picture(self.page, f"road-{name}.{self.language}.{self.way.width}{'' if self.way.javascript else '-plain'}")
        if self.way.javascript:
            assert not is_wider_than_the_window(self.page), self.page.url
            assert troubles(self.page) == [], self.page.url

    def press(self, words: str) -> None:
        """Press the button, or the link that looks like one."""
        self.page.get_by_role("button", name=self.say(words)).click()

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.page.locator("main a", has_text=self.say(words)).first.click()

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")


WAYS: Final = {
    "desk": Way(DESK, True, "az"),
    "telephone": Way(PHONE, True, "en"),
    "telephone without JavaScript": Way(PHONE, False, "ru"),
}


@pytest.fixture(autouse=True)
def _house(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[None]:
    """Institutions and the bank answer in this process; nobody is rung, the test works the road."""
    settings.DOCUMENTS_ROOT = tmp_path
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    at_once_here(monkeypatch)
    for module in BELLS:
        monkeypatch.setattr(f"{module}.ring", lambda *arguments: True)
    applied_for(
        documents=[texts("A lease")],
        criteria=[
            ALIVE,
            ALONE,
            criterion("age", "person.age >= 65"),
            criterion("worked", "insurance.months >= 300"),
        ],
        starts="birthday(person.birth_date, 65)",
        period="monthly",
    )
    yield
    transport.reset()


@pytest.fixture
def person(_house: None) -> Person:
    """Somebody who turned 65 three months ago, of whose work the registry does not know all."""
    born = months_later(date(timezone.localdate().year - 65, timezone.localdate().month, 10), -MONTHS_BACK)
    made: Person = PersonFactory(birth_date=born, language="az")
    GapFactory(person=made, registry="UCOT")
    return made


@pytest.fixture
def at(browser: Browser, live_server: Any, window: Callable[..., Page]) -> Iterator[Callable[..., Stand]]:
    """Let the person, or a member of staff, sit down: `at(way, who)`."""
    contexts = []

    def sit(way: Way, who: Person | User) -> Stand:
        name = f"road-{'office' if isinstance(who, User) else 'home'}"
        inspector = Inspector(name, language=way.language)
        if isinstance(who, User):
            page = window(language=way.language, user=who, width=way.width)
            return Stand(page, Way(way.width, True, way.language), inspector)
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": way.width, "height": 900},
            locale=way.language,
            java_script_enabled=way.javascript,
        )
        contexts.append(context)
        client = Client()
        sign_in_citizen(client, who, fresh=True)
        key = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": key, "value": client.cookies[key].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        return Stand(page, way, inspector)

    yield sit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_applied_asked_refused_appealed_granted_and_paid(
    at: Callable[..., Stand], examiner: User, person: Person, way: Way
) -> None:
    home, office = at(way, person), at(way, examiner)
    apply(home)
    case = Case.objects.get()
    assert (case.outcome, case.waiting_on) == (Outcome.NONE, WaitingOn.CLERK)
    assert case.supporting_documents.count() == 1

    ask_for_more(office, case)
    give_it(home, case)
    refuse(office, case)

    appeal = appealed(home, case)
    other = at(way, UserFactory(username="another", enrolled=True))
    assert refused_to_the_first(office, appeal)
    grant(other, appeal)
    work()
    read_what_came_of_it(home, case, appeal)
    for stand in (home, office, other):
        assert stand.inspector.found == {}


# -- the steps of the person -------------------------------------------------------------------------------------------


def main_button(page: Page) -> Locator:
    """The one button of the page's own form."""
    return page.locator("main form[method=post] button.govuk-button").last


def apply(home: Stand) -> None:
    """From the page of the service to the receipt: left once, and gone on with."""
    page = home.page
    home.go("/services/90-50/")
    page.locator("[data-step=apply] a.govuk-button[href*='/apply/']").click()
    page.wait_for_url("**/apply/90-50/")
    home.look("begin")
    main_button(page).click()
    page.wait_for_url("**/known/")
    home.look("known")
    main_button(page).click()
    page.wait_for_url("**/questions/1/")
    home.look("question")
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/questions/2/")
    page.fill("[name='answers.rooms']", "many")
    main_button(page).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.fill("[name='answers.rooms']", "2")
    main_button(page).click()
    page.wait_for_url("**/questions/3/")
    home.go("/my/drafts/")
    home.look("drafts")
    page.locator("main a.govuk-button").first.click()
    page.wait_for_url("**/questions/3/")
    page.locator("main form label").first.click()
    main_button(page).click()
    page.wait_for_url("**/documents/")
    home.look("documents")
    page.locator("main article a").first.click()
    page.set_input_files("[name=document]", {"name": "lease.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()})
    main_button(page).click()
    page.wait_for_url("**/documents/")
    page.locator("main a.govuk-button").last.click()
    page.wait_for_url("**/check/")
    home.look("check")
    main_button(page).click()
    page.wait_for_url("**/sent/")
    home.look("sent")
    number = f"{Case.objects.get().pk:07d}"
    expect(page.locator(".govuk-panel")).to_contain_text(number)
    page.goto(f"{PREFIXES[home.language]}/apply/drafts/{ApplicationDraft.objects.get().pk}/check/")  # by the history
    expect(page.locator(".govuk-panel")).to_contain_text(number)
    assert Case.objects.count() == 1


def give_it(home: Stand, case: Case) -> None:
    """The days stand still, and say so; what was asked for is given in two goes, and they run."""
    page = home.page
    stands_still = home.say("The days stand still since you were asked on %(day)s.").partition("%(day)s")[0]
    home.go(f"/my/cases/{case.pk}/")
    expect(home.main).to_contain_text(stands_still)
    home.look("case-asked")
    page.locator(f"a[href$='/my/cases/{case.pk}/asked/']").first.click()
    home.look("asked")
    question, paper = MoreAsked.objects.order_by("pk").values_list("pk", flat=True)
    main_button(page).click()
    assert page.locator(".govuk-error-summary a").first.get_attribute("href") == f"#id_words-{question}"
    home.look("asked-errors", shows=".govuk-error-summary")
    page.fill(f"[name=words-{question}]", "Gəncədə")
    main_button(page).click()
    expect(home.main).to_contain_text(PAPER)
    page.set_input_files(
        f"[name=document-{paper}]", {"name": "arayis.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    main_button(page).click()
    page.wait_for_url(f"**/my/cases/{case.pk}/")
    expect(home.main).to_contain_text(home.say("To be decided by"))
    expect(home.main).not_to_contain_text(stands_still)
    assert CaseClock.objects.get(case=case).paused_since is None
    assert case.supporting_documents.count() == 2


def appealed(home: Stand, case: Case) -> Appeal:
    """The refusal is read, and appealed with a document."""
    page = home.page
    home.go("/my/letters/")
    expect(page.locator(".dost-my-list__item")).to_have_count(1)
    home.look("letters")
    home.go(f"/my/cases/{case.pk}/")
    home.look("case-refused")
    home.follow("Appeal this")
    main_button(page).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text(home.say("Write why you do not agree."))
    page.fill("[name=grounds]", GROUNDS)
    home.look("grounds", shows="[name=grounds]")
    main_button(page).click()
    page.wait_for_url("**/appeal/documents/")
    page.set_input_files("[name=document]", {"name": "book.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    page.fill("[name=title]", PAPER)
    home.press("Add this document")
    expect(page.locator(".dost-documents")).to_contain_text(PAPER)
    home.look("appeal-documents")
    home.press("Continue")
    page.wait_for_url("**/appeal/check/")
    expect(home.main).to_contain_text(home.say("It is not sent yet."))
    expect(home.main).to_contain_text(PAPER)
    home.look("appeal-check")
    home.press("Send the appeal")
    page.wait_for_url("**/appeal/sent/")
    appeal = Appeal.objects.get()
    expect(home.main).to_contain_text(appeal.number)
    home.look("appeal-sent")
    return appeal


def read_what_came_of_it(home: Stand, case: Case, appeal: Appeal) -> None:
    """The answer, the new case, the months that are paid since the birthday, and a letter of each step."""
    page = home.page
    appeal.refresh_from_db()
    anew = appeal.new_case
    assert anew is not None
    home.go(f"/my/cases/{case.pk}/appeal/sent/")
    with translation.override(home.language):
        expect(home.main).to_contain_text(str(Ruling.CHANGED.label))
    home.follow("See the case in which it is decided anew")
    page.wait_for_url(f"**/my/cases/{anew.pk}/")
    expect(page.locator("h1")).to_contain_text("600")
    home.look("anew")

    assert Decision.objects.get(case=anew).facts["insurance.months"]["source"] == "appeal"
    assert Decision.objects.get(case=case).outcome == Outcome.REFUSED  # kept as it was
    orders = PaymentOrder.objects.filter(entitlement__case=anew)
    assert orders.count() >= MONTHS_BACK
    paid = dict(LedgerLine.objects.values_list("end_to_end_id", "amount"))
    assert paid == {order.key: order.amount for order in orders}
    assert sum(paid.values(), Decimal()) > 600 * (MONTHS_BACK - 1)

    home.go("/my/payments/")
    home.look("payments")
    kind = Letter.Kind
    steps = [kind.REFUSED, kind.APPEAL_LODGED, kind.APPEAL_DECIDED, kind.GRANTED]
    assert sorted(Letter.objects.values_list("kind", flat=True)) == sorted(steps)
    home.go("/my/letters/")
    expect(page.locator(".dost-my-list__item")).to_have_count(len(steps))
    with translation.override(home.language):
        for one in steps:
            expect(home.main).to_contain_text(str(one.label))
    home.look("letters-all")


# -- the steps of staff ------------------------------------------------------------------------------------------------


def opened(office: Stand, address: str) -> None:
    """Open a page about somebody, with a reason where one is asked for."""
    page = office.page
    page.goto(address)
    if "/purpose/" in page.url:
        page.check("[name=purpose] >> nth=0")
        page.fill("[name=note]", "müraciətə baxıram")
        page.click("main form button")
        page.goto(address)


def ask_for_more(office: Stand, case: Case) -> None:
    """From the work list to the form with which an answer and a document are asked for."""
    page = office.page
    page.goto("/office/work/")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    office.look("work")
    opened(office, f"/office/cases/{case.pk}/")
    page.click(f"a[href='/office/cases/{case.pk}/ask/']")
    page.click("main form button >> nth=0")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    office.look("ask-errors", shows=".govuk-error-summary")
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
    expect(page.locator("#asked")).to_contain_text(QUESTION)
    asked_since = office.say("The days stand still since the person was asked on %(day)s.").partition("%(day)s")[0]
    expect(page.locator("#term")).to_contain_text(asked_since)
    office.look("case-asked")
    work()


def refuse(office: Stand, case: Case) -> None:
    """What came is seen, the days run, and it is refused with the letter in sight."""
    page = office.page
    work()
    opened(office, f"/office/cases/{case.pk}/")
    expect(page.locator("#asked")).to_contain_text("Gəncədə")
    office.look("case-given")
    page.click(f"a[href='/office/cases/{case.pk}/actions/refuse/']")
    page.fill("[name=note]", "Göstərilməyib ki, 25 il işləmisiniz.")
    page.click("main form button >> nth=0")
    expect(page.locator("article.dost-letter").first).to_be_visible()
    office.look("letter-first", shows="article.dost-letter")
    seen = page.locator("[name=seen]").get_attribute("value")
    page.click("main form button >> nth=0")
    expect(page.locator("[name=seen]")).to_have_count(0)
    assert Letter.objects.get(case=case).content_hash == seen
    work()


def refused_to_the_first(office: Stand, appeal: Appeal) -> bool:
    """Whether who refused is kept from deciding the appeal."""
    opened(office, f"/office/appeals/{appeal.pk}/")
    expect(office.main).to_contain_text(GROUNDS)
    return office.page.locator("[name=ruling]").count() == 0


def grant(other: Stand, appeal: Appeal) -> None:
    """Somebody else takes the work book for proven, and changes the decision."""
    page = other.page
    page.goto("/office/appeals/")
    other.look("appeals")
    page.click(f"text={appeal.number}")
    page.wait_for_url("**/purpose/")
    opened(other, f"/office/appeals/{appeal.pk}/")
    page.check("[name=ruling][value=changed]")
    page.fill("[name=note]", REASONS)
    page.locator("details", has=page.locator("[name='fact.insurance.months']")).locator("summary").click()
    page.fill("[name='fact.insurance.months']", WORKED)
    other.look("appeal", shows="[name='fact.insurance.months']")
    other.press("See the letter first")
    expect(other.main).to_contain_text(other.say("This is what the person will read"))
    expect(other.main).to_contain_text(REASONS)
    other.look("appeal-letter", shows="article.dost-letter")
    other.press("Decide so and send the letter")
    expect(other.main).to_contain_text(other.say("The answer is on its way to the person."))
