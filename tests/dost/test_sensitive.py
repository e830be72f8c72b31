"""What nobody learns of a sensitive service who has not opened the case: on pages, in messages, from banks, in logs."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from dost.accounts.access import state_purpose
from dost.accounts.actors import staff_actor
from dost.accounts.models import AccessLog, User
from dost.cases.deliverables import issue, number_of, read_number
from dost.cases.models import Case, CaseEntry, Deliverable, Entitlement
from dost.cases.steps.notify import after_notice
from dost.common.audiences import audiences
from dost.common.delivery import DeliveryState
from dost.common.problems import problem_in_words
from dost.notifications.models import Notice
from dost.notifications.notices import difference, notice, resumed
from dost.notifications.offers import Offer, Side
from dost.notifications.texts import Issued
from dost.payments.grounds import GroundKind
from dost.payments.orders import remittance
from services_catalog.models import Service
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.cases import CaseFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

CODE, NAME = "09-97", "Shelter of the test"
SECRETS = (CODE, NAME, f"{NAME} (az)", f"{NAME} (ru)")
LANGUAGES = ("az", "en", "ru")
OFFICE = [f"/{route}" for route in audiences("dost.urls") if route.startswith("office/") and "<" not in route]
LISTED = "/office/cases/?view=all"
LOST = {"criteria": ["age"], "since": "2026-11-19", "cause": "facts"}


@pytest.fixture
def shelter() -> Service:
    names = {"az": f"{NAME} (az)", "en": NAME, "ru": f"{NAME} (ru)"}
    made: Service = ServiceFactory(
        code=CODE, name=names, sensitive=True, area="social_services", kind="service", passport={"answers": ["sms"]}
    )
    return made


def case_of(service: Service, **more: Any) -> Case:
    version = VersionFactory(service=service)
    made: Case = CaseFactory(version=version, **more)
    return made


@pytest.fixture
def case(shelter: Service) -> Case:
    InstitutionFactory(code="EDLIYYE")
    made = case_of(shelter, granted_and_paid=True, opened_at=timezone.now() - timedelta(minutes=20))
    Entitlement.objects.filter(case=made).update(review=LOST, period="monthly", amount=Decimal("481.37"))
    return made


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies["django_language"] = language
    sign_in(client, user)
    return client


def gives_away(text: str) -> list[str]:
    return [secret for secret in (*SECRETS, "481,37", "481.37") if secret in text]


# -- pages of staff ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", User.Role.values)
def test_no_page_of_the_back_office_names_it(role: str, case: Case) -> None:
    client, opened = signed_in(UserFactory(role=role)), 0
    for address in (*OFFICE, LISTED, "/office/?services=all"):
        response = client.get(address)
        if response.status_code == 200:
            opened += 1
            body = response.getvalue().decode()
            assert gives_away(body) == [], address
    assert opened or role in {"editor", "publisher", "viewer"}
    asked = client.get(reverse("cases:purpose", args=[case.pk]))
    assert gives_away(asked.content.decode()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_call_it_the_same_in_every_language(language: str, case: Case) -> None:
    client = signed_in(UserFactory(), language)
    word = {"az": "Həssas xidmət", "en": "Sensitive service", "ru": "Деликатная услуга"}[language]
    for address in (LISTED, reverse("rights:list"), reverse("office:day")):
        body = client.get(address).content.decode()
        assert word in body
        assert gives_away(body) == []


def test_whoever_has_said_why_reads_its_name(case: Case) -> None:
    user = UserFactory()
    now = timezone.now()
    state_purpose(actor=staff_actor(user), person_id=case.person_id, purpose="case", note="The person called", now=now)
    client = signed_in(user)
    for address in (LISTED, reverse("rights:list"), reverse("cases:detail", args=[case.pk])):
        assert NAME in client.get(address).content.decode(), address
    table = signed_in(UserFactory(supervisor=True))
    state_purpose(
        actor=staff_actor(User.objects.get(role="supervisor")),
        person_id=case.person_id,
        purpose="supervision",
        note="A complaint came",
        now=now,
    )
    rows = table.get(reverse("rights:export")).content.decode()
    assert NAME in rows


def test_own_work_is_named_to_whose_work_it_is(case: Case) -> None:
    user = UserFactory()
    Case.objects.filter(pk=case.pk).update(assigned_to=user)
    assert NAME in signed_in(user).get(LISTED).content.decode()
    assert NAME not in signed_in(UserFactory()).get(LISTED).content.decode()


def test_no_filter_tells_which_it_is(shelter: Service) -> None:
    InstitutionFactory(code="EDLIYYE")
    hidden, ordinary = case_of(shelter, waiting_on_institution=True), CaseFactory(waiting_on_institution=True)
    client = signed_in(UserFactory())

    def shown(query: str) -> set[str]:
        rows = client.get(f"{reverse('cases:list')}?{query}").context["page"].rows
        return {row.url for row in rows}

    of = {one.pk: reverse("cases:detail", args=[one.pk]) for one in (hidden, ordinary)}
    assert shown(f"service={CODE}") == {*of.values()}  # not understood: it filters nothing, for whatever code
    assert shown("service=hidden") == {of[hidden.pk]}
    assert shown("institution=EDLIYYE") == {of[ordinary.pk]}
    rows = client.get(LISTED).context["page"].rows
    assert {row.waiting_on for row in rows if row.url == of[hidden.pk]} == {"An institution"}


def test_the_run_of_the_day_counts_them_together(shelter: Service) -> None:
    other = ServiceFactory(code="09-96", sensitive=True)
    for service in (shelter, other, other):
        case_of(service, opened_at=timezone.now())
    page = signed_in(UserFactory()).get(reverse("office:day")).context["page"]
    (row,) = page.services
    assert (row.code, row.name, row.detected, row.paid_sum) == ("", "Sensitive service", 3, None)
    assert row.url == "/office/cases/?service=hidden"
    assert all("09-9" not in str(event.text) for event in page.events)


def test_the_record_of_looks_does_not_say_for_what(case: Case) -> None:
    user, auditor = UserFactory(), UserFactory(auditor=True)
    AccessLog.objects.create(
        person=case.person,
        user=user,
        by_role=user.role,
        purpose="case",
        reason="The person called",
        registries=["OVLAD"],
        service_code=CODE,
        at=timezone.now(),
    )
    client = signed_in(auditor)
    state_purpose(
        actor=staff_actor(auditor), person_id=case.person_id, purpose="audit", note="A complaint", now=timezone.now()
    )
    for address in (reverse("looks:list"), reverse("looks:of", args=[case.person_id])):
        body = client.get(address).content.decode()
        assert "The person called" in body
        assert "OVLAD" not in body
        assert CODE not in body


# -- messages ----------------------------------------------------------------------------------------------------

SIDE = Side(CODE, {"az": NAME, "en": NAME, "ru": NAME}, Decimal("481.37"), True, True)
KINDS: dict[str, dict[str, Any]] = {
    "granted": {"kind": Notice.Kind.GRANTED, "amount": Decimal("481.37"), "monthly": True},
    "issued": {"kind": Notice.Kind.GRANTED, "given": Issued("document", "00-00-2026-0000007-X", date(2027, 1, 1))},
    "message": {"kind": Notice.Kind.GRANTED, "message": True},
    "taken back": {"kind": Notice.Kind.ENDED, "given": Issued("document", "00-00-2026-0000007-X")},
    "returned": {"kind": Notice.Kind.RETURNED, "amount": Decimal("481.37")},
    **{kind: {"kind": Notice.Kind(kind)} for kind in ("refused", "answers", "ended")},
    "question": {"kind": Notice.Kind.QUESTION, "offer": Offer(SIDE)},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS, "difference", "resumed"])
def test_a_message_says_nothing_of_the_matter(kind: str, language: str, shelter: Service) -> None:
    case = case_of(shelter, person=PersonFactory(language=language, phone="+994501234567"))
    now = timezone.now()
    if kind == "difference":
        made = difference(case, months=[date(2026, 5, 1)], amount=Decimal(30), title="Adoption act", number=1, now=now)
    elif kind == "resumed":
        made = resumed(case, number=1, now=now)
    else:
        made = notice(case, now=now, **KINDS[kind])
    says = {
        "az": "DOST: sizə xəbər var. 142-yə zəng edin.",
        "en": "DOST: there is news for you. Please call 142.",
        "ru": "DOST: для вас есть новость. Позвоните по номеру 142.",
    }
    assert (made.text, made.channel, made.phone) == (says[language], "sms", "+994501234567")


@pytest.mark.parametrize("kind", [*KINDS])
def test_where_the_passport_knows_no_message_nothing_is_sent(kind: str, shelter: Service) -> None:
    Service.objects.update(passport={"answers": ["in_person", "phone"]})
    case = case_of(Service.objects.get(pk=shelter.pk), person=PersonFactory(phone="+994501234567"))
    made = notice(case, now=timezone.now(), **KINDS[kind])
    assert (made.channel, made.phone, made.state) == ("inbox", "", DeliveryState.DONE)


@pytest.mark.parametrize(("answers", "what"), [(["phone"], "not_told"), (["sms"], "told")])
def test_nobody_is_said_to_have_been_told_who_was_not(answers: list[str], what: str, shelter: Service) -> None:
    Service.objects.update(passport={"answers": answers})
    case = case_of(Service.objects.get(pk=shelter.pk), person=PersonFactory(phone="+994501234567"))
    made = notice(case, Notice.Kind.REFUSED, now=timezone.now())
    made.state = DeliveryState.DONE

    told = after_notice(case, made, now=timezone.now()).rows[0]

    assert isinstance(told, CaseEntry)
    assert told.what == what
    assert told.details.get("problem", "") == ("no_message_by_itself" if what == "not_told" else "")
    assert "no_message_by_itself" not in str(problem_in_words("no_message_by_itself"))


def test_other_services_are_named_as_ever() -> None:
    case = CaseFactory(person=PersonFactory(language="en", phone="+994501234567"))
    made = notice(case, Notice.Kind.GRANTED, now=timezone.now(), amount=Decimal(600))
    assert case.service.name["en"] in made.text
    assert "600" in made.text


# -- papers, banks, terminals, logs --------------------------------------------------------------------------------


def test_its_number_and_the_public_check_do_not_say_which(client: Client, shelter: Service) -> None:
    case = case_of(shelter, decided=True)
    version = case.version
    version.definition = {**version.definition, "outcome": "referral", "amount": None, "period": "none"}
    version.content_hash = "f" * 64
    given = issue(case, until=None, now=timezone.now())
    assert given is not None
    given.save()
    assert given.number.startswith("00-00-")
    assert read_number(given.number) == given.number
    for language, kind in {"az": "Göndəriş", "en": "Referral", "ru": "Направление"}.items():
        with translation.override(language):
            address = reverse("check:number", args=[given.number])
        page = client.get(address).content.decode()
        assert gives_away(page) == []
        assert given.number in page
        assert kind in page  # what kind of paper it is, and no more


def test_a_number_given_before_a_service_was_sensitive_says_no_name(client: Client, case: Case) -> None:
    old = number_of(CODE, 2026, case.pk)
    Deliverable.objects.create(
        case=case,
        service=case.service,
        person=case.person,
        kind="document",
        number=old,
        issued_at=timezone.now(),
        content={},
    )
    page = client.get(reverse("check:number", args=[old])).content.decode()
    assert NAME not in page


def test_a_statement_of_the_bank_says_no_more_than_the_month(case: Case) -> None:
    law = {"part": 1, "ground": GroundKind.PARAMETER, "title": "Decree on adopted children", "reference": "x"}
    order = PaymentOrderFactory(entitlement=case.entitlement, period=date(2026, 5, 1), **law)
    assert remittance(order) == "05.2026 üçün fərq"
    other = CaseFactory(granted_and_paid=True)
    named = PaymentOrderFactory(entitlement=other.entitlement, period=date(2026, 5, 1), **law)
    assert remittance(named) == "05.2026 üçün fərq, Decree on adopted children"
    named.ground, named.title = GroundKind.CASE, CODE  # another right of the same person paid part of the month
    assert remittance(named) == "05.2026 üçün fərq"


def test_the_command_line_names_it_only_when_asked(shelter: Service) -> None:
    person = PersonFactory()
    VersionFactory(service=shelter)
    VersionFactory()
    for more in ([], ["--json"]):
        out = StringIO()
        call_command("entitlements", person.fin, *more, stdout=out)
        assert CODE not in out.getvalue()
        assert "05-99" in out.getvalue()
        asked = StringIO()
        call_command("entitlements", person.fin, "--sensitive", *more, stdout=asked)
        assert CODE in asked.getvalue()


def test_what_logs_print_of_a_case_is_its_number(case: Case) -> None:
    assert CODE not in str(case)
    assert CODE not in str(case.entitlement)


def test_what_people_look_for_is_written_down_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.request").info("the log is read")
        assert client.get("/", {"q": "ərim döyür"}).status_code == 200
        client.get("/services/99-99/", {"q": "ərim döyür"})
    assert "the log is read" in caplog.text
    kept = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in kept if "döyür" in line or "d%C3%B6y" in line]
