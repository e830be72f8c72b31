"""A death learnt late: reckoned, simulated alike, its carer heard, decided, confirmed by a second person, told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dost.accounts.actors import Oneself, Staff, staff_actor
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.codes import EndReason, EntryKind
from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.models import Entitlement, Letter, Recovery, RecoveryInstalment, RecoveryWay, Ruling
from dost.cases.reaching_back import Ends, Follows, simulate
from dost.cases.recoveries.lists import overpayments_to_see
from dost.cases.recoveries.owed_back import owed_back
from dost.common.delivery import DeliveryState
from dost.notifications.models import Notice
from dost.payments.models import OverpaidMonth, Overpayment, PaymentOrder
from registries.bridge.simulator.models import TextMessage
from registries.models import Person
from tests.dost.road.house import publish, send, work
from tests.factories.accounts import UserFactory
from tests.factories.recoveries import running_payment
from tests.factories.registries import PersonFactory
from tests.factories.rights import paid_up_to, running_right

pytestmark = pytest.mark.django_db
GUARDIANS = "05-28"
FACTS = {
    "placement.kind": "guardianship",
    "placement.full_state_provision": False,
    "placement.since": "2025-12-10",
    "placement.until": "2035-03-03",
    "child.birth_date": "2017-03-03",
    "child.alive": True,
    "child.age": 9,
    "person.alive": True,
    "person.missing": False,
    "person.resident": True,
    "person.citizen": True,
    "person.permanent": False,
    "tsa.active": True,
}
REASONS = "The death of the child was learnt of late. You could not know that months were paid after it."
INSTALMENTS = RecoveryTermsAsked(RecoveryWay.INSTALMENTS, monthly=Decimal(60))


@pytest.fixture
def ward() -> Person:
    made: Person = PersonFactory(birth_date=date(2017, 3, 3))
    return made


@pytest.fixture
def right(ward: Person) -> Entitlement:
    """The guardian's benefit, paid up to last month, and another payment the guardian lives on."""
    publish(GUARDIANS)
    guardian: Person = PersonFactory(birth_date=date(1980, 5, 5))
    today = timezone.localdate()
    made = running_right(
        GUARDIANS, facts=FACTS, on=today - timedelta(days=330), person=guardian, about=ward, basis_key="of the ward"
    )
    paid_up_to(today)
    running_payment(guardian, amount=700)
    return Entitlement.objects.select_related("case__person", "case__about", "person").get(pk=made.pk)


def examiner() -> Staff:
    return staff_actor(UserFactory())


def test_a_late_death_is_reckoned_heard_decided_confirmed_and_told(right: Entitlement, ward: Person) -> None:
    now = timezone.now()
    died = timezone.localdate() - timedelta(days=150)
    found = simulate(right, Ends(died, EndReason.DEATH), now=now)
    paid = list(PaymentOrder.objects.filter(state=DeliveryState.DONE).order_by("pk").values_list("pk", "amount"))

    record = {"fin": ward.fin, "died_on": died.isoformat()}
    event = {"institution": "EDLIYYE", "id": "D-1", "kind": "death", "happened_on": died.isoformat(), "record": record}
    assert send(event) == ["applied"]
    work()

    noted = Overpayment.objects.get()
    months = {row.period: row.paid - row.due for row in OverpaidMonth.objects.all()}
    assert months == {month.period: month.added for month in found.months}
    assert (noted.cause, noted.total) == (found.cause, found.added)
    assert noted.total > 500  # a second person must confirm
    assert Follows.LETTER in {one.what for one in found.follows}

    proposer, decider, second = examiner(), examiner(), examiner()
    one = handlers.propose_recovery(
        overpayment_id=noted.pk, actor=proposer, terms=INSTALMENTS, reasons=REASONS, now=timezone.now()
    )
    work()
    told = Notice.objects.get(kind=Notice.Kind.RECOVERY)
    assert TextMessage.objects.filter(key=told.key).count() == 1
    assert not any(word in told.text for word in (str(noted.total), ward.full_name, ward.surname))

    guardian = Oneself(person_id=right.person_id, subject="s")
    handlers.say_recovery(
        recovery_id=one.pk, actor=guardian, agrees=False, words="I can pay 40 a month.", now=timezone.now()
    )
    terms = RecoveryTermsAsked(RecoveryWay.INSTALMENTS, monthly=Decimal(40))
    with pytest.raises(NotPossible):  # the end can still be appealed
        handlers.decide_recovery(recovery_id=one.pk, actor=decider, terms=terms, reasons=REASONS, now=timezone.now())
    later = timezone.now() + timedelta(days=60)
    handlers.decide_recovery(recovery_id=one.pk, actor=decider, terms=terms, reasons=REASONS, now=later)
    assert not Letter.objects.filter(kind=Letter.Kind.RECOVERY_DECIDED).exists()
    handlers.confirm_recovery(recovery_id=one.pk, actor=second, confirmed=True, reasons="", now=later)

    one.refresh_from_db()
    assert one.state == Recovery.State.DECIDED
    plan = RecoveryInstalment.objects.filter(recovery=one)
    assert sum(plan.values_list("amount", flat=True)) == noted.total
    letter = Letter.objects.get(kind=Letter.Kind.RECOVERY_DECIDED)
    part = letter.content["parts"][0]
    assert REASONS in part["reasons"]
    assert len(part["sums"]) == len(months)
    assert part["appeal"]
    assert Notice.objects.filter(kind=Notice.Kind.RECOVERY, number=letter.ordinal).exists()
    still = PaymentOrder.objects.filter(pk__in=[pk for pk, _ in paid]).order_by("pk").values_list("pk", "amount")
    assert list(still) == paid


def test_what_was_repaid_and_an_appeal_finds_was_not_to_be_asked_is_owed_back(right: Entitlement, ward: Person) -> None:
    """Two instalments have come in when the appeal is granted: they wait for somebody, with the sum, until given."""
    died = timezone.localdate() - timedelta(days=150)
    record = {"fin": ward.fin, "died_on": died.isoformat()}
    event = {"institution": "EDLIYYE", "id": "D-3", "kind": "death", "happened_on": died.isoformat(), "record": record}
    assert send(event) == ["applied"]
    work()
    noted = Overpayment.objects.get(entitlement=right)
    guardian = Oneself(person_id=right.person_id, subject="s")
    one = handlers.propose_recovery(
        overpayment_id=noted.pk, actor=examiner(), terms=INSTALMENTS, reasons=REASONS, now=timezone.now()
    )
    handlers.say_recovery(recovery_id=one.pk, actor=guardian, agrees=True, words="I pay.", now=timezone.now())
    later = timezone.now() + timedelta(days=60)
    handlers.decide_recovery(recovery_id=one.pk, actor=examiner(), terms=INSTALMENTS, reasons=REASONS, now=later)
    handlers.confirm_recovery(recovery_id=one.pk, actor=examiner(), confirmed=True, reasons="", now=later)
    for number in (1, 2):
        handlers.record_repayment(
            recovery_id=one.pk,
            actor=examiner(),
            amount=Decimal(60),
            received_on=timezone.localdate(later),
            reference=f"M-{number}",
            now=later,
        )
    appeal = handlers.lodge_appeal(case_id=right.case_id, actor=guardian, grounds="I could not know.", now=later)
    handlers.decide_appeal(
        appeal_id=appeal.pk, actor=examiner(), ruling=Ruling.CHANGED, note="They could not know.", facts={}, now=later
    )

    assert handlers.watch_recoveries(now=later).owed == 1
    assert owed_back(noted) == 120
    assert overpayments_to_see(timezone.localdate(later)).get() == noted
    line = right.case.entries.get(what=EntryKind.OWED_BACK)
    assert line.details["total"] == "120.00"
    handlers.record_given_back(
        overpayment_id=noted.pk,
        actor=examiner(),
        amount=Decimal(120),
        paid_on=timezone.localdate(later),
        reference="B-1",
        now=later,
    )
    assert owed_back(noted) == 0
    assert not overpayments_to_see(timezone.localdate(later)).exists()
    assert handlers.watch_recoveries(now=later).owed == 0


def test_when_the_guardian_has_died_too_nobody_is_asked(right: Entitlement) -> None:
    died = timezone.localdate() - timedelta(days=150)
    record = {"fin": right.person.fin, "died_on": died.isoformat()}
    event = {"institution": "EDLIYYE", "id": "D-2", "kind": "death", "happened_on": died.isoformat(), "record": record}
    assert send(event) == ["applied"]
    work()
    noted = Overpayment.objects.get(entitlement=right)
    with pytest.raises(NotPossible):
        handlers.propose_recovery(
            overpayment_id=noted.pk, actor=examiner(), terms=INSTALMENTS, reasons=REASONS, now=timezone.now()
        )
    handlers.propose_recovery(
        overpayment_id=noted.pk,
        actor=examiner(),
        terms=RecoveryTermsAsked(RecoveryWay.NOTHING),
        reasons=REASONS,
        now=timezone.now(),
    )
    work()
    assert not Notice.objects.filter(kind=Notice.Kind.RECOVERY).exists()
