"""What makes a case wait, and what makes it go on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.accounts.actors import SYSTEM, staff_actor
from dost.cases.choices import record_answer
from dost.cases.models import Case, Evidence, Preference
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.text.reasons import in_words
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from registries.bridge.simulator.models import Fault, LedgerLine
from registries.models import Person
from tests.dost.road.house import NOW, birth, break_down, publish, send, try_again, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import GapFactory, PersonFactory


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41", "05-21")


@pytest.mark.parametrize("fault", [Fault.Kind.ERROR, Fault.Kind.GARBAGE])
def test_a_dead_institution_keeps_its_cases_waiting_with_the_reason(mother: Person, fault: Fault.Kind) -> None:
    broken = break_down("EDLIYYE", fault)
    send(birth(mother))
    work()
    case = Case.objects.get()
    assert (case.stage, case.state, case.waiting_on) == (Stage.VERIFY, State.WAITING, WaitingOn.INSTITUTION)
    assert case.reason["institution"] == "EDLIYYE"
    assert "EDLIYYE" in in_words(case.reason)
    kept = set(Evidence.objects.values_list("institution", flat=True))
    assert kept == {"DIN", "DVX"}
    broken.delete()
    try_again()
    work()
    case.refresh_from_db()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.GRANTED)
    assert Evidence.objects.count() == 4


def test_silence_is_never_taken_for_no(mother: Person) -> None:
    break_down("*", Fault.Kind.ERROR)
    send(birth(mother))
    work()
    assert Case.objects.get().outcome == ""
    assert not PaymentOrder.objects.exists()


def test_an_institution_that_says_otherwise_sends_the_case_to_a_clerk(mother: Person) -> None:
    send(birth(mother))
    Person.objects.filter(pk=mother.pk).update(birth_date=date(1996, 5, 1))
    from dost.proactive.detect import detect

    detect()
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 19))
    work()
    case = Case.objects.get()
    assert (case.stage, case.state, case.waiting_on) == (Stage.DECIDE, State.WAITING, WaitingOn.CLERK)
    assert case.reason == {"code": "contradiction", "institution": "DIN", "question": "DIN.alive"}
    assert not PaymentOrder.objects.exists()


def test_a_gap_in_a_registry_opens_no_case_and_refuses_nobody(mother: Person) -> None:
    GapFactory(person=mother, registry="EMAS")
    send(birth(mother))
    work()
    assert not Case.objects.exists()


def test_whoever_said_never_is_left_alone(mother: Person) -> None:
    Preference.objects.create(person=mother, service_id="05-40", choice=Preference.Choice.NEVER, chosen_at=NOW)
    send(birth(mother))
    work()
    case = Case.objects.get()
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.DECLINED)
    assert not PaymentOrder.objects.exists()


def test_whoever_wants_to_be_asked_is_asked_once_and_paid_after_yes(mother: Person) -> None:
    Preference.objects.create(person=mother, service_id="05-40", choice=Preference.Choice.ASK, chosen_at=NOW)
    send(birth(mother))
    work()
    case = Case.objects.get()
    assert (case.stage, case.waiting_on) == (Stage.CHOOSE, WaitingOn.PERSON)
    assert Notice.objects.get().kind == Notice.Kind.QUESTION
    assert record_answer(case=case, accepts=True, actor=staff_actor(UserFactory()))
    work()
    assert LedgerLine.objects.get().amount == Decimal(600)
    assert not record_answer(case=case, accepts=False, actor=SYSTEM)


def test_no_closes_the_case_for_good(mother: Person) -> None:
    Preference.objects.create(person=mother, service_id="05-40", choice=Preference.Choice.ASK, chosen_at=NOW)
    send(birth(mother))
    work()
    record_answer(case=Case.objects.get(), accepts=False, actor=staff_actor(UserFactory()))
    work()
    case = Case.objects.get()
    assert (case.stage, case.outcome, case.live) == (Stage.CLOSED, Outcome.DECLINED, True)
    assert not PaymentOrder.objects.exists()


def test_a_refused_account_goes_to_a_clerk(mother: Person) -> None:
    from dost.payments.models import PaymentAccount
    from registries.bridge.simulator.models import ClosedAccount

    send(birth(mother))
    work()
    account = PaymentAccount.objects.get()
    ClosedAccount.objects.create(iban=account.iban, closed_at=NOW)
    send(birth(mother, fin="8AAAAA2", number="B-2", born="2026-11-19"))
    work()
    case = Case.objects.get(basis_key="8AAAAA2")
    assert (case.stage, case.waiting_on) == (Stage.PAY, WaitingOn.CLERK)
    assert case.reason["code"] == "account_refused"
    assert LedgerLine.objects.count() == 1


def test_one_person_waits_and_the_others_go_on(mother: Person) -> None:
    other = PersonFactory(birth_date=date(1994, 1, 1))
    GapFactory(person=mother, registry="EMAS")
    send(birth(mother), birth(other, fin="8AAAAA2", number="B-2"))
    work()
    assert Case.objects.get().person == other
