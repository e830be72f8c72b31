"""Who acts under a mandate: no page leads them to one that does not open, and what they see is what it covers."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from dost.accounts.actors import Capacity, OnBehalf
from dost.accounts.models import Mandate
from dost.cases.models import Letter
from dost.notifications.contacts import ContactError, Wishes, keep_wishes
from dost.notifications.models import Contact, Notice
from registries.models import Person
from tests.factories.accounts import MandateFactory, sign_in_citizen
from tests.factories.appeals import AppealFactory
from tests.factories.cases import CaseFactory, LetterFactory
from tests.factories.corrections import CorrectionFactory
from tests.factories.drafts import ApplicationDraftFactory, applied_for
from tests.factories.notifications import NoticeFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

DEEDS = [["look"], list(Mandate.Deed)]


@pytest.fixture
def grantor() -> Person:
    for code in ("DSMF", "DIN"):
        InstitutionFactory(code=code)
    made: Person = PersonFactory(birth_date=date(1960, 1, 1), language="en")
    return made


@pytest.fixture
def agent() -> Person:
    made: Person = PersonFactory(birth_date=date(1990, 1, 1))
    return made


def acting(client: Client, mandate: Mandate) -> None:
    assert mandate.agent is not None
    sign_in_citizen(client, mandate.agent, acting_for=mandate.grantor)


def leads_to(page: bytes) -> set[str]:
    """The addresses of one's own pages that a page leads to."""
    found = {str(one.get("href")).partition("#")[0] for one in html.document_fromstring(page).iter("a")}
    return {one for one in found if one.startswith(("/en/my/", "/en/apply/")) and "/pdf/" not in one}


@pytest.mark.parametrize("deeds", DEEDS, ids=["looking", "everything"])
def test_no_page_leads_to_one_that_does_not_open(
    client: Client, grantor: Person, agent: Person, deeds: list[str]
) -> None:
    version = VersionFactory(service=ServiceFactory(code="90-62", name=texts("Covered")))
    paid = CaseFactory(person=grantor, granted_and_paid=True, version=version)
    AppealFactory(case=paid, against="granted")
    CaseFactory(person=grantor, asked=True, version=version, basis_key="asked")
    CaseFactory(person=grantor, refused=True, version=version, basis_key="refused")
    ApplicationDraftFactory(person=grantor, service=applied_for("90-61"))
    CorrectionFactory(person=grantor, case=paid)
    acting(client, MandateFactory(grantor=grantor, agent=agent, services=["90-61", "90-62"], deeds=deeds))

    seen: dict[str, int] = {}
    ahead = {"/en/my/"}
    while ahead:
        address = ahead.pop()
        response = client.get(address, follow=True)
        seen[address] = response.status_code
        if response.headers["Content-Type"].startswith("text/html"):
            ahead |= leads_to(response.content) - set(seen)

    # 409: the page that says why a fact is not called wrong here
    assert {address: status for address, status in seen.items() if status not in {200, 409}} == {}
    assert len(seen) > 8


def letter_of(person: Person, code: str, name: str) -> Letter:
    """The letter of a case of a service of its own."""
    version = VersionFactory(service=ServiceFactory(code=code, name=texts(name)))
    case = CaseFactory(person=person, granted_and_paid=True, version=version, basis_key=code)
    found: Letter = Letter.objects.filter(case=case).first() or LetterFactory(case=case)
    return found


def test_lists_show_what_it_covers(client: Client, grantor: Person, agent: Person) -> None:
    letters = [letter_of(grantor, "90-62", "Lantern"), letter_of(grantor, "90-63", "Umbrella")]
    acting(client, MandateFactory(grantor=grantor, agent=agent, services=["90-62"]))

    cases = client.get("/en/my/cases/").content.decode()
    assert ("Lantern" in cases, "Umbrella" in cases) == (True, False)
    shown = client.get("/en/my/letters/").content.decode()
    assert (letters[0].number in shown, letters[1].number in shown) == (True, False)
    home = client.get("/en/my/").content.decode()
    assert "Umbrella" not in home


def test_a_sensitive_service_is_covered_by_its_name_alone(client: Client, grantor: Person, agent: Person) -> None:
    service = ServiceFactory(code="09-62", name=texts("Shelter"), sensitive=True)
    case = CaseFactory(person=grantor, granted_and_paid=True, version=VersionFactory(service=service))
    by_all = MandateFactory(grantor=grantor, agent=agent)
    by_name = MandateFactory(grantor=grantor, services=["09-62"])

    acting(client, by_all)
    assert client.get(f"/en/my/cases/{case.pk}/").status_code == 404
    acting(client, by_name)
    assert client.get(f"/en/my/cases/{case.pk}/").status_code == 200


def test_reading_a_message_leaves_it_unread_for_its_person(client: Client, grantor: Person, agent: Person) -> None:
    case = CaseFactory(person=grantor, granted_and_paid=True)
    message = case.notices.first() or NoticeFactory(case=case, person=grantor)
    about_nothing = NoticeFactory(case=None, person=grantor, key="none", created_at=timezone.now())
    acting(client, MandateFactory(grantor=grantor, agent=agent))

    assert client.get(f"/en/my/inbox/{message.pk}/").status_code == 200
    assert client.get(f"/en/my/inbox/{about_nothing.pk}/").status_code == 404
    assert Notice.objects.get(pk=message.pk).seen_at is None


def test_contact_data_are_changed_by_no_mandate(grantor: Person, agent: Person) -> None:
    actor = OnBehalf(agent.pk, "sub", grantor.pk, Capacity.MANDATE)
    wishes = Wishes(language="ru", way=Contact.Way.SMS, quiet_from=None, quiet_until=None, address="")

    with pytest.raises(ContactError):
        keep_wishes(person=grantor, wishes=wishes, actor=actor, now=timezone.now())


def test_a_deed_opens_its_pages(client: Client, grantor: Person, agent: Person) -> None:
    case = CaseFactory(person=grantor, granted_and_paid=True)
    question, appeal = f"/en/my/cases/{case.pk}/question/", f"/en/my/cases/{case.pk}/appeal/"
    for deeds, opens in ((["look"], set()), (["look", "answer"], {question}), (["look", "appeal"], {appeal})):
        mandate = MandateFactory(grantor=grantor, deeds=deeds)
        acting(client, mandate)
        assert {one for one in (question, appeal) if client.get(one).status_code == 200} == opens
