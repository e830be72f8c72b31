"""What happens in the wrong order, to the wrong case, or between two steps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.cases.batch import run_batch
from dost.cases.choices import record_answer
from dost.cases.codes import LostGround
from dost.cases.models import Case, Entitlement
from dost.cases.monthly import order_due_months
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.steps import WORK, verify
from dost.notifications.models import Notice
from dost.payments.models import PaymentAccount, PaymentOrder
from dost.proactive.detect import detect
from dost.proactive.reassess import release_expired, review_everybody
from dost.proactive.sweep import start, work_chunk
from registries.models import BenefitCase, DisabilityDecision, Person
from tests.dost.road.house import birth, publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import DisabilityFactory, GapFactory, PersonFactory


@pytest.fixture(autouse=True)
def _services() -> None:
    publish("05-40", "05-41", "05-21", "05-23")


def sweep(on: date = date(2026, 11, 20)) -> None:
    run = start(on=on, now=datetime(on.year, on.month, on.day, 9, tzinfo=UTC), services=["05-21", "05-23"])
    while work_chunk(run) is not None:
        pass


def test_one_case_that_cannot_be_worked_on_does_not_keep_back_the_others(
    mother: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [PersonFactory(birth_date=date(1994, 1, 1)) for _ in range(4)]
    send(birth(mother), *(birth(one, fin=f"8AAAAB{n}", number=f"B-1{n}") for n, one in enumerate(people)))
    while detect():
        pass

    def fragile(cases: list[Case], now: datetime) -> Any:
        if any(case.person_id == mother.pk for case in cases):
            raise ValueError("a case that nobody thought of")
        return verify.work(cases, now)

    monkeypatch.setitem(WORK, Stage.VERIFY, fragile)
    work()
    failed = Case.objects.get(person=mother)
    assert (failed.state, failed.waiting_on, failed.reason) == (State.WAITING, WaitingOn.CLERK, {"code": "failed"})
    assert Case.objects.filter(outcome=Outcome.GRANTED).count() == 4


def test_a_fact_that_arrives_later_lets_the_case_go_on(mother: Person) -> None:
    send(birth(mother))
    while detect():
        pass
    gap = GapFactory(person=mother, registry="EMAS")
    work()
    case = Case.objects.get()
    assert (case.stage, case.waiting_on, case.reason["code"]) == (Stage.DECIDE, WaitingOn.CLERK, "unknown")
    gap.until = date(2026, 11, 1)
    gap.save()
    event = {
        "institution": "DMA",
        "id": "J-1",
        "kind": "jobseeker",
        "happened_on": "2026-11-19",
        "registry": "MEQ",
        "record": {
            "fin": mother.fin,
            "reference": "J-1",
            "valid_from": "2026-11-19",
            "registration_no": "J-1",
            "status": "jobseeker",
        },
    }
    send(event)
    work()
    assert Case.objects.get().outcome == Outcome.GRANTED


def test_whoever_died_before_the_payment_is_not_paid(mother: Person) -> None:
    send(birth(mother))
    while detect():
        pass

    run_batch(Stage.VERIFY, {**WORK, Stage.PAY: lambda cases, now: []})
    Person.objects.filter(pk=mother.pk).update(died_on=date(2026, 11, 20))
    Case.objects.update(lease_until=None)
    work()
    case = Case.objects.get()
    assert (case.stage, case.waiting_on, case.reason) == (Stage.PAY, WaitingOn.CLERK, {"code": "no_payee"})
    assert not PaymentAccount.objects.exists()
    assert not Notice.objects.exists()


def test_the_chosen_right_ends_the_other_only_when_it_is_granted() -> None:
    person = PersonFactory(birth_date=date(1955, 3, 3))
    sweep()
    work()
    assert Entitlement.objects.get().service_id == "05-21"
    DisabilityFactory(person=person, band="61-80", cause="general", valid_from=date(2026, 11, 2), source__code="DTSERA")
    sweep(date(2026, 11, 21))
    work()
    case = Case.objects.get(service="05-23")
    assert (case.stage, case.waiting_on) == (Stage.CHOOSE, WaitingOn.PERSON)
    assert record_answer(case=case, accepts=True, actor=staff_actor(UserFactory()))
    assert Entitlement.objects.get(service="05-21").ended_on is None
    work()
    case.refresh_from_db()
    assert case.outcome == Outcome.GRANTED
    assert Entitlement.objects.get(service="05-21").ended_on is not None
    running = BenefitCase.objects.filter(superseded_at=None, valid_until=None) | BenefitCase.objects.filter(
        superseded_at=None, valid_until__gte=timezone.localdate()
    )
    assert [award.service_code for award in running] == ["05-23"]


def test_a_right_whose_record_is_gone_goes_to_a_clerk() -> None:
    person = PersonFactory(birth_date=date(1985, 3, 3))
    DisabilityFactory(person=person, band="61-80", cause="general", valid_from=date(2026, 1, 5), valid_until=None)
    sweep()
    work()
    DisabilityDecision.objects.update(superseded_at=timezone.now(), correction_reason="annulled")
    assert review_everybody(now=timezone.now()) == 1
    right = Entitlement.objects.get()
    assert right.review is not None
    assert right.review["criteria"] == [LostGround.RECORD_GONE]
    assert right.ended_on is None


def test_a_right_that_ran_out_frees_its_key() -> None:
    person = PersonFactory(birth_date=date(1985, 3, 3))
    DisabilityFactory(
        person=person, band="61-80", cause="general", valid_from=date(2026, 1, 5), valid_until=date(2026, 12, 31)
    )
    sweep()
    work()
    assert release_expired(on=date(2026, 12, 31)) == 0
    assert release_expired(on=date(2027, 1, 1)) == 1
    assert not Case.objects.get().live


def test_a_month_that_was_missed_is_made_up_for() -> None:
    person = PersonFactory(birth_date=date(1955, 3, 3))
    sweep()
    work()
    right = Entitlement.objects.get(person=person)
    right.ended_on = date(2026, 12, 20)
    right.save()
    assert order_due_months(now=datetime(2027, 1, 5, 9, tzinfo=UTC)) == 1
    assert PaymentOrder.objects.filter(period=date(2026, 12, 1)).count() == 1
    assert order_due_months(now=datetime(2027, 1, 5, 9, tzinfo=UTC) + timedelta(days=1)) == 0
