"""At the window in Chromium: another account, a mandate, a document nobody asked for; and the sign-in is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from schwifty import IBAN

from dost.accounts.models import Mandate
from dost.accounts.openid.answering import Way, did_not_answer
from dost.cases.models import SupportingDocument
from dost.payments.models import AccountChange
from registries.models import Person
from tests.by_day import keep_clear_of_midnight
from tests.factories.cases import CaseFactory
from tests.factories.centres import Seat, seat, visit_of
from tests.factories.payments import PaymentAccountFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.uploads import photograph

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    keep_clear_of_midnight(monkeypatch)
    for module in ("dost.cases.mandates.telling", "dost.cases.handlers.way"):
        monkeypatch.setattr(f"{module}.ring", lambda *arguments: True)
    settings.DOCUMENTS_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def desk(transactional_db: None) -> Seat:
    for code, name in (("ABB", "Azərbaycan Beynəlxalq Bankı"), ("DIN", "Daxili İşlər Nazirliyi")):
        InstitutionFactory(code=code, name_az=name, name_en=name, name_ru=name)
    return seat(1, since=timezone.now() - timedelta(minutes=5))


def test_what_a_person_gives_at_the_window_is_given_there(window: Callable[..., Page], desk: Seat) -> None:
    person: Person = PersonFactory(birth_date=date(1958, 3, 2), phone="+994501112233")
    case = CaseFactory(person=person, to_clerk=True)
    PaymentAccountFactory(person=person, bank="ABB")
    PersonFactory(fin=desk.user.fin)
    agent = PersonFactory()
    visit_of(person, desk, at=timezone.now() - timedelta(minutes=2))
    looked = Inspector("giving", language="az", widths=(PHONE, TABLET, DESK), unfold=True)
    page = window(user=desk.user, width=DESK)

    page.goto("/counter/person/page/")
    looked.look(page, "person")
    page.goto("/counter/person/account/")
    looked.look(page, "account")
    page.fill("[name=iban]", "4169 0000 0000 4417")
    page.click("main form button")
    looked.look_as_it_is(page, "account-wrong", shows=".govuk-error-summary")
    page.fill("[name=iban]", str(IBAN.generate("AZ", bank_code="IBAZ", account_code="7".zfill(20))))
    page.click("main form button")
    looked.look_as_it_is(page, "account-read", shows="[name=heard]")
    page.click("button[name=read]")
    looked.look_as_it_is(page, "account-unread", shows=".govuk-error-summary")
    page.check("[name=heard]")
    page.click("button[name=read]")
    page.wait_for_selector(".govuk-summary-list")
    looked.look(page, "account-asked")
    assert AccountChange.objects.get().person == person

    page.goto("/counter/person/documents/new/")
    looked.look(page, "document")
    page.fill("[name=title]", "Həkim arayışı")
    page.set_input_files("[name=document]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photograph()})
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/cases/{case.pk}/")
    looked.look(page, "case")
    assert SupportingDocument.objects.get().case == case

    page.goto("/counter/person/mandates/")
    page.click("a[href='/counter/person/mandates/new/']")
    looked.look(page, "mandate-new")
    page.fill("[name=agent_fin]", agent.fin)
    page.check("[name=scope][value=all]")
    page.locator("[name=until]").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    page.fill("[name=document_number]", "AA1234567")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/counter/person/mandates/")
    looked.look(page, "mandates")
    page.click(f"a[href='/counter/person/mandates/{Mandate.objects.get().pk}/']")
    looked.look(page, "mandate")
    assert looked.found == {}


def test_with_the_sign_in_away_the_desk_and_the_door_say_so(window: Callable[..., Page], desk: Seat) -> None:
    for _twice in range(2):
        did_not_answer(Way.THERE, now=timezone.now())
    looked = Inspector("away", language="az", widths=(PHONE, TABLET, DESK))
    page = window(user=desk.user, width=DESK)
    page.goto("/counter/")
    looked.look(page, "desk")
    door = window(width=DESK)
    door.goto("/my/sign-in/")
    looked.look(door, "door")
    assert looked.found == {}
