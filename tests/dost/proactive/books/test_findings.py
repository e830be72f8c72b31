"""Each thing that the books must never show is broken by hand, and seen; what is right is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Case, CaseClock, Entitlement
from dost.common.delivery import DeliveryState
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder
from dost.proactive.books import Finding, Kind, findings
from registries.models import Person
from tests.factories.cases import MORNING, CaseFactory
from tests.factories.payments import PaymentOrderFactory
from tests.factories.registries import BenefitFactory, DeathActFactory, PersonFactory
from tests.factories.services_catalog import VersionFactory, definition

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 15)


def found() -> list[Finding]:
    return list(findings(on=ON))


def monthly(person: Person | None = None, *, code: str = "05-99", months: int = 4, **changes: Any) -> Case:
    """A closed case whose right has been paid by the month since March 2026; up to June, unless told."""
    version = VersionFactory(service__code=code, definition=definition(code=code, period="monthly", **changes))
    more = {} if person is None else {"person": person}
    case: Case = CaseFactory(granted_and_paid=True, version=version, **more)
    right = case.entitlement
    right.period = Entitlement.Period.MONTHLY
    right.save()
    for number in range(1, months):
        PaymentOrderFactory(entitlement=right, period=date(2026, 3 + number, 1), paid=True)
    return case


def test_what_is_right_is_not_found() -> None:
    monthly()
    ended = monthly(months=2, code="05-98").entitlement
    ended.ended_on, ended.end_reason = date(2026, 4, 2), "choice"
    ended.save()
    CaseFactory(granted_and_paid=True)
    CaseFactory(refused=True)
    CaseFactory(at_bank=True)
    assert found() == []


def test_a_payment_after_the_end_is_found() -> None:
    case = monthly()
    right = case.entitlement
    right.ended_on = date(2026, 5, 31)
    right.save()
    assert found() == [Finding(Kind.NO_RIGHT, case.pk, date(2026, 6, 1), f"E{right.pk}-202606")]


def test_one_before_the_beginning_one_too_many_and_one_without_a_grant_are_found() -> None:
    early = monthly()
    PaymentOrderFactory(entitlement=early.entitlement, period=date(2026, 2, 1))
    twice = CaseFactory(granted_and_paid=True)
    PaymentOrderFactory(entitlement=twice.entitlement, period=date(2026, 5, 1), state=DeliveryState.READY)
    refused = CaseFactory(granted_and_paid=True)
    Case.objects.filter(pk=refused.pk).update(outcome="refused")
    assert {(one.case, one.period) for one in found()} == {
        (early.pk, date(2026, 2, 1)),
        (twice.pk, date(2026, 5, 1)),
        (refused.pk, date(2026, 3, 1)),
    }


def test_what_the_bank_has_refused_moves_no_money() -> None:
    case = monthly()
    Entitlement.objects.update(ended_on=date(2026, 5, 31))
    PaymentOrder.objects.filter(entitlement__case=case, period=date(2026, 6, 1)).update(state=DeliveryState.REFUSED)
    assert found() == []


def test_what_is_before_a_clerk_with_its_sum_is_known() -> None:
    right = monthly().entitlement
    Entitlement.objects.update(ended_on=date(2026, 5, 31))
    noted = Overpayment.objects.create(
        entitlement=right, cause="ended", ground="event", reference="X", title="", learnt_on=ON, noted_at=MORNING
    )
    OverpaidMonth.objects.create(overpayment=noted, period=date(2026, 6, 1), paid=Decimal(600), due=Decimal(0))
    assert found() == []
    Overpayment.objects.update(state=Overpayment.State.CANCELLED)
    assert [one.kind for one in found()] == [Kind.NO_RIGHT]


def test_the_dead_are_sent_nothing() -> None:
    case = CaseFactory(at_bank=True)
    Person.objects.filter(pk=case.person_id).update(died_on=date(2026, 3, 3))
    right = case.entitlement
    assert found() == [Finding(Kind.DEAD_PAYEE, case.pk, date(2026, 3, 1), f"E{right.pk}-202603")]
    PaymentOrder.objects.update(state=DeliveryState.REFUSED)
    told = CaseFactory(granted_and_paid=True, person=case.person, basis_key="another")
    assert found() == []
    told.notices.update(state=DeliveryState.READY)
    assert [(one.kind, one.case, one.period) for one in found()] == [(Kind.DEAD_PAYEE, told.pk, None)]


def test_a_right_that_nobody_ended_and_its_months_are_found() -> None:
    case = monthly()
    Person.objects.filter(pk=case.person_id).update(died_on=date(2026, 4, 20))
    right = case.entitlement
    assert found() == [
        Finding(Kind.RUNS_AFTER_DEATH, case.pk, date(2026, 4, 1)),
        Finding(Kind.PAID_AFTER_DEATH, case.pk, date(2026, 5, 1), f"E{right.pk}-202605"),
        Finding(Kind.PAID_AFTER_DEATH, case.pk, date(2026, 6, 1), f"E{right.pk}-202606"),
    ]


def test_two_that_exclude_each_other_are_found_for_one_person() -> None:
    first = monthly(code="05-98", excludes=["05-99"])
    second = monthly(first.person, code="05-99", excludes=["05-98"])
    assert found() == [Finding(Kind.EXCLUDED, second.pk, date(2026, 3, 1), f"DOST-{first.pk}")]
    Entitlement.objects.filter(case=first).update(ended_on=date(2026, 2, 28))
    Entitlement.objects.filter(case=first).update(starts=date(2026, 2, 1))
    assert Kind.EXCLUDED not in {one.kind for one in found()}


def test_two_that_exclude_each_other_are_found_for_one_record() -> None:
    monthly(code="05-98", excludes=["05-99"])
    second = monthly(code="05-99", excludes=["05-98"])
    assert found() == []
    Case.objects.update(basis_key="one birth")
    assert [(one.kind, one.case) for one in found()] == [(Kind.EXCLUDED, second.pk)]


def test_what_was_paid_to_the_wrong_mother_and_is_known_excludes_nothing() -> None:
    wrong = monthly(code="05-98", excludes=["05-99"])
    monthly(code="05-99", excludes=["05-98"])
    Case.objects.update(basis_key="one birth")
    noted = Overpayment.objects.create(
        entitlement=wrong.entitlement,
        cause="corrected",
        ground="event",
        reference="X",
        title="",
        learnt_on=ON,
        noted_at=MORNING,
    )
    assert found() == []
    noted.cause = "lowered"
    noted.save()
    assert [one.kind for one in found()] == [Kind.EXCLUDED]


def test_an_award_of_another_system_excludes_too() -> None:
    case = monthly(code="05-98", excludes=["05-99"])
    award = BenefitFactory(person=case.person, service_code="05-99", valid_from=date(2026, 1, 1), one_off=False)
    assert found() == [Finding(Kind.EXCLUDED, case.pk, date(2026, 3, 1), f"{award.source_id} {award.reference}")]


def test_a_month_without_its_order_is_found_also_in_the_middle() -> None:
    case = monthly()
    PaymentOrder.objects.filter(entitlement__case=case, period=date(2026, 5, 1)).delete()
    assert found() == [Finding(Kind.UNPAID, case.pk, date(2026, 5, 1), "skipped")]


def test_an_act_that_took_no_effect_is_found() -> None:
    act = DeathActFactory(person=PersonFactory(died_on=None), valid_from=date(2026, 4, 2))
    assert found() == [Finding(Kind.ACT, reference=f"{act.source_id} {act.reference} death_day")]
    Person.objects.filter(pk=act.person_id).update(died_on=date(2026, 4, 2))
    assert found() == []


def test_a_refusal_that_nobody_told_in_time_is_found() -> None:
    told = CaseFactory(refused=True)
    untold = CaseFactory(
        stage="closed", state="done", outcome="refused", origin="application", decided_at=MORNING, closed_at=MORNING
    )
    assert Finding(Kind.REFUSAL_UNTOLD, untold.pk) in found()
    assert told.pk not in {one.case for one in found()}


def test_a_limit_that_passed_in_silence_is_found_and_one_that_was_told_of_is_not() -> None:
    silent, told = CaseFactory(unknown_fact=True), CaseFactory(unknown_fact=True)
    CaseClock.objects.create(case=silent, started_on=MORNING.date(), due_on=date(2026, 3, 13))
    CaseClock.objects.create(case=told, started_on=MORNING.date(), due_on=date(2026, 3, 13), escalated_at=MORNING)
    assert found() == [Finding(Kind.NO_CLOCK, silent.pk)]
