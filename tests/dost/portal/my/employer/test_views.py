"""The pages of an employer: chosen, applied for, read by whoever acts for it; nothing of anybody stands there."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dost.accounts.access import log_access
from dost.accounts.actors import SYSTEM
from dost.accounts.models import AccessLog, Mandate
from dost.accounts.own_looks import OwnLook
from dost.cases.models import ApplicationDraft, Case, Letter
from dost.cases.queries import case_number
from registries.models import EmployerRepresentative, Person
from services_catalog.models import Service
from tests.factories.accounts import MandateFactory, sign_in_citizen
from tests.factories.cases import CaseFactory
from tests.factories.drafts import TOLD, ApplicationDraftFactory, at_once_here, for_employers
from tests.factories.registries import InstitutionFactory, PersonFactory, RepresentativeFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts
from tests.factories.supporting import SupportingDocumentFactory

pytestmark = pytest.mark.django_db

VOEN = "1000000011"
GROWN = date(1980, 1, 1)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    at_once_here(monkeypatch)
    for code in ("DIN", "DVX", "DSMF"):
        InstitutionFactory(code=code)


@pytest.fixture
def head() -> Person:
    made: Person = PersonFactory(birth_date=GROWN)
    RepresentativeFactory(person=made)
    return made


@pytest.fixture
def service() -> Service:
    return for_employers()


@pytest.fixture
def me(client: Client, head: Person) -> Client:
    sign_in_citizen(client, head, employer=VOEN)
    return client


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


# -- choosing ------------------------------------------------------------------------------------------------------


def test_who_is_registered_chooses_the_employer_and_goes_back(client: Client, head: Person) -> None:
    sign_in_citizen(client, head)
    assert "“Nümunə” MMC" in said(client.get("/en/my/acting-for/"))
    page = client.post("/en/my/acting-for/", {"employer": VOEN}, follow=True)
    assert page.redirect_chain[-1][0] == "/en/my/employer/"
    assert "You act for <strong>“Nümunə” MMC</strong> (VÖEN 1000000011)" in said(page)
    assert client.get("/en/my/").headers["Location"] == "/en/my/employer/"
    assert client.post("/en/my/acting-for/").headers["Location"] == "/en/my/"
    assert client.get("/en/my/employer/").headers["Location"] == "/en/my/acting-for/"


@pytest.mark.parametrize(
    ("voen", "why"),
    [(VOEN, "ask the head of the employer for a mandate"), ("12", "has 10 digits, the last is 1")],
    ids=["not registered", "no VÖEN"],
)
def test_whom_nothing_names_is_refused_with_what_would_help(client: Client, voen: str, why: str) -> None:
    sign_in_citizen(client, PersonFactory(birth_date=GROWN))
    page = client.post("/en/my/acting-for/", {"employer": voen})
    assert page.status_code == 400
    assert why in said(page)
    assert "citizen_acting_for_employer" not in client.session


def test_it_ends_with_the_registration(me: Client) -> None:
    assert me.get("/en/my/employer/").status_code == 200
    EmployerRepresentative.objects.update(superseded_at=timezone.now())
    page = me.get("/en/my/employer/", follow=True)
    assert page.redirect_chain[-1][0] == "/en/my/acting-for/?ended=1"
    assert "citizen_acting_for_employer" not in me.session


# -- applying ------------------------------------------------------------------------------------------------------


def test_an_application_in_its_name_is_asked_for_nothing_that_is_known(
    me: Client, head: Person, service: Service
) -> None:
    assert "Service 90-64" in said(me.get("/en/my/employer/"))
    me.post(f"/en/apply/{service.code}/")
    draft = ApplicationDraft.objects.get()
    assert (draft.applicant_voen, draft.person) == (VOEN, head)
    for number in (1, 2, 3):
        page = said(me.get(f"/en/apply/drafts/{draft.pk}/questions/{number}/"))
        assert "For an employer?" not in page
    assert me.get(f"/en/apply/drafts/{draft.pk}/questions/4/").status_code == 404
    ApplicationDraft.objects.filter(pk=draft.pk).update(answers=TOLD, confirmed_at=timezone.now())
    me.post(f"/en/apply/drafts/{draft.pk}/check/", {"key": draft.key})
    case = Case.objects.get()
    assert (case.applicant_voen, case.person) == (VOEN, head)
    assert f"/my/cases/{case.pk}/" in said(me.get("/en/my/employer/"))
    again = me.post(f"/en/apply/{service.code}/")
    assert again.headers["Location"] == f"/en/my/cases/{case.pk}/"


def test_for_oneself_one_is_led_to_choosing_the_employer(client: Client, head: Person, service: Service) -> None:
    sign_in_citizen(client, head)
    assert "If you act for one, choose it first" in said(client.get(f"/en/apply/{service.code}/"))
    sign_in_citizen(client, head, employer=VOEN)
    assert "If you act for one, choose it first" not in said(client.get(f"/en/apply/{service.code}/"))


def test_what_is_for_people_says_so(me: Client) -> None:
    service = ServiceFactory(code="90-70", delivery="online", passport={"channels": ["portal"], "places": []})
    VersionFactory(service=service, changes={"mode": "on_application"})
    assert "This service is for people" in said(me.get("/en/apply/90-70/"))


# -- reading -------------------------------------------------------------------------------------------------------


def its_case(person: Person, key: str = "its") -> Case:
    version = VersionFactory(service=ServiceFactory(name=texts("Vacancies")))
    made: Case = CaseFactory(person=person, version=version, basis_key=key, applicant_voen=VOEN, granted_and_paid=True)
    return made


def test_a_colleague_reads_the_case_and_the_letter_and_nothing_of_who_applied(me: Client) -> None:
    colleague = PersonFactory(birth_date=GROWN, surname="Gizlinov")
    case = its_case(colleague)
    letter = Letter.objects.get(case=case)
    page = said(me.get(f"/en/my/cases/{case.pk}/"))
    assert "Vacancies" in page
    assert "Gizlinov" not in page
    assert me.get(f"/en/my/letters/{letter.number}/").status_code == 200
    assert letter.number in said(me.get("/en/my/letters/"))


def test_who_applied_finds_nothing_of_it_among_their_own(client: Client, head: Person) -> None:
    case = its_case(head)
    sign_in_citizen(client, head)
    assert client.get(f"/en/my/cases/{case.pk}/").status_code == 404
    for address in ("/en/my/", "/en/my/cases/", "/en/my/letters/", "/en/my/inbox/", "/en/my/drafts/"):
        assert "Vacancies" not in said(client.get(address))


def test_what_was_handed_in_opens_to_whoever_acts_for_it_and_to_nobody_for_themselves(me: Client, head: Person) -> None:
    colleague = PersonFactory(birth_date=GROWN, surname="Gizlinov")
    case = its_case(colleague)
    sent = SupportingDocumentFactory(person=colleague, case=case)
    own = SupportingDocumentFactory(person=colleague, case=CaseFactory(person=colleague, basis_key="own"))

    page = said(me.get(f"/en/my/cases/{case.pk}/"))
    assert f"/my/documents/{sent.public_id}/" in page
    assert me.get(f"/en/my/documents/{sent.public_id}/").status_code == 200
    looks = AccessLog.objects.filter(person=colleague, by_person=head, by_capacity="employer")
    assert looks.filter(reason=OwnLook.DOCUMENT).exists()
    assert me.get(f"/en/my/documents/{own.public_id}/").status_code == 404

    sign_in_citizen(me, colleague)
    assert me.get(f"/en/my/documents/{sent.public_id}/").status_code == 404
    assert me.get(f"/en/my/documents/{own.public_id}/").status_code == 200
    RepresentativeFactory(person=colleague, employer_voen="1000000021")
    sign_in_citizen(me, colleague, employer="1000000021")
    for document in (sent, own):
        assert me.get(f"/en/my/documents/{document.public_id}/").status_code == 404


def test_the_download_of_ones_own_data_has_no_case_of_the_employer(client: Client, head: Person) -> None:
    """It is the employer's. That the register names the head, and who looked at their records for it, is their own."""
    case = its_case(head)
    log_access(
        actor=SYSTEM,
        people={head.pk},
        purpose=AccessLog.Purpose.AUTOMATIC,
        reason="",
        registries=("EMAS",),
        service_code=case.service_id,
        now=timezone.now(),
    )
    sign_in_citizen(client, head)

    answer = client.get("/en/my/data/all.json")

    data = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    text = json.dumps(data, ensure_ascii=False)
    assert VOEN in text
    assert case.service_id in [one["service"] for one in data["looks"]]
    for of_the_case in (case_number(case.pk, case.opened_at), Letter.objects.get(case=case).number, "600.00"):
        assert of_the_case not in text


def test_of_an_employee_nothing_stands_there(me: Client) -> None:
    """That somebody works there opens nothing of theirs."""
    employee = PersonFactory(birth_date=GROWN, surname="Gizlinov")
    own = CaseFactory(person=employee)
    assert me.get(f"/en/my/cases/{own.pk}/").status_code == 404
    for address in ("/en/my/employer/", "/en/my/cases/", "/en/my/letters/", "/en/my/inbox/"):
        assert "Gizlinov" not in said(me.get(address))


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_as_much_however_much_there_is(
    me: Client, head: Person, service: Service, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = VersionFactory()
    for number in range(many):
        CaseFactory(person=head, version=version, basis_key=f"{number}", applicant_voen=VOEN, live=False)
        ApplicationDraftFactory(person=head, service=service, applicant_voen=VOEN, record_key=f"{number}")
    me.get("/en/my/employer/")
    with django_assert_num_queries(QUERIES):
        me.get("/en/my/employer/")


QUERIES = 12


# -- its mandates --------------------------------------------------------------------------------------------------


def test_its_head_gives_a_mandate_and_takes_it_back(me: Client, service: Service) -> None:
    agent = PersonFactory(birth_date=GROWN)
    today = timezone.localdate()
    assert "Service 90-64" in said(me.get("/en/my/employer/mandates/new/"))
    sent = {
        "agent_fin": agent.fin,
        "scope": "named",
        "services": [service.code],
        "deeds": ["apply"],
        "starts": today.isoformat(),
        "until": (today + timedelta(days=60)).isoformat(),
    }
    page = me.post("/en/my/employer/mandates/new/", sent, follow=True)
    assert page.redirect_chain[-1][0] == "/en/my/employer/mandates/", said(page)
    mandate = Mandate.objects.get()
    assert (mandate.grantor_voen, mandate.services) == (VOEN, [service.code])
    assert f"FİN {agent.fin}" in said(page)
    me.post("/en/my/employer/mandates/", {"mandate": mandate.pk})
    mandate.refresh_from_db()
    assert mandate.ended_for == Mandate.Ended.WITHDRAWN


def test_who_acts_by_mandate_sees_no_mandates(client: Client) -> None:
    agent = PersonFactory(birth_date=GROWN)
    MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent)
    sign_in_citizen(client, agent, employer=VOEN)
    assert "Mandates of the employer" not in said(client.get("/en/my/employer/"))
    for address in ("", "new/"):
        assert client.get(f"/en/my/employer/mandates/{address}").status_code == 404


def test_a_mandate_of_another_employer_is_not_withdrawn(me: Client) -> None:
    agent = PersonFactory(birth_date=GROWN)
    mandate = MandateFactory(grantor=None, grantor_voen="1000000021", agent=agent, by_person=agent)
    me.post("/en/my/employer/mandates/", {"mandate": mandate.pk})
    mandate.refresh_from_db()
    assert mandate.ended_at is None
    assert me.post("/en/my/employer/mandates/", {"mandate": "x"}).status_code == 404
