"""Each service that takes applications is applied for once through the forms people use: in the portal, or by staff.

The forms are made from the version in force, so nothing here knows any service: a service that was published in the
studio a moment ago is applied for in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.access import Purpose, state_purpose
from dost.accounts.actors import Staff
from dost.cases.codes import WaitingReason, reason_code
from dost.cases.models import ApplicationDraft, Case, Complaint, Letter
from dost.cases.queries import case_number
from dost.cases.stages import Origin, Outcome
from dost.common.dates import local_day
from registries.bridge import transport
from registries.data.complaint_terms import complaint_services
from registries.models import Person
from services_catalog.changes import drafts, publish
from services_catalog.channels import channels_of
from services_catalog.models import Service
from services_catalog.queries import definition_of
from tests.dost.road.applicants import Applicant, applicant
from tests.dost.road.house import catalogue, work
from tests.dost.road.house import publish as publish_files
from tests.dost.road.institutions import answer_here
from tests.factories.accounts import UserFactory, sign_in, sign_in_citizen
from tests.factories.drafts import QUESTIONS, TOLD, at_once_here
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.studio import NOW, begun, published
from tests.factories.studio_fixtures import editor, publisher, small_catalogue

__all__ = ["editor", "publisher", "small_catalogue"]

ON_APPLICATION = [
    Service(code=code, **one.passport)
    for code, one in sorted(catalogue().services.items())
    if one.passport["delivery"] != "proactive"
]
ONLINE = [one.code for one in ON_APPLICATION if channels_of(one).online]
IN_THE_PORTAL = [code for code in ONLINE if code not in complaint_services()]
BY_STAFF = [one.code for one in ON_APPLICATION if channels_of(one).centre_only]


@pytest.fixture(autouse=True)
def _institutions(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The institutions answer in this process, beside the pages."""
    answer_here(settings, monkeypatch, urlconf="tests.browser.urls")
    yield
    transport.reset()


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once_here(monkeypatch)
    for code in ("MEHKEME", "PENITENSIAR", "ETN", "SHXCDX", "DSMF"):
        InstitutionFactory(code=code)


def test_there_are_as_many_as_the_ministry_says() -> None:
    assert (len(ONLINE), len(BY_STAFF)) == (44, 26)
    assert len(IN_THE_PORTAL) == len(ONLINE) - len(complaint_services())


def typed(value: Any) -> str:
    """An answer as it is typed into a form."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def chosen(page: str, about: Person | None) -> dict[str, str]:
    """The record to choose on a page, where several can be meant."""
    records = re.findall(r'name="record" type="radio" value="([^"]+)"', page)
    return {"record": records[0]} if records else {}


def in_the_portal(client: Client, person: Person, code: str, answers: dict[str, Any], *, employer: str = "") -> Any:
    """Apply as a citizen does, from the first page to the receipt; returns the receipt. `employer` is for whom."""
    sign_in_citizen(client, person, employer=employer)
    page = client.get(f"/apply/{code}/", follow=True)
    start = page.redirect_chain[-1][0] if page.redirect_chain else f"/apply/{code}/"
    page = client.post(start, chosen(page.content.decode(), None), follow=True)
    for _step in range(len(answers) + 2):
        there = page.redirect_chain[-1][0]
        if there.endswith("/check/"):
            break
        if there.endswith("/documents/"):
            page = client.get(there.replace("/documents/", "/check/"))
            return _send(client, there.replace("/documents/", "/check/"), page)
        if there.endswith("/known/"):
            page = client.post(there, follow=True)
            continue
        names = re.findall(r'name="(answers\.[^"]+)"', page.content.decode())
        assert len(set(names)) == 1, there  # one thing on a page
        page = client.post(there, {names[0]: typed(answers[names[0].removeprefix("answers.")])}, follow=True)
        assert page.status_code == 200, (there, page.content.decode())
    return _send(client, page.redirect_chain[-1][0], page)


def _send(client: Client, there: str, page: Any) -> Any:
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert key is not None, there
    return client.post(there, {"key": key[1]}, follow=True)


def by_staff(client: Client, person: Person, code: str, answers: dict[str, Any], *, employer: str = "") -> Any:
    """Apply as an examiner does for somebody, on one form; `employer` is whom they apply for."""
    user = UserFactory()
    sign_in(client, user)
    actor = Staff(user.pk, user.role)
    state_purpose(actor=actor, person_id=person.pk, purpose=Purpose.CASE, note="at the telephone", now=timezone.now())
    address = f"/office/apply/{code}/?person={person.pk}&employer={employer}"
    record = chosen(client.get(address).content.decode(), None)
    given = {f"answers.{name}": typed(value) for name, value in answers.items()}
    return client.post(address, {**given, **record}, follow=True)


def in_russian(question: dict[str, Any]) -> dict[str, Any]:
    """A question of the tests with Russian words, without which the studio takes none."""
    choices = {code: {**words, "ru": f"Жильё {code}"} for code, words in question.get("choices", {}).items()}
    found = {**question, "ask": {**question["ask"], "ru": f"Вопрос {question['id']}"}}
    return {**found, "choices": choices} if choices else found


def is_applied_for(who: Applicant, code: str, origin: Origin) -> None:
    case = Case.objects.get(service=code)
    assert (case.person, case.origin, case.on <= local_day(timezone.now())) == (who.person, origin, True)
    told = {row.question: row.value for row in case.answers.all()}
    known = {one.id: bool(who.employer) for one in definition_of(case.version).questions if not one.is_asked}
    assert told == who.answers | known
    assert case.applicant_voen == who.employer
    work()
    case.refresh_from_db()
    assert reason_code(case.reason) is not WaitingReason.FAILED
    assert case.outcome in {Outcome.GRANTED, Outcome.REFUSED} or reason_code(case.reason) is not None


def shows_nothing_of_an_employee(client: Client, who: Applicant, code: str) -> None:
    """What whoever acts for the employer reads of the matter names nobody who works there, nor what they earn."""
    assert who.employee is not None
    sign_in_citizen(client, who.person, employer=who.employer)
    case = Case.objects.get(service=code)
    letters = [f"/my/letters/{one}/" for one in Letter.objects.filter(case=case).values_list("number", flat=True)]
    for there in ("/my/employer/", "/my/cases/", f"/my/cases/{case.pk}/", "/my/letters/", *letters):
        response = client.get(there)
        assert response.status_code == 200, there
        page = response.content.decode()
        for secret in (who.employee.surname, who.employee.given_name, who.employee.fin, "4711", "4 711"):
            assert secret not in page, (there, secret)


@pytest.mark.parametrize("code", IN_THE_PORTAL)
def test_it_is_applied_for_in_the_portal(client: Client, code: str) -> None:
    publish_files(code)
    who = applicant(code)
    receipt = in_the_portal(client, who.person, code, who.answers, employer=who.employer).content.decode()
    draft = ApplicationDraft.objects.get()
    assert draft.case == Case.objects.get(service=code)
    assert case_number(draft.case.pk, draft.case.opened_at) in receipt
    is_applied_for(who, code, Origin.APPLICATION)
    if who.employer:
        shows_nothing_of_an_employee(client, who, code)


@pytest.mark.parametrize(("code", "about"), [("02-08", {"named": "A building firm"}), ("10-07", {})])
def test_a_complaint_is_written_where_it_is_applied_for(client: Client, code: str, about: dict[str, str]) -> None:
    """The two services that take complaints and proposals are asked for by writing one (decision 46)."""
    assert code in complaint_services()
    publish_files(*complaint_services())
    sign_in_citizen(client, PersonFactory())
    page = client.get(f"/apply/{code}/", follow=True)
    page = client.post(page.redirect_chain[-1][0], {"kind": "complaint", "about": "employer" if about else "general"})
    if about:
        page = client.post(page.headers["Location"], about)
    page = client.post(page.headers["Location"], {"words": "My wage has not been paid for three months."})
    there = page.headers["Location"].replace("/documents/", "/check/")
    receipt = _send(client, there, client.get(there)).content.decode()
    one = Complaint.objects.get()
    assert (one.service_id, one.state, one.number in receipt) == (code, Complaint.State.SENT, True)


@pytest.mark.parametrize("code", BY_STAFF)
def test_it_is_applied_for_by_a_member_of_staff(client: Client, code: str) -> None:
    publish_files(code)
    who = applicant(code)
    response = by_staff(client, who.person, code, who.answers, employer=who.employer)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == f"/office/cases/{Case.objects.get(service=code).pk}/"
    is_applied_for(who, code, Origin.COUNTER)
    if who.employer:
        shows_nothing_of_an_employee(client, who, code)


def test_a_service_made_in_the_studio_is_applied_for_at_once(
    client: Client, small_catalogue: Path, editor: Any, publisher: Any
) -> None:
    in_force = date(2026, 11, 25)
    change_set, model = begun(editor, valid_from=in_force)
    content, words = model.content, model.texts
    drafts.remove_service(model, by=editor, at=NOW)
    content["mode"] = "on_application"
    content["questions"] = [in_russian(one) for one in QUESTIONS]
    alone = {"az": "Tək yaşayır", "en": "Lives alone", "ru": "Живёт один"}
    content["criteria"].append({"id": "alone", "require": "answer.alone", "text": alone, "law": "Law, art. 3"})
    for example in content["examples"]:
        example["facts"]["answer.alone"] = True
    words["delivery"] = "online"
    words["passport"]["channels"] = ["portal", "centre"]
    drafts.add_new_service(change_set, code="05-97", content=content, texts=words, by=editor, at=NOW)
    published(change_set, editor=editor, publisher=publisher)
    publish.take_force(on=in_force)

    person = PersonFactory(birth_date=date(1950, 1, 1))
    page = client.get("/services/05-97/").content.decode()
    assert "/apply/05-97/" in page
    receipt = in_the_portal(client, person, "05-97", TOLD).content.decode()
    case = Case.objects.get(service="05-97")
    assert case_number(case.pk, case.opened_at) in receipt
    assert case.outcome == Outcome.GRANTED
