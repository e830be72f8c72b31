"""One visit from the ticket to what is said of it afterwards: a dozen presses besides typing, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.core.cache import cache
from django.utils import timezone

from dost.cases.models import Case
from dost.cases.stages import Outcome
from dost.centres.models import Ticket, Visit
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from tests.factories.centres import Seat, seat, waiting
from tests.factories.drafts import ALIVE, applied_for, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import texts
from tests.factories.uploads import pdf_bytes

from .inspector import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, available_apps=None)]

MOST: Final = 12
MOST_TABS: Final = 120


class Hands:
    """A clerk's hands: what they press is counted, what they type is not. By keyboard, they never touch the mouse."""

    def __init__(self, page: Page, *, by_keyboard: bool) -> None:
        self._page = page
        self._by_keyboard = by_keyboard
        self.presses = 0

    def key(self, key: str, *, shows: str) -> None:
        """Press a shortcut and wait for what it leads to."""
        self._page.wait_for_load_state()
        self._page.keyboard.press(key)
        self.presses += 1
        self._page.wait_for_selector(shows)

    def press(self, what: Locator, *, shows: str, key: str = "Enter") -> None:
        """Press a button or a link: the mouse's way, or by going to it with the tabulator; the way is not counted."""
        self._page.wait_for_load_state()
        what.wait_for()
        if self._by_keyboard:
            self.go_to(what)
            self._page.keyboard.press(key)
        else:
            what.click()
        self.presses += 1
        self._page.wait_for_selector(shows)

    def go_to(self, what: Locator) -> None:
        """Go to something with the tabulator."""
        for _tab in range(MOST_TABS):
            if what.evaluate("element => element === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {what}")


@pytest.fixture
def person(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Person:
    """Somebody with a right that they do not receive: it takes a paper."""
    settings.DOCUMENTS_ROOT = tmp_path
    cache.clear()
    at_once_here(monkeypatch)
    for code in ("DSMF", "EDLIYYE", "DIN"):
        InstitutionFactory(code=code)
    applied_for(documents=[texts("A lease")], questions=[], criteria=[ALIVE])
    made: Person = PersonFactory(fin="5ABC12D", surname="Əliyeva", given_name="Aygün", birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def desk(person: Person) -> Seat:
    """A clerk who sits at a desk, with somebody waiting."""
    since = timezone.now() - timedelta(minutes=3)
    seated = seat(since=since, username="clerk", enrolled=True)
    waiting(at=since)
    reckon(person.pk, now=timezone.now())
    return seated


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["with the mouse", "by keyboard alone"])
def test_from_the_ticket_to_the_rating(
    window: Callable[..., Page], person: Person, desk: Seat, by_keyboard: bool
) -> None:
    page = window(language="en", user=desk.user, width=DESK)
    hands = Hands(page, by_keyboard=by_keyboard)
    page.goto("/counter/")
    hands.key("n", shows="[data-shortcut=h]")
    hands.key("h", shows="[data-shortcut=w]")
    hands.key("w", shows="[name=number]:focus")
    page.keyboard.type(person.fin.lower())
    hands.key("Enter", shows="[name=choice]")
    hands.press(page.get_by_role("button", name="Identity card seen"), shows=".dost-suggestions")
    offered = page.locator('.dost-suggestions a[href="/counter/person/apply/90-50/"]')
    hands.press(offered, shows="[name=paper-1]")
    page.set_input_files("[name=paper-1]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()})
    hands.presses += 1  # the button that opens the folder; the folder is the machine's own
    hands.press(page.get_by_role("button", name="Send the application"), shows="#print-title")
    case = Case.objects.get()
    assert (case.person, case.outcome, case.supporting_documents.count()) == (person, Outcome.GRANTED, 1)

    letter = page.locator('main a[href*="/counter/person/letters/"]').first
    printed = page.request.get(str(letter.get_attribute("href")))
    assert printed.headers["content-type"] == "application/pdf"
    hands.presses += 1  # the press that opens it
    hands.key("v", shows="[data-shortcut=e]")
    hands.key("e", shows="input:focus")
    page.keyboard.press("Space")
    hands.key("f", shows="[data-shortcut=n]")
    print(f"\n{hands.presses} presses besides typing")
    assert hands.presses <= MOST

    visit = Visit.objects.get()
    assert (visit.person, visit.outcome) == (person, "settled")
    phone = window(language="en", width=PHONE)
    phone.goto(f"/en/ticket/{Ticket.objects.get().code}/")
    phone.locator("button[name=rating][value='5']").click()
    phone.wait_for_selector("text=Thank you")
    visit.refresh_from_db()
    assert visit.rating == 5
