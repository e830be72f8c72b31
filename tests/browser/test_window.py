"""A visit at the window in Chromium: who it is, the person on one page, an application with a document, the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dost.accounts.models import AccessLog
from dost.cases.models import Case
from dost.cases.stages import Outcome
from dost.centres.models import Visit
from dost.centres.visiting import end
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from tests.factories.centres import Seat, seat, visit_of
from tests.factories.drafts import applied_for, at_once_here
from tests.factories.registries import (
    BenefitFactory,
    ContractFactory,
    DisabilityFactory,
    DistrictFactory,
    InstitutionFactory,
    JobseekerFactory,
    KinshipFactory,
    PersonFactory,
)
from tests.factories.services_catalog import texts
from tests.factories.uploads import pdf_bytes

from .inspector import DESK, PHONE, TABLET, Inspector

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDTHS = (PHONE, TABLET, DESK)


@pytest.fixture
def person(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Person:
    """Somebody with records, and a service with three questions and a paper that nobody has."""
    settings.DOCUMENTS_ROOT = tmp_path
    at_once_here(monkeypatch)
    for code, name in (("DSMF", "Dövlət Sosial Müdafiə Fondu"), ("EDLIYYE", "Ədliyyə Nazirliyi"), ("DIN", "DİN")):
        InstitutionFactory(code=code, name_az=name, name_en=name)
    applied_for(documents=[texts("A lease")])
    made: Person = PersonFactory(
        fin="5ABC12D",
        surname="Əliyeva",
        given_name="Aygün",
        father_name="Rəşid",
        sex="F",
        birth_date=date(1950, 1, 1),
        phone="+994501234567",
        district=DistrictFactory(),
    )
    ContractFactory(person=made, valid_from=date(2024, 1, 1), valid_until=None, employer_name="Azərsu")
    JobseekerFactory(person=made, valid_from=date(2025, 1, 1), valid_until=None)
    BenefitFactory(person=made, valid_from=date(2024, 1, 1), valid_until=date(2024, 6, 30))
    BenefitFactory(person=made, valid_from=date(2025, 1, 1), valid_until=None)
    DisabilityFactory(person=made)
    KinshipFactory(person=made, relative=PersonFactory(surname="Həsənova", given_name="Lalə"))
    return made


@pytest.fixture
def desk(person: Person) -> Seat:
    """A clerk at a desk, who has called somebody."""
    since = timezone.now() - timedelta(minutes=1)
    seated = seat(since=since, username="clerk", enrolled=True)
    visit_of(None, seated, at=since)
    return seated


def open_part(page: Page, address: str, place: str) -> None:
    """Open a part of the page, and wait until it is there."""
    page.click(f'a[href="{address}"]')
    page.wait_for_selector(f"{place} .dost-registry")


def test_one_visit_from_the_question_who_it_is_to_the_letter(
    window: Callable[..., Page], person: Person, desk: Seat
) -> None:
    inspector = Inspector("window", widths=WIDTHS)
    page = window(language="en", user=desk.user)
    page.goto("/counter/person/")
    inspector.look(page, "who-is-it")
    page.fill("[name=name]", "Aliyeva")
    page.fill("[name=born]", "1950-01-01")
    page.click("form.dost-find button")
    inspector.look_as_it_is(page, "found", shows="[name=choice]")
    page.click("label[for^=choice-1]")
    page.keyboard.press("Enter")  # which document was seen is said by its button, not by the way
    page.wait_for_selector(".govuk-error-summary")
    page.get_by_role("button", name="Identity card seen").click()
    page.wait_for_url("**/counter/person/page/")

    reckon(person.pk, now=timezone.now())
    page.reload()
    inspector.look(page, "person")
    open_part(page, "/counter/person/differences/", "#part-differences")
    open_part(page, "/counter/person/family/", "#part-family")
    open_part(page, "/counter/person/registry/muav/", "#part-muav")
    open_part(page, "/counter/person/registry/tseras/", "#part-tseras")
    expect(page.locator("#part-tseras")).to_contain_text("closed to others")
    expect(page.locator("#part-differences")).to_contain_text("Works, and is registered as looking for work")
    inspector.look_as_it_is(page, "registries", shows="#part-tseras .dost-registry")

    page.goto("/counter/person/apply/")
    inspector.look(page, "services")
    page.click('a[href="/counter/person/apply/90-50/"]')
    page.wait_for_selector("[name=paper-1]")
    inspector.look(page, "apply")
    page.click("label[for^=id_answers\\.alone]")
    page.fill("[name='answers.rooms']", "2")
    page.locator("label", has_text="Flat").first.click()
    page.set_input_files("[name=paper-1]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()})
    page.get_by_role("button", name="Send the application").click()
    page.wait_for_url("**/counter/person/cases/*/")
    inspector.look(page, "case")
    case = Case.objects.get()
    assert (case.person, case.outcome, case.supporting_documents.count()) == (person, Outcome.GRANTED, 1)

    page.click('a[href$="/receipt/"]')
    page.wait_for_url("**/receipt/")
    inspector.look(page, "receipt")
    page.goto(f"/counter/person/cases/{case.pk}/acts/ask/")
    inspector.look(page, "ask")
    letter = case.letters.get()
    printed = page.request.get(f"/counter/person/letters/{letter.number}/")
    assert printed.headers["content-type"] == "application/pdf"

    visit = Visit.objects.get()
    end(visit_id=visit.pk, actor=desk.actor, now=timezone.now(), outcome="settled", note="")
    page.goto("/counter/person/page/")
    expect(page.locator("h1")).to_have_text("You may not open this page")
    page.goto("/counter/person/")
    inspector.look(page, "nobody")
    opened = {code for row in AccessLog.objects.filter(person=person, purpose="visit") for code in row.registries}
    assert {"MUAV", "TSERAS", "EMAS", "MEQ", "POPULATION"} <= opened
    assert inspector.found == {}
