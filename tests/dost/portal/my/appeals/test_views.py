"""A citizen's appeal, their questions and giving up, as pages: step by step, without JavaScript, nobody else's."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.models import Appeal, Case, CaseMessage, Entitlement
from dost.common.working_days import next_working_day
from registries.models import Person
from tests.factories.accounts import sign_in_citizen
from tests.factories.appeals import CaseMessageFactory
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _institutions() -> None:
    InstitutionFactory(code="EDLIYYE", name_en="Ministry of Justice")
    InstitutionFactory(code="DIN", name_en="Ministry of Internal Affairs")
    InstitutionFactory(code="DSMF")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


@pytest.fixture
def me(client: Client, person: Person) -> Client:
    sign_in_citizen(client, person)
    return client


def refused(person: Person, *, days_ago: int = 3, **more: object) -> Case:
    opened = timezone.now() - timedelta(days=days_ago)
    made: Case = CaseFactory(person=person, refused=True, opened_at=opened, **more)
    return made


def said(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", content.decode().replace("\N{NO-BREAK SPACE}", " "))


def at(case: Case, rest: str = "") -> str:
    return f"/en/my/cases/{case.pk}/{rest}"


def test_an_appeal_goes_from_the_case_to_its_receipt(me: Client, person: Person) -> None:
    case = refused(person)
    page = said(me.get(at(case)))
    until = next_working_day(timezone.localdate() + timedelta(days=30 - 3))
    assert "Appeal this" in page
    assert f"{until.day} {until:%B %Y}" in page

    first = said(me.get(at(case, "appeal/")))
    assert "Why do you not agree?" in first
    assert "Why could you not appeal before?" not in first
    empty = me.post(at(case, "appeal/"), {"grounds": " "})
    assert empty.status_code == 400
    assert "Write why you do not agree." in said(empty)

    begun = me.post(at(case, "appeal/"), {"grounds": "I am 66."})
    assert begun.headers["Location"] == at(case, "appeal/documents/")
    step = me.get(at(case, "appeal/documents/"))
    assert "Continue without a document" in said(step)
    wrong = me.post(at(case, "appeal/documents/"), {"document": SimpleUploadedFile("a.pdf", b"no PDF")})
    assert wrong.status_code == 400
    assert "is not a PDF, JPEG or PNG" in said(wrong)
    check = said(me.get(at(case, "appeal/check/")))
    assert "It is not sent yet." in check
    assert "I am 66." in check
    assert "Go on with your appeal: it is not sent yet" in said(me.get(at(case)))
    assert "I am 66." in said(me.get(at(case, "appeal/")))

    for _press in range(2):
        sent = me.post(at(case, "appeal/check/"))
        assert sent.headers["Location"] == at(case, "appeal/sent/")
    appeal = Appeal.objects.get()
    receipt = said(me.get(at(case, "appeal/sent/")))
    assert "Your appeal is sent" in receipt
    assert appeal.number in receipt
    assert me.get(at(case, "appeal/")).headers["Location"] == at(case, "appeal/sent/")
    assert "Your appeal" in said(me.get(at(case)))
    assert AccessLog.objects.filter(person=person, purpose=AccessLog.Purpose.OWN).exists()


def test_after_the_last_day_a_reason_is_asked_for(me: Client, person: Person) -> None:
    case = refused(person, days_ago=40)
    assert "With a good reason you can still appeal." in said(me.get(at(case)))
    assert "Why could you not appeal before?" in said(me.get(at(case, "appeal/")))
    assert me.post(at(case, "appeal/"), {"grounds": "I am 66."}).status_code == 400

    me.post(at(case, "appeal/"), {"grounds": "I am 66.", "late_reason": "I was in hospital."})
    me.post(at(case, "appeal/check/"))
    assert Appeal.objects.get().state == "late"
    assert "whether your late appeal is looked at" in said(me.get(at(case, "appeal/sent/")))


def test_where_nothing_is_decided_there_is_nothing_to_appeal(me: Client, person: Person) -> None:
    case = CaseFactory(person=person)
    assert "Appeal this" not in said(me.get(at(case)))
    assert "There is nothing to appeal now" in said(me.get(at(case, "appeal/")))
    assert me.post(at(case, "appeal/check/")).status_code == 200
    assert me.get(at(case, "appeal/sent/")).headers["Location"] == at(case, "appeal/")
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("rest", ["appeal/", "appeal/check/", "appeal/sent/", "question/", "withdraw/"], ids=str)
def test_anothers_case_is_not_there(me: Client, rest: str) -> None:
    case = refused(PersonFactory())
    assert me.get(at(case, rest)).status_code == 404
    assert me.post(at(case, rest), {"grounds": "x", "text": "x"}).status_code in {404, 405}
    assert not Appeal.objects.exists()
    assert not CaseMessage.objects.exists()


@pytest.mark.parametrize("rest", ["appeal/", "question/", "withdraw/"], ids=str)
def test_a_sensitive_service_is_not_there_for_who_acts_for_somebody(client: Client, rest: str) -> None:
    from tests.factories.registries import KinshipFactory

    child = PersonFactory(birth_date=timezone.localdate() - timedelta(days=4000))
    parent = PersonFactory(birth_date=date(1985, 5, 5))
    KinshipFactory(person=child, relative=parent)
    version = VersionFactory(service=ServiceFactory(code="90-77", sensitive=True))
    case = refused(child, version=version)
    sign_in_citizen(client, parent, acting_for=child)
    assert client.get(at(case, rest)).status_code == 404


def test_a_question_and_its_answer_stand_in_one_place(me: Client, person: Person) -> None:
    case = CaseFactory(person=person)
    assert "Ask us about this case" in said(me.get(at(case)))
    assert me.post(at(case, "question/"), {"text": ""}).status_code == 400

    assert me.post(at(case, "question/"), {"text": "When?\nAnd <b>how much</b>?"}).status_code == 302
    page = said(me.get(at(case, "question/")))
    assert "When?<br>And &lt;b&gt;how much&lt;/b&gt;?" in page
    assert "We have not answered yet." in page
    assert "Your question about this case" in said(me.get(at(case)))

    CaseMessageFactory(case=case, side="office", text="On Friday.", by_person=None, by_subject="", at=timezone.now())
    page = said(me.get(at(case, "question/")))
    assert "On Friday." in page
    assert "We have not answered yet." not in page
    assert "Read the answer to your question" in said(me.get(at(case)))


def test_an_application_is_withdrawn_after_it_was_said_what_that_means(client: Client, person: Person) -> None:
    sign_in_citizen(client, person, fresh=True)
    case = CaseFactory(person=person, origin="application")
    page = said(client.get(at(case, "withdraw/")))
    assert page.index("Nothing is decided") < page.index("Withdraw the application</button>")
    case.refresh_from_db()
    assert case.outcome == ""

    assert client.post(at(case, "withdraw/")).headers["Location"] == at(case)
    case.refresh_from_db()
    assert (case.outcome, case.live) == ("given_up", False)
    assert "You withdrew the application" in said(client.get(at(case)))
    assert "There is nothing to withdraw" in said(client.post(at(case, "withdraw/")))


def test_a_right_is_given_up_from_a_day(client: Client, person: Person) -> None:
    sign_in_citizen(client, person, fresh=True)
    version = VersionFactory(changes={"period": "monthly"})
    case = CaseFactory(person=person, granted_and_paid=True, version=version, entitlement=None)
    EntitlementFactory(case=case, period="monthly")
    assert "Give up the right" in said(client.get(at(case)))
    yesterday = timezone.localdate() - timedelta(days=1)
    wrong = client.post(at(case, "withdraw/"), {"last_day": yesterday.isoformat()})
    assert wrong.status_code == 400
    assert "at the earliest" in said(wrong)

    last = timezone.localdate() + timedelta(days=40)
    assert client.post(at(case, "withdraw/"), {"last_day": last.isoformat()}).status_code == 302
    assert Entitlement.objects.get(case=case).ended_on == last


def test_whoever_has_not_just_proved_who_they_are_gives_nothing_up(client: Client, person: Person) -> None:
    sign_in_citizen(client, person, fresh=False)
    case = CaseFactory(person=person, origin="application")
    assert "sign-in/again" in client.post(at(case, "withdraw/")).headers["Location"]
    case.refresh_from_db()
    assert case.outcome == ""


def test_the_case_that_decides_anew_is_linked_both_ways(me: Client, person: Person) -> None:
    old = refused(person)
    Case.objects.filter(pk=old.pk).update(live=False)
    new = CaseFactory(
        person=person, version=old.version, basis_key=old.basis_key, replaces=old, origin="appeal",
        opened_at=datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Baku")),
    )  # fmt: skip
    assert at(new) in said(me.get(at(old)))
    page = said(me.get(at(new)))
    assert at(old) in page
    assert "It is decided anew" in page
