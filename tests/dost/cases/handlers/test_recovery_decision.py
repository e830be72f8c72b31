"""Deciding what becomes of money paid in excess: no more than was heard about, and two people above an amount."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from dost.accounts.actors import Actor
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotImpartial, NotPossible
from dost.cases.codes import EntryKind
from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.models import (
    Appeal,
    Letter,
    Recovery,
    RecoveryDecision,
    RecoveryInstalment,
    RecoveryWay,
    Ruling,
)
from dost.cases.overpaid import cancel_overpayment
from dost.notifications.models import Notice
from dost.payments.models import Overpayment, PaymentOrder
from tests.factories.accounts import UserFactory
from tests.factories.cases import LetterFactory
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
LATER = datetime.fromisoformat("2026-12-14T09:00:00+04:00")
AT_ONCE = RecoveryTermsAsked(RecoveryWay.AT_ONCE)
NOTHING = RecoveryTermsAsked(RecoveryWay.NOTHING)


def heard(one: Recovery, *, agrees: bool | None = None) -> Recovery:
    handlers.say_recovery(
        recovery_id=one.pk, actor=oneself(one.person), agrees=agrees, words="I did not know.", now=NOW + timedelta(2)
    )
    return one


def decided(one: Recovery, terms: RecoveryTermsAsked | None = None, *, actor: Actor | None = None) -> RecoveryDecision:
    return handlers.decide_recovery(
        recovery_id=one.pk, actor=actor or member(), terms=terms or instalments(20), reasons=REASONS, now=LATER
    )


def confirmed(one: Recovery, actor: Actor, *, yes: bool = True, reasons: str = "") -> None:
    handlers.confirm_recovery(recovery_id=one.pk, actor=actor, confirmed=yes, reasons=reasons, now=LATER)


def large() -> Recovery:
    """A proposal about 600 AZN, of somebody who is paid 700 a month."""
    person = PersonFactory()
    running_payment(person)
    return heard(proposed(overpayment(overpaid_right(person=person, each=200)), terms=instalments(100)))


# -- deciding ----------------------------------------------------------------------------------------------------------


def test_a_decision_makes_the_plan_and_the_letter_and_moves_no_money() -> None:
    one = heard(proposed())
    before = list(PaymentOrder.objects.order_by("pk").values_list("pk", "amount", "state"))
    made = decided(one)
    one.refresh_from_db()
    assert (one.state, made.second, made.heard, one.act_by) == (State.DECIDED, False, State.HEARD, None)
    plan = list(RecoveryInstalment.objects.values_list("month", "amount"))
    assert (plan[0], plan[-1], len(plan)) == ((date(2027, 1, 1), Decimal(20)), (date(2027, 9, 1), Decimal(20)), 9)
    assert sum(amount for _, amount in plan) == one.amount
    noted = Overpayment.objects.get()
    assert (noted.state, noted.by_id) == (Overpayment.State.LOOKED_AT, made.by_id)
    letter = Letter.objects.get(kind=Letter.Kind.RECOVERY_DECIDED)
    assert REASONS in letter.content["parts"][0]["reasons"]
    assert letter.content["parts"][0]["appeal"]
    assert Notice.objects.filter(kind=Notice.Kind.RECOVERY, number=letter.ordinal).exists()
    assert list(PaymentOrder.objects.order_by("pk").values_list("pk", "amount", "state")) == before


def test_nothing_is_decided_before_the_person_was_heard_or_their_time_is_over() -> None:
    one = proposed()
    with pytest.raises(MovedOn):
        decided(one)
    handlers.watch_recoveries(now=LATER)
    one.refresh_from_db()
    assert one.state == State.UNHEARD
    assert decided(one).heard == State.UNHEARD


def test_who_has_said_something_may_add_to_it_until_their_day() -> None:
    one = heard(proposed())
    soon = NOW + timedelta(days=3)
    with pytest.raises(NotPossible):
        handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=soon)
    heard(one, agrees=True)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(20), reasons=REASONS, now=soon)


def test_silence_is_no_consent() -> None:
    """Without a yes one sum is no more than a month's instalment may be."""
    one = proposed(terms=AT_ONCE)
    handlers.watch_recoveries(now=LATER)
    with pytest.raises(NotPossible):
        decided(one, AT_ONCE)
    heard(one, agrees=False)
    with pytest.raises(NotPossible):
        decided(one, AT_ONCE)
    heard(one, agrees=True)
    assert decided(one, AT_ONCE).monthly == 180


@pytest.mark.parametrize(
    ("proposal", "decision"),
    [
        (instalments(20), instalments(25)),
        (instalments(20), AT_ONCE),
        (NOTHING, instalments(20)),
        (instalments(20, first=date(2027, 3, 1)), instalments(20, first=date(2027, 2, 1))),
    ],
    ids=["more a month", "one sum", "anything after nothing", "sooner"],
)
def test_nobody_pays_more_than_they_were_heard_about(
    proposal: RecoveryTermsAsked, decision: RecoveryTermsAsked
) -> None:
    one = proposed(terms=proposal)
    if one.state == State.HEARING:
        heard(one, agrees=True)
    with pytest.raises(NotPossible):
        decided(one, decision)
    assert not RecoveryInstalment.objects.exists()


def test_less_may_be_decided_than_was_proposed() -> None:
    one = heard(proposed())
    decided(one, NOTHING)
    one.refresh_from_db()
    assert one.state == State.DECIDED
    assert not RecoveryInstalment.objects.exists()
    assert Letter.objects.filter(kind=Letter.Kind.RECOVERY_NONE).exists()
    assert not Letter.objects.filter(kind=Letter.Kind.RECOVERY_DECIDED).exists()


def test_what_can_still_be_appealed_is_waited_for() -> None:
    one = heard(proposed())
    LetterFactory(case=one.case, ordinal=9, kind=Letter.Kind.ENDED, issued_at=NOW)
    with pytest.raises(NotPossible):
        decided(one)
    decided(one, NOTHING)  # what burdens nobody need not wait


def test_what_is_appealed_is_waited_for() -> None:
    one = heard(proposed())
    appeal = handlers.begin_appeal(
        case_id=one.case_id, actor=oneself(one.person), grounds="No.", late_reason="Ill.", now=LATER
    )
    assert appeal.state == Appeal.State.DRAFT
    handlers.send_appeal(case_id=one.case_id, actor=oneself(one.person), now=LATER)
    with pytest.raises(NotPossible):
        decided(one)


def test_what_is_known_otherwise_meanwhile_is_not_decided() -> None:
    one = heard(proposed())
    noted = one.overpayment
    because = noted.because
    assert because is not None
    cancel_overpayment(noted.entitlement, cause=Overpayment.Cause(noted.cause), because=because, now=LATER)
    with pytest.raises((NotPossible, MovedOn)):
        decided(one)


# -- the second person -------------------------------------------------------------------------------------------------


def test_above_the_amount_a_second_person_confirms_and_only_then_it_counts() -> None:
    one, decider, second = large(), member(), member()
    made = decided(one, instalments(100), actor=decider)
    one.refresh_from_db()
    assert (made.second, one.state, one.act_by) == (True, State.TO_CONFIRM, date(2026, 12, 21))
    assert not RecoveryInstalment.objects.exists()
    assert not Letter.objects.filter(kind=Letter.Kind.RECOVERY_DECIDED).exists()
    confirmed(one, second)
    one.refresh_from_db()
    assert one.state == State.DECIDED
    assert RecoveryInstalment.objects.count() == 6
    line = one.case.entries.get(what=EntryKind.RECOVERY_DECIDED)
    assert line.by_id == made.by_id


def test_neither_who_proposed_nor_who_decided_is_the_second_person() -> None:
    person = PersonFactory()
    running_payment(person)
    proposer, decider = member(), member()
    noted = overpayment(overpaid_right(person=person, each=200))
    one = heard(proposed(noted, actor=proposer, terms=instalments(100)))
    decided(one, instalments(100), actor=decider)
    for actor in (proposer, decider):
        with pytest.raises((MovedOn, NotAllowed)):
            confirmed(one, actor)
    with pytest.raises(NotAllowed):
        confirmed(one, member("clerk"))
    with pytest.raises(NotImpartial):
        confirmed(one, member(fin=person.fin))


def test_the_second_person_sends_back_with_reasons() -> None:
    one = large()
    decided(one, instalments(100))
    second = member()
    with pytest.raises(NotPossible):
        confirmed(one, second, yes=False)
    confirmed(one, second, yes=False, reasons="The rent was not weighed.")
    one.refresh_from_db()
    assert (one.state, one.decisions.count()) == (State.HEARD, 1)
    decided(one, instalments(50))
    confirmed(one, second)
    assert RecoveryInstalment.objects.count() == 12


def test_asking_nothing_back_of_much_needs_a_second_person_too() -> None:
    one = large()
    assert decided(one, NOTHING).second


# -- an appeal ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ruling", "state"),
    [(Ruling.CHANGED, Overpayment.State.LOOKED_AT), (Ruling.SENT_BACK, Overpayment.State.OPEN)],
    ids=["changed", "sent back"],
)
def test_an_appeal_sets_it_aside(ruling: Ruling, state: Overpayment.State) -> None:
    one = heard(proposed())
    decided(one)
    me = oneself(one.person)
    handlers.begin_appeal(case_id=one.case_id, actor=me, grounds="I cannot pay.", now=LATER)
    appeal = handlers.send_appeal(case_id=one.case_id, actor=me, now=LATER)
    assert appeal.against == "recovery"
    judge = member()
    handlers.decide_appeal(
        appeal_id=appeal.pk, actor=judge, ruling=ruling, note="It asks too much.", facts={}, now=LATER
    )
    one.refresh_from_db()
    assert (one.state, Overpayment.objects.get().state) == (State.SET_ASIDE, state)


def test_who_decided_it_does_not_judge_the_appeal() -> None:
    one, user = heard(proposed()), UserFactory()
    from dost.accounts.actors import staff_actor

    decided(one, actor=staff_actor(user))
    me = oneself(one.person)
    handlers.begin_appeal(case_id=one.case_id, actor=me, grounds="I cannot pay.", now=LATER)
    appeal = handlers.send_appeal(case_id=one.case_id, actor=me, now=LATER)
    with pytest.raises(NotImpartial), translation.override("en"):
        handlers.decide_appeal(
            appeal_id=appeal.pk, actor=staff_actor(user), ruling=Ruling.UPHELD, note="No.", facts={}, now=LATER
        )


def test_more_that_is_noted_later_is_proposed_alone() -> None:
    right = overpaid_right()
    one = heard(proposed(overpayment(right)))
    decided(one)
    from tests.factories.payments import PaymentOrderFactory

    PaymentOrderFactory(entitlement=right, period=date(2026, 10, 1), amount=Decimal(60), paid=True)
    noted = overpayment(right, now=LATER)
    assert (noted.total, noted.state) == (Decimal(240), Overpayment.State.OPEN)
    assert proposed(noted, terms=instalments(10), now=LATER).amount == 60
