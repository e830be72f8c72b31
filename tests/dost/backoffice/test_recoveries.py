"""Overpayments in the back office: the list with its clock, one of them step by step, and looking before a change."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import AccessLog, User
from dost.cases import handlers
from dost.cases.models import Case, Entitlement, Letter, Recovery, RecoveryInstalment, RecoveryStatement, Repayment
from dost.payments.models import Overpayment
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.corrections import CorrectionFactory
from tests.factories.recoveries import (
    REASONS,
    instalments,
    member,
    oneself,
    overpaid_right,
    overpayment,
    proposed,
    running_payment,
)
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db
LIST = "/office/overpayments/"
State = Recovery.State


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    for code in ("EDLIYYE", "DIN", "DSMF"):
        InstitutionFactory(code=code)


@pytest.fixture
def examiner(client: Client) -> User:
    made: User = UserFactory()
    sign_in(client, made)
    return made


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def opened(client: Client, case: Case) -> None:
    """State a purpose, which opens the person's record."""
    client.post(f"/office/cases/{case.pk}/purpose/", {"purpose": "case", "note": "I look at this excess"})


def now_overpaid(**more: Any) -> Overpayment:
    return overpayment(now=timezone.now(), **more)


def address(noted: Overpayment, what: str = "") -> str:
    return f"{LIST}{noted.pk}/{what}"


def heard(one: Recovery) -> Recovery:
    """The person has said what they think of it, and agrees."""
    handlers.say_recovery(
        recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="I did not know.", now=timezone.now()
    )
    return one


# -- the list ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3], ids=str)
def test_the_list_asks_the_same_however_many_wait(
    client: Client, examiner: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        now_overpaid()
        proposed(now_overpaid(), now=timezone.now())
        heard(proposed(now_overpaid(), now=timezone.now()))
    client.get(LIST)
    with django_assert_max_num_queries(16):
        page = text(client.get(LIST))
    assert page.count(f'href="{LIST}') >= 3 * rows
    assert AccessLog.objects.filter(user=examiner).exists()


def test_what_is_overdue_says_so(client: Client, examiner: User) -> None:
    overpayment(now=timezone.now() - timedelta(days=60))
    now_overpaid()
    assert text(client.get(LIST)).count("Overdue") == 1


def test_the_work_list_leads_there(client: Client, examiner: User) -> None:
    now_overpaid()
    assert LIST in text(client.get("/office/work/"))


def test_a_plan_that_is_behind_stands_in_the_list(client: Client, examiner: User) -> None:
    long_ago = timezone.now() - timedelta(days=120)
    one = proposed(overpayment(now=long_ago), now=long_ago)
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, words="Good.", now=long_ago)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=long_ago)
    page = text(client.get(LIST))
    assert one.person.full_name in page


# -- one overpayment ---------------------------------------------------------------------------------------------------


def test_whoever_has_no_reason_is_asked_for_one(client: Client, examiner: User) -> None:
    noted = now_overpaid()
    response = client.get(address(noted))
    assert response.status_code == 302
    assert "/purpose/" in response.headers["Location"]
    opened(client, noted.entitlement.case)
    assert client.get(address(noted)).status_code == 200
    assert client.get(f"{LIST}999999/").status_code == 404


def test_a_proposal_is_seen_as_a_letter_before_it_goes(client: Client, examiner: User) -> None:
    noted = now_overpaid()
    opened(client, noted.entitlement.case)
    given = {"way": "instalments", "monthly": "25", "reasons": REASONS}
    page = text(client.post(address(noted), given))
    assert "Nothing has happened yet" in page
    assert not Recovery.objects.exists()
    assert not Letter.objects.filter(kind=Letter.Kind.RECOVERY_ASKED).exists()
    client.post(address(noted), {**given, "send": "1"})
    one = Recovery.objects.get()
    assert (one.state, one.by_id, one.instalments) == (State.HEARING, examiner.pk, 8)
    page = text(client.get(address(noted)))
    assert one.number in page
    assert "The person is being heard" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose what becomes of it."),
        ({"way": "instalments"}, "Write how much is to be paid a month."),
        ({"way": "instalments", "monthly": "31"}, "That is too much"),
        ({"way": "instalments", "monthly": "x"}, "Write an amount in manats"),
        ({"way": "nothing", "reasons": "short"}, "Write at least 20 characters."),
        ({"way": "write_off"}, "Choose one of the list."),
        ({"way": "instalments", "monthly": "25", "first_month": "2020-01-01"}, "Choose one of the list."),
    ],
    ids=["nothing", "no amount", "too much", "no number", "no reasons", "no rule", "no month"],
)
def test_what_is_wrong_is_said_beside_it(client: Client, examiner: User, given: dict[str, str], said: str) -> None:
    noted = now_overpaid()
    opened(client, noted.entitlement.case)
    response = client.post(address(noted), {"reasons": REASONS, **given, "send": "1"})
    assert response.status_code == 400
    assert said in text(response)
    assert not Recovery.objects.exists()


def test_it_is_decided_and_the_letter_is_seen_first(client: Client, examiner: User) -> None:
    one = heard(proposed(now_overpaid(), now=timezone.now()))
    opened(client, one.case)
    page = text(client.get(address(one.overpayment)))
    assert "I did not know." in page
    given = {"way": "instalments", "monthly": "20", "reasons": REASONS}
    assert "Nothing has happened yet" in text(client.post(address(one.overpayment), given))
    assert not RecoveryInstalment.objects.exists()
    client.post(address(one.overpayment), {**given, "send": "1"})
    one.refresh_from_db()
    assert one.state == State.DECIDED
    assert "Month by month" in text(client.get(address(one.overpayment)))


def test_a_second_person_confirms_and_the_first_is_offered_nothing(client: Client, examiner: User) -> None:
    person = PersonFactory()
    running_payment(person)
    noted = overpayment(overpaid_right(person=person, each=200), now=timezone.now())
    one = heard(proposed(noted, terms=instalments(100), now=timezone.now()))
    opened(client, one.case)
    client.post(address(noted), {"way": "instalments", "monthly": "100", "reasons": REASONS, "send": "1"})
    one.refresh_from_db()
    assert one.state == State.TO_CONFIRM
    assert "You are the second person" not in text(client.get(address(noted)))
    client.post(address(noted), {"confirmed": "yes", "send": "1"})
    one.refresh_from_db()
    assert one.state == State.TO_CONFIRM
    sign_in(client, UserFactory(supervisor=True))
    client.post(f"/office/cases/{one.case_id}/purpose/", {"purpose": "supervision", "note": "I am the second person"})
    assert "You are the second person" in text(client.get(address(noted)))
    assert "Write down your reasons." in text(client.post(address(noted), {"confirmed": "no", "send": "1"}))
    client.post(address(noted), {"confirmed": "yes", "send": "1"})
    one.refresh_from_db()
    assert one.state == State.DECIDED


def test_what_is_done_beside_the_step(client: Client, examiner: User) -> None:
    one = proposed(now_overpaid(), now=timezone.now())
    noted = one.overpayment
    opened(client, one.case)
    assert client.post(address(noted, "say/"), {"say-words": ""}).status_code == 400
    client.post(address(noted, "say/"), {"say-words": "They cannot pay.", "say-agrees": "no"})
    assert RecoveryStatement.objects.get().agrees is False
    refused = client.post(address(noted), {"way": "instalments", "monthly": "20", "reasons": REASONS, "send": "1"})
    assert "can add something until" in text(refused)
    heard(one)
    client.post(address(noted), {"way": "instalments", "monthly": "20", "reasons": REASONS, "send": "1"})
    today = timezone.localdate().isoformat()
    paid = {"repaid-amount": "20", "repaid-received_on": today, "repaid-reference": "M-1"}
    for _ in range(2):
        client.post(address(noted, "repaid/"), paid)
    row = Repayment.objects.get()
    client.post(address(noted, "take-out/"), {"repayment": row.pk, "out-note": "It was another person's."})
    assert Repayment.objects.count() == 2
    assert client.post(address(noted, "take-out/"), {"repayment": "x"}).status_code == 404


def test_a_proposal_is_taken_back(client: Client, examiner: User) -> None:
    one = proposed(now_overpaid(), now=timezone.now())
    opened(client, one.case)
    assert client.post(address(one.overpayment, "drop/"), {"drop-note": ""}).status_code == 400
    client.post(address(one.overpayment, "drop/"), {"drop-note": "The months were wrong."})
    one.refresh_from_db()
    assert one.state == State.DROPPED


def test_whoever_is_close_is_kept_from_it(client: Client) -> None:
    me = PersonFactory()
    user = UserFactory(fin=me.fin)
    sign_in(client, user)
    noted = now_overpaid(person=me)
    opened(client, noted.entitlement.case)
    given = {"way": "nothing", "reasons": REASONS, "send": "1"}
    client.post(address(noted), given)
    assert not Recovery.objects.exists()
    assert "not for you to decide" in text(client.get(address(noted)))


def test_an_auditor_reads_and_does_nothing(client: Client) -> None:
    noted = now_overpaid()
    auditor = UserFactory(role="auditor")
    sign_in(client, auditor)
    client.post(
        f"/office/cases/{noted.entitlement.case_id}/purpose/", {"purpose": "audit", "note": "I audit the excess"}
    )
    assert client.get(address(noted)).status_code == 200
    client.post(address(noted), {"way": "nothing", "reasons": REASONS, "send": "1"})
    assert not Recovery.objects.exists()
    assert client.get(LIST).status_code == 403


# -- looking before a change -------------------------------------------------------------------------------------------


@pytest.fixture
def right() -> Entitlement:
    made = overpaid_right()
    Entitlement.objects.filter(pk=made.pk).update(ended_on=None, end_reason="")
    return made


def test_a_change_is_looked_at_before_it_is_made(client: Client, examiner: User, right: Entitlement) -> None:
    opened(client, right.case)
    url = f"{LIST}cases/{right.case_id}/simulate/"
    assert url in text(client.get(f"/office/cases/{right.case_id}/"))
    page = text(client.get(url, {"change": "ended", "day": "2026-06-17"}))
    assert "180.00" in page
    assert "nothing is taken back by itself" in page
    page = text(client.get(url, {"change": "lowered", "day": "2026-06-01", "amount": "40"}))
    assert "80.00" in page
    assert not Overpayment.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{"change": ""}, {"change": "ended"}, {"change": "lowered", "day": "2026-06-01"}, {"change": "facts"}],
    ids=["nothing", "no day", "no amount", "no fact"],
)
def test_a_change_that_is_not_understood_says_so(
    client: Client, examiner: User, right: Entitlement, query: dict[str, str]
) -> None:
    opened(client, right.case)
    assert client.get(f"{LIST}cases/{right.case_id}/simulate/", query).status_code == 400


def test_an_end_is_shown_with_its_months_before_it_is_made(client: Client, examiner: User, right: Entitlement) -> None:
    review = {"criteria": ["age"], "since": "2026-06-01", "cause": "facts", "version": right.case.version_id}
    Entitlement.objects.filter(pk=right.pk).update(review=review)
    opened(client, right.case)
    given = {"last_day": "2026-06-17", "note": "The condition is not met any more."}
    page = text(client.post(f"/office/cases/{right.case_id}/actions/end/", given))
    assert "What it would do to months already paid" in page
    assert "180.00" in page
    right.refresh_from_db()
    assert right.ended_on is None
    assert date(2026, 6, 17) < timezone.localdate()


def test_what_is_called_wrong_is_shown_with_what_it_would_do(client: Client, examiner: User) -> None:
    version = VersionFactory(changes={"period": "monthly", "amount": "parameter.test_benefit * (person.age - 50) / 60"})
    right = overpaid_right(each=170, version=version)
    one = CorrectionFactory(
        person=right.person,
        case=right.case,
        table="",
        field="",
        fact="person.age",
        subject=f"fact:{right.person_id}:person.age",
        right=62,
    )
    opened(client, right.case)
    page = text(client.get(f"/office/corrections/{one.pk}/"))
    assert "What it would do to months already paid" in page
    assert "120.00" in page
    assert not Overpayment.objects.exists()
