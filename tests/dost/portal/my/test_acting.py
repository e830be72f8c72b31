"""What is told to whoever acts for somebody: nothing of services and registries that may protect from them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dost.accounts.access import Purpose, log_access
from dost.accounts.actors import Staff
from dost.cases.batch import write_back
from dost.cases.models import Case, Letter
from dost.cases.stages import Stage
from dost.cases.steps import decide
from dost.notifications.models import Notice
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from tests.factories.accounts import UserFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.registries import CareFactory, InstitutionFactory, KinshipFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

LISTS = ("", "cases/", "letters/", "inbox/", "choices/", "payments/", "looks/", "data/")


@pytest.fixture(autouse=True)
def _institutions() -> None:
    cache.clear()
    for code in ("DSMF", "DIN", "EDLIYYE"):
        InstitutionFactory(code=code)


@pytest.fixture
def child() -> Person:
    made: Person = PersonFactory(birth_date=date(2015, 1, 1), language="en")
    return made


@pytest.fixture
def father(child: Person) -> Person:
    made: Person = PersonFactory()
    KinshipFactory(person=child, relative=made, father=True)
    return made


def matter(child: Person) -> tuple[Case, Letter, Notice]:
    """A decision of a service that a leak would harm, its letter and its message."""
    service = ServiceFactory(code="09-07", name=texts("Shelter"), sensitive=True)
    criteria = [{"id": "alive", "require": "person.alive", "text": texts("Alive"), "law": "Law, art. 1"}]
    version = VersionFactory(service=service, changes={"criteria": criteria})
    case = CaseFactory(version=version, stage=Stage.DECIDE, person=child, basis="person", basis_key=child.fin)
    now = timezone.now()
    write_back(decide.work([case], now), now=now)
    examiner = UserFactory(role="examiner")
    log_access(
        actor=Staff(examiner.pk, "examiner"),
        people=[child.pk],
        purpose=Purpose.CASE,
        reason="",
        registries=["SOSX"],
        service_code="09-07",
        now=now,
    )
    other = ServiceFactory(code="09-05", name=texts("Shelter too"), sensitive=True)
    VersionFactory(service=other, changes={"criteria": criteria})
    reckon(child.pk, now=now)
    return case, Letter.objects.get(case=case), NoticeFactory(case=case, person=child, phone="")


def pages(client: Client, case: Case, letter: Letter, message: Notice) -> dict[str, int]:
    """The pages that are about the matter, with the status each opens with."""
    addresses = (
        f"cases/{case.pk}/",
        f"letters/{letter.number}/",
        f"letters/{letter.number}/pdf/",
        f"inbox/{message.pk}/",
        "rights/09-05/",
    )
    return {address: client.get(f"/en/my/{address}").status_code for address in addresses}


def test_father_of_a_child_in_a_shelter_learns_nothing_of_it(client: Client, child: Person, father: Person) -> None:
    rows = matter(child)
    CareFactory(person=child)
    sign_in_citizen(client, father, acting_for=child)

    assert set(pages(client, *rows).values()) == {404}

    for address in LISTS:
        said = client.get(f"/en/my/{address}").content.decode()
        for word in ("Shelter", "ensitive", "not named", "that we name only", "09-07", rows[1].number):
            assert word not in said, (address, word)
    data = client.get("/en/my/data/").content.decode()
    assert "Social services" not in data
    assert "is told to that person alone" in data


def test_download_of_whoever_acts_for_a_child_leaves_it_out_too(client: Client, child: Person, father: Person) -> None:
    matter(child)
    CareFactory(person=child)
    sign_in_citizen(client, father, acting_for=child)

    said = b"".join(client.get("/en/my/data/all.json")).decode()

    assert "09-07" not in said
    assert '"SOSX"' not in said


def test_question_of_it_is_neither_shown_nor_answered(client: Client, child: Person, father: Person) -> None:
    service = ServiceFactory(code="09-07", name=texts("Shelter"), sensitive=True)
    case: Case = CaseFactory(version=VersionFactory(service=service), person=child, asked=True)
    sign_in_citizen(client, father, acting_for=child)
    address = f"/en/my/choices/questions/{case.pk}/"

    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "no"}).status_code == 404

    case.refresh_from_db()
    assert case.stage == Stage.CHOOSE


def test_the_child_reads_all_of_it(client: Client, child: Person) -> None:
    rows = matter(child)
    CareFactory(person=child)
    sign_in_citizen(client, child)
    assert set(pages(client, *rows).values()) == {200}
    assert "Social services" in client.get("/en/my/data/").content.decode()
    assert "09-07" in b"".join(client.get("/en/my/data/all.json")).decode()


def test_other_matters_are_told_to_whoever_acts(client: Client, child: Person, father: Person) -> None:
    case = CaseFactory(version=VersionFactory(service=ServiceFactory(code="90-01", name=texts("Aid"))), person=child)
    message = NoticeFactory(case=case, person=child)
    free = NoticeFactory(
        case=None, person=child, kind=Notice.Kind.ACCOUNT, number=7, key="free", created_at=timezone.now()
    )
    sign_in_citizen(client, father, acting_for=child)
    assert client.get(f"/en/my/cases/{case.pk}/").status_code == 200
    assert client.get(f"/en/my/inbox/{message.pk}/").status_code == 200
    assert client.get(f"/en/my/inbox/{free.pk}/").status_code == 200
