"""A member of staff applies for a person whose file is open to them, and for nobody else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog, StatedPurpose, User
from dost.cases.models import ApplicationDraft, Case
from dost.cases.stages import Origin, Outcome
from registries.models import Person
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.drafts import TOLD, ApplicationDraftFactory, applied_for, at_once_here, criterion, for_employers
from tests.factories.registries import BirthActFactory, InstitutionFactory, PersonFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db

ANSWERS = {"answers.alone": "true", "answers.rooms": "2", "answers.home": "flat"}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once_here(monkeypatch)
    InstitutionFactory(code="DSMF", name_en="Protection Fund")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


@pytest.fixture
def examiner(client: Client) -> User:
    user: User = UserFactory()
    sign_in(client, user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return user


def opens(user: User, person: Person) -> None:
    """Open the file of a person to a member of staff."""
    actor = Staff(user.pk, user.role)
    state_purpose(actor=actor, person_id=person.pk, purpose=Purpose.CASE, note="at the telephone", now=timezone.now())


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def form(person: Person, code: str = "90-50") -> str:
    return f"/office/apply/{code}/?person={person.pk}"


def test_from_the_fin_to_the_case(client: Client, examiner: User, person: Person) -> None:
    applied_for(channels=["centre"])
    chosen = client.post(
        "/office/apply/", {"fin": person.fin.lower(), "note": "She calls from the village"}, follow=True
    )
    assert chosen.redirect_chain[-1][0] == f"/office/apply/services/?person={person.pk}"
    assert StatedPurpose.objects.get().person == person
    there = client.get(f"/office/apply/services/?person={person.pk}&service=90-50")
    assert there.headers["Location"] == form(person)
    page = said(client.get(form(person)))
    assert "Do you live alone?" in page
    assert not ApplicationDraft.objects.exists()  # nothing is begun by reading

    sent = client.post(form(person), ANSWERS)
    case = Case.objects.get()
    assert sent.headers["Location"] == f"/office/cases/{case.pk}/"
    assert (case.origin, case.outcome, case.person) == (Origin.COUNTER, Outcome.GRANTED, person)
    assert {row.by for row in case.answers.all()} == {examiner}
    assert client.post(form(person), ANSWERS).headers["Location"] == f"/office/cases/{case.pk}/"
    assert Case.objects.count() == 1


def test_without_a_reason_nothing_opens(client: Client, examiner: User, person: Person) -> None:
    applied_for()
    for address in (form(person), f"/office/apply/services/?person={person.pk}", "/office/apply/90-50/"):
        assert client.get(address).headers["Location"] == "/office/apply/"
    assert client.post(form(person), ANSWERS).headers["Location"] == "/office/apply/"
    assert not Case.objects.exists()
    assert not AccessLog.objects.filter(person=person).exists()


def test_what_is_right_is_saved_beside_what_is_missing_and_the_person_can_go_on_at_home(
    client: Client, examiner: User, person: Person
) -> None:
    applied_for()
    opens(examiner, person)
    response = client.post(form(person), {**ANSWERS, "answers.rooms": "many", "answers.home": ""})
    assert response.status_code == 400
    draft = ApplicationDraft.objects.get()
    assert draft.answers == {"alone": True}
    assert draft.by == examiner
    page = said(client.get(form(person)))
    assert "not sent" in page
    missing = client.post(form(person), {**ANSWERS, "answers.home": ""})
    assert "This is not answered yet." in said(missing)
    assert not Case.objects.exists()


def test_what_the_person_began_is_gone_on_with(client: Client, examiner: User, person: Person) -> None:
    service = applied_for()
    ApplicationDraftFactory(person=person, service=service, answers=TOLD, edited_at=timezone.now())
    opens(examiner, person)
    page = said(client.get(form(person)))
    assert re.search(r'value="2"', page)
    client.post(form(person), ANSWERS)
    assert ApplicationDraft.objects.get().case == Case.objects.get()


def test_of_several_records_one_is_chosen(client: Client, examiner: User, person: Person) -> None:
    applied_for(basis="birth", criteria=[criterion("alive", "child.alive")], payee=["subject"])
    for day in (1, 2):
        BirthActFactory(mother=person, person=PersonFactory(birth_date=date(2026, 2, day)))
    opens(examiner, person)
    page = said(client.get(form(person)))
    assert "Do you live alone?" not in page
    assert client.post(form(person), ANSWERS).status_code == 400
    value = re.findall(r'name="record" type="radio" value="([^"]+)"', page)[0]
    assert "Do you live alone?" in said(client.get(f"{form(person)}&record={value}"))
    client.post(form(person), {**ANSWERS, "record": value})
    assert Case.objects.get().basis == "birth"


def test_what_runs_leads_to_its_case_and_what_cannot_be_had_says_why(
    client: Client, examiner: User, person: Person
) -> None:
    service = applied_for()
    opens(examiner, person)
    case = CaseFactory(person=person, version__service=service, basis_key=person.fin)
    assert client.get(form(person)).headers["Location"] == f"/office/cases/{case.pk}/"
    service.availability = {"state": "closed"}
    service.save()
    assert "This service is not open now." in said(client.get(form(person)))


def test_the_look_at_what_is_known_is_logged_with_its_reason(client: Client, examiner: User, person: Person) -> None:
    applied_for()
    opens(examiner, person)
    client.get(form(person))
    look = AccessLog.objects.get(person=person, service_code="90-50")
    assert (look.user, look.purpose, look.reason) == (examiner, "case", "at the telephone")
    assert "POPULATION" in look.registries


def test_the_page_of_a_case_leads_here(client: Client, examiner: User, person: Person) -> None:
    case = CaseFactory(person=person, assigned_to=examiner)
    assert f"/office/apply/services/?person={person.pk}" in said(client.get(f"/office/cases/{case.pk}/"))


def test_an_auditor_applies_for_nobody(client: Client, person: Person) -> None:
    sign_in(client, UserFactory(auditor=True))
    assert client.get("/office/apply/").status_code == 403
    assert client.post(form(person), ANSWERS).status_code == 403


# -- for an employer -----------------------------------------------------------------------------------------------


def test_at_the_window_somebody_applies_for_their_employer(client: Client, examiner: User, person: Person) -> None:
    RepresentativeFactory(person=person)
    service = for_employers()
    applied_for()
    given = {"fin": person.fin, "employer": "1000000011", "note": "She stands at the window"}
    chosen = client.post("/office/apply/", given, follow=True)
    there = f"/office/apply/services/?person={person.pk}&employer=1000000011"
    assert chosen.redirect_chain[-1][0] == there
    assert "90-64" in said(chosen)
    assert "90-50" not in said(chosen)
    page = client.get(f"{there}&service={service.code}", follow=True)
    assert "for the employer “Nümunə” MMC (VÖEN 1000000011)" in said(page)
    client.post(page.redirect_chain[-1][0], ANSWERS, follow=True)
    case = Case.objects.get()
    assert (case.applicant_voen, case.person, case.origin) == ("1000000011", person, Origin.COUNTER)
    assert "for the employer “Nümunə” MMC (VÖEN 1000000011)" in said(client.get(f"/office/cases/{case.pk}/"))


@pytest.mark.parametrize(
    ("voen", "why"),
    [("1000000011", "does not name this person"), ("1000000012", "the last is 1")],
    ids=["not registered", "no legal person"],
)
def test_at_the_window_who_may_not_act_for_it_is_told_so(
    client: Client, examiner: User, person: Person, voen: str, why: str
) -> None:
    given = {"fin": person.fin, "employer": voen, "note": "She stands at the window"}
    page = client.post("/office/apply/", given)
    assert page.status_code == 400
    assert why in said(page)
