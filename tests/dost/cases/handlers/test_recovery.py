"""What becomes of money paid in excess, up to a decision: proposed, heard, taken back; nothing by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from dost.accounts.actors import Capacity, OnBehalf
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotImpartial, NotPossible
from dost.cases.codes import EntryKind
from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.models import Letter, Recovery, RecoveryStatement, RecoveryWay, WriteOffRule
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, PaymentOrder
from registries.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.recoveries import (
    NOW,
    REASONS,
    instalments,
    member,
    oneself,
    overpaid_right,
    overpayment,
    proposed,
    running_payment,
)
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db
State = Recovery.State
AT_ONCE = RecoveryTermsAsked(RecoveryWay.AT_ONCE)
NOTHING = RecoveryTermsAsked(RecoveryWay.NOTHING)


def write_off(rule: WriteOffRule) -> RecoveryTermsAsked:
    return RecoveryTermsAsked(RecoveryWay.WRITE_OFF, rule=rule)


# -- proposing ---------------------------------------------------------------------------------------------------------


def test_who_would_have_to_pay_is_heard_first_and_told_without_content() -> None:
    noted = overpayment()
    before = PaymentOrder.objects.count()
    one = proposed(noted)
    assert (one.state, one.amount, one.instalments, one.heard_by) == (
        State.HEARING,
        Decimal(180),
        8,
        date(2026, 12, 11),
    )
    assert one.act_by == one.heard_by
    noted.refresh_from_db()
    assert noted.state == Overpayment.State.OPEN
    assert PaymentOrder.objects.count() == before
    told = Notice.objects.get(kind=Notice.Kind.RECOVERY)
    assert "180" not in told.text
    letter = Letter.objects.get(kind=Letter.Kind.RECOVERY_ASKED)
    assert (letter.occasion, told.number) == (one.number, letter.ordinal)
    assert len(letter.content["parts"][0]["sums"]) == 3
    line = one.case.entries.get(what=EntryKind.RECOVERY_PROPOSED)
    assert line.by_id == one.by_id


def test_nothing_need_be_heard_about_what_burdens_nobody() -> None:
    one = proposed(terms=NOTHING)
    assert (one.state, one.heard_by) == (State.NOT_ASKED, None)
    assert one.act_by == date(2026, 12, 21)  # thirty days, and then the next working day
    assert not Notice.objects.filter(kind=Notice.Kind.RECOVERY).exists()


def test_two_proposals_at_a_time_there_are_none() -> None:
    noted = overpayment()
    proposed(noted)
    with pytest.raises(MovedOn):
        proposed(noted)


def test_of_the_dead_nothing_is_asked_and_nobody_in_their_place() -> None:
    noted = overpayment(person=PersonFactory(died_on=date(2026, 6, 17)))
    for terms in (instalments(), AT_ONCE):
        with pytest.raises(NotPossible), translation.override("en"):
            proposed(noted, terms=terms)
    one = proposed(noted, terms=write_off(WriteOffRule.NO_HEIRS))
    assert one.state == State.NOT_ASKED
    assert not Notice.objects.filter(kind=Notice.Kind.RECOVERY).exists()
    assert not Letter.objects.filter(kind=Letter.Kind.RECOVERY_ASKED).exists()


@pytest.mark.parametrize("rule", list(WriteOffRule), ids=str)
def test_a_write_off_needs_its_rule(rule: WriteOffRule) -> None:
    with pytest.raises(NotPossible):
        proposed(terms=write_off(rule))


def test_what_is_small_may_be_written_off() -> None:
    one = proposed(overpayment(months=1, each=9), terms=write_off(WriteOffRule.SMALL))
    assert (one.way, one.rule) == (RecoveryWay.WRITE_OFF, WriteOffRule.SMALL)


def test_no_month_asks_more_than_the_share_of_what_somebody_is_paid() -> None:
    person = PersonFactory()
    running_payment(person, amount=700)  # 20 per cent are 140
    noted = overpayment(person=person, each=600)
    with pytest.raises(NotPossible, match="140"), translation.override("en"):
        proposed(noted, terms=instalments("140.01"))
    assert proposed(noted, terms=instalments(140)).monthly == 140


def test_what_is_left_to_live_on_is_never_asked_for() -> None:
    person = PersonFactory()
    running_payment(person, amount=310)  # 20 per cent are 62, but 300 must be left
    noted = overpayment(person=person)
    with pytest.raises(NotPossible):
        proposed(noted, terms=instalments("10.01"))
    assert proposed(noted, terms=instalments(10)).instalments == 18


def test_who_has_no_more_than_the_floor_is_asked_for_no_instalment() -> None:
    person = PersonFactory()
    running_payment(person, amount=300)
    with pytest.raises(NotPossible):
        proposed(overpayment(person=person), terms=instalments(5))


def test_a_plan_does_not_last_for_ever() -> None:
    with pytest.raises(NotPossible, match="60"), translation.override("en"):
        proposed(terms=instalments("2.50"))


def test_the_first_month_lies_after_the_hearing() -> None:
    with pytest.raises(NotPossible):
        proposed(terms=instalments(first=date(2026, 12, 1)))


@pytest.mark.parametrize("role", ["clerk", "auditor"], ids=str)
def test_only_who_decides_proposes(role: str) -> None:
    with pytest.raises(NotAllowed):
        proposed(actor=member(role))


def test_nobody_proposes_about_themselves() -> None:
    me: Person = PersonFactory()
    with pytest.raises(NotImpartial):
        proposed(overpayment(person=me), actor=member(fin=me.fin))


# -- hearing -----------------------------------------------------------------------------------------------------------


def test_what_the_person_says_is_kept_and_brings_it_to_a_clerk() -> None:
    one = proposed()
    said = handlers.say_recovery(
        recovery_id=one.pk, actor=oneself(one.person), agrees=False, words="I did not know.", now=NOW + timedelta(1)
    )
    one.refresh_from_db()
    assert (one.state, said.words, said.by_person_id) == (State.HEARD, "I did not know.", one.person_id)
    assert not handlers.has_agreed(one)


def test_said_twice_the_same_it_is_one() -> None:
    one = proposed()
    for _ in range(2):
        handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), words="I did not know.", now=NOW)
    assert RecoveryStatement.objects.count() == 1


def test_something_must_be_said() -> None:
    one = proposed()
    with pytest.raises(NotPossible):
        handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), words="  ", now=NOW)


def test_neither_a_stranger_nor_a_mandate_speaks_about_somebodys_money() -> None:
    one = proposed()
    stranger = PersonFactory()
    by_mandate = OnBehalf(person_id=stranger.pk, subject="s", of=one.person_id, capacity=Capacity.MANDATE)
    for actor in (oneself(stranger), by_mandate, member("auditor")):
        with pytest.raises(NotAllowed):
            handlers.say_recovery(recovery_id=one.pk, actor=actor, words="Let it be.", now=NOW)


def test_staff_write_down_what_somebody_says_at_the_window() -> None:
    one = proposed()
    said = handlers.say_recovery(recovery_id=one.pk, actor=member("clerk"), agrees=True, now=NOW)
    assert said.by_id is not None
    assert handlers.has_agreed(one)


def test_a_yes_that_the_decider_wrote_down_is_none_for_them() -> None:
    one, decider = proposed(), member()
    handlers.say_recovery(recovery_id=one.pk, actor=decider, agrees=True, now=NOW)
    assert not handlers.has_agreed(one, besides=decider)
    assert handlers.has_agreed(one, besides=member())


# -- taking back, and closing ------------------------------------------------------------------------------------------


def test_a_proposal_can_be_taken_back_and_made_anew() -> None:
    noted = overpayment()
    one = proposed(noted)
    handlers.drop_recovery(recovery_id=one.pk, actor=member(), reasons="The months were wrong.", now=NOW)
    one.refresh_from_db()
    assert (one.state, one.act_by) == (State.DROPPED, None)
    assert Letter.objects.filter(kind=Letter.Kind.RECOVERY_NONE, occasion=one.number).exists()
    assert proposed(noted).pk != one.pk


def test_what_is_proposed_is_not_closed_as_looked_at() -> None:
    noted = overpayment()
    proposed(noted)
    with pytest.raises(MovedOn):
        handlers.close_overpaid(case_id=noted.entitlement.case_id, actor=member(), note="Returned.", now=NOW)


def test_above_the_amount_one_person_alone_closes_nothing() -> None:
    noted = overpayment(overpaid_right(each=200))
    assert noted.total == Decimal(600)
    with pytest.raises(MovedOn):
        handlers.close_overpaid(case_id=noted.entitlement.case_id, actor=member(), note="Returned.", now=NOW)


def test_a_proposal_never_changes() -> None:
    from django.db import transaction
    from django.db.utils import DatabaseError

    one = proposed()
    for change in ({"amount": 1}, {"reasons": "Other."}, {"heard_by": date(2026, 11, 21)}, {"by": UserFactory()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Recovery.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        one.delete()
    assert one.reasons == REASONS
