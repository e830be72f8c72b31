"""An appeal from its beginning to what follows from it: each step with its letter, its line, and the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dost.accounts.actors import Capacity, OnBehalf, Oneself, staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotImpartial, NotPossible
from dost.cases.letter_content import read_content
from dost.cases.models import Appeal, Case, CaseEntry, Decision, Entitlement, Letter, Ruling
from dost.cases.rules import replay
from dost.cases.stages import Origin, Stage, State
from dost.cases.steps import decide, pay
from dost.notifications.models import Notice
from dost.payments.models import PaymentOrder
from dost.proactive.reassess import mark
from registries.models import BenefitCase, Person
from services_catalog.rules import Verdict
from tests.dost.cases.handlers.appealing import (
    BAKU,
    GROUNDS,
    JUNE,
    REASONS,
    SOON,
    again,
    decided,
    decided_anew,
    kinds,
    lodged,
    oneself,
)
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.cases import CaseFactory, DecisionFactory, EntitlementFactory, EntryFactory, LetterFactory
from tests.factories.payments import PaymentAccountFactory, PaymentOrderFactory
from tests.factories.registries import PersonFactory, RepresentativeFactory
from tests.factories.services_catalog import VersionFactory
from tests.factories.uploads import photograph, upload

pytestmark = pytest.mark.django_db

# -- sending it ----------------------------------------------------------------------------------------------------


def test_an_appeal_is_sent_with_a_receipt_and_its_clock_runs(refused: Case) -> None:
    appeal = lodged(refused)

    assert (appeal.state, appeal.against, appeal.told_on) == ("lodged", "refused", date(2026, 3, 3))
    assert (appeal.lodge_by, appeal.answer_by) == (date(2026, 4, 2), date(2026, 4, 20))
    assert appeal.actor == oneself(refused)
    assert kinds(refused) == ["refused", "appeal_lodged"]
    receipt = read_content(Letter.objects.get(case=refused, ordinal=2).content)
    text = str(receipt.part("az"))
    assert appeal.number in text
    assert GROUNDS in text
    told = Notice.objects.get(case=refused, kind=Notice.Kind.APPEAL)
    assert refused.service.title not in told.text
    line = CaseEntry.objects.get(case=refused, what="appealed")
    assert (line.actor, line.details) == (oneself(refused), {"number": appeal.number})


def test_what_was_begun_is_not_sent_and_can_be_changed(refused: Case) -> None:
    for grounds in ("First", "Then"):
        handlers.begin_appeal(case_id=refused.pk, actor=oneself(refused), grounds=grounds, now=SOON)

    draft = Appeal.objects.get()
    assert (draft.state, draft.grounds, draft.lodged_at, draft.number) == ("draft", "Then", None, "")
    assert kinds(refused) == ["refused"]


def test_sent_twice_it_is_one(refused: Case) -> None:
    first = lodged(refused)
    second = handlers.send_appeal(case_id=refused.pk, actor=oneself(refused), now=SOON)

    assert first.pk == second.pk
    assert kinds(refused) == ["refused", "appeal_lodged"]


def test_without_grounds_nothing_is_sent(refused: Case) -> None:
    with pytest.raises(NotPossible, match="Write"):
        handlers.send_appeal(case_id=refused.pk, actor=oneself(refused), now=SOON)
    handlers.begin_appeal(case_id=refused.pk, actor=oneself(refused), grounds="  ", now=SOON)
    with pytest.raises(NotPossible, match="why you do not agree"):
        handlers.send_appeal(case_id=refused.pk, actor=oneself(refused), now=SOON)
    assert Appeal.objects.get().state == "draft"


@pytest.mark.parametrize("capacity", [Capacity.PARENT, Capacity.GUARDIAN, Capacity.MANDATE], ids=str)
def test_whoever_acts_for_the_person_appeals_for_them(refused: Case, capacity: Capacity) -> None:
    parent = PersonFactory()
    MandateFactory(grantor=refused.person, agent=parent, deeds=["look", "appeal"])
    actor = OnBehalf(person_id=parent.pk, subject="parent", of=refused.person_id, capacity=capacity)

    assert lodged(refused, actor=actor).actor == actor


def test_nobody_appeals_in_anothers_case(refused: Case) -> None:
    stranger = Oneself(person_id=PersonFactory().pk, subject="stranger")

    for act in (
        lambda: handlers.begin_appeal(case_id=refused.pk, actor=stranger, grounds=GROUNDS, now=SOON),
        lambda: handlers.send_appeal(case_id=refused.pk, actor=stranger, now=SOON),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Appeal.objects.exists()


def test_staff_write_it_down_for_the_person(refused: Case) -> None:
    clerk = UserFactory(clerk=True)
    appeal = handlers.lodge_appeal(case_id=refused.pk, actor=staff_actor(clerk), grounds=GROUNDS, now=SOON)

    assert (appeal.state, appeal.by) == ("lodged", clerk)


def test_what_is_not_decided_cannot_be_appealed() -> None:
    case = CaseFactory(to_clerk=True)

    with pytest.raises(MovedOn):
        lodged(case)


def test_what_was_sent_cannot_be_changed_or_removed(refused: Case) -> None:
    appeal = lodged(refused)

    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(grounds="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        appeal.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="draft", lodged_at=None)


# -- late ----------------------------------------------------------------------------------------------------------


def test_the_last_day_is_in_time_and_the_next_is_late(refused: Case) -> None:
    last = datetime(2026, 4, 2, 23, 30, tzinfo=BAKU)
    handlers.begin_appeal(case_id=refused.pk, actor=oneself(refused), grounds=GROUNDS, now=last)

    with pytest.raises(NotPossible, match="last day to appeal has passed"):
        handlers.send_appeal(case_id=refused.pk, actor=oneself(refused), now=last + timedelta(hours=1))
    assert handlers.send_appeal(case_id=refused.pk, actor=oneself(refused), now=last).state == "lodged"


def test_a_late_one_is_decided_on_first(refused: Case, other: User) -> None:
    appeal = lodged(refused, now=JUNE, late_reason="I was in hospital.")
    assert (appeal.state, appeal.answer_by) == ("late", date(2026, 6, 17))
    with pytest.raises(MovedOn):
        decided(appeal, other, Ruling.UPHELD)

    later = JUNE + timedelta(days=2)
    appeal = handlers.admit_appeal(
        appeal_id=appeal.pk, actor=staff_actor(other), admitted=True, note=REASONS, now=later
    )

    assert (appeal.state, appeal.answer_by) == ("admitted", date(2026, 7, 12))
    assert kinds(refused) == ["refused", "appeal_lodged", "appeal_admitted"]
    assert decided(appeal, other, Ruling.UPHELD, now=later).state == "decided"


def test_one_that_is_not_admitted_is_over_and_the_court_is_named(refused: Case, other: User) -> None:
    appeal = lodged(refused, now=JUNE, late_reason="I forgot.")
    handlers.admit_appeal(appeal_id=appeal.pk, actor=staff_actor(other), admitted=False, note=REASONS, now=JUNE)

    letter = read_content(Letter.objects.get(case=refused, kind="appeal_too_late").content)
    assert "məhkəmə" in letter.part("az").appeal[0] or "court" in letter.part("az").appeal[0]
    with pytest.raises(MovedOn):
        lodged(refused, now=JUNE)
    with pytest.raises(MovedOn):
        decided(appeal, other, Ruling.CHANGED)


# -- deciding it -----------------------------------------------------------------------------------------------------


def test_a_granted_appeal_decides_anew_and_pays_what_is_owed(refused: Case, other: User) -> None:
    appeal = decided(lodged(refused), other, Ruling.CHANGED, person__age=66)

    old, new = again(refused), decided_anew(appeal)
    assert (old.outcome, old.live, old.decision.outcome) == ("refused", False, "refused")
    assert (new.origin, new.replaces_id, new.on, new.stage) == (Origin.APPEAL, old.pk, old.on, Stage.PAY)
    assert (new.service_id, new.basis, new.basis_key, new.live) == (old.service_id, old.basis, old.basis_key, True)
    decision = Decision.objects.get(case=new)
    age = decision.facts["person.age"]
    assert (age["value"], age["source"], age["recorded_on"]) == (66, "appeal", "2026-06-10")
    assert decision.facts["person.alive"]["source"] != "appeal"
    assert (decision.decided_by, decision.amount) == (other, Decimal("600.00"))
    assert appeal.number in decision.note
    assert replay(decision).verdict is Verdict.ENTITLED
    right = Entitlement.objects.get(case=new)
    assert (right.starts, right.kept) == (date(2026, 3, 3), ["age"])
    assert BenefitCase.objects.get(reference=f"DOST-{new.pk}").valid_from == date(2026, 3, 3)

    PaymentAccountFactory(person=new.person)
    (move,) = pay.work([new], JUNE)
    orders = sorted((row.period, row.amount) for row in move.rows if isinstance(row, PaymentOrder))
    assert orders == [(date(2026, month, 1), Decimal(600)) for month in (3, 4, 5, 6)]

    assert kinds(old) == ["refused", "appeal_lodged", "appeal_decided"]
    assert kinds(new) == ["granted"]
    told = read_content(Letter.objects.get(case=old, kind="appeal_decided").content).part("az")
    assert told.reasons == (REASONS,)
    assert any(fact.value == "66 il" or fact.value.startswith("66") for one in told.grounds for fact in one.facts)
    line = CaseEntry.objects.get(case=old, what="appeal_decided")
    assert (line.by, line.details["ruling"]) == (other, "changed")


def test_what_was_decided_on_appeal_does_not_mark_the_right_again(refused: Case, other: User) -> None:

    appeal = decided(lodged(refused), other, Ruling.CHANGED, person__age=66)
    right = Entitlement.objects.select_related("case__person", "case__version").get(case=appeal.new_case)
    mark([right], now=JUNE)

    right.refresh_from_db()
    assert right.review is None


def test_with_what_the_registries_say_now_nothing_need_be_proven(refused: Case, other: User, person: Person) -> None:
    appeal = lodged(refused)
    Person.objects.filter(pk=person.pk).update(birth_date=date(1959, 1, 1))

    new = decided(appeal, other, Ruling.CHANGED).new_case
    assert Decision.objects.get(case=new).facts["person.age"]["source"] != "appeal"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({}, "still says no"),
        ({"person__age": 64}, "still says no"),
        ({"person__age": "sixty"}, "sixty"),
        ({"employment__active": True}, "does not use"),
    ],
    ids=["nothing proven", "not enough", "no number", "no fact of the rule"],
)
def test_a_change_that_the_rule_does_not_bear_out_is_not_possible(
    refused: Case, other: User, facts: dict[str, Any], message: str
) -> None:
    appeal = lodged(refused)

    with pytest.raises(NotPossible, match=message), transaction.atomic():
        decided(appeal, other, Ruling.CHANGED, **facts)
    assert Case.objects.count() == 1
    assert Appeal.objects.get().state == "lodged"


def test_sent_back_goes_the_road_again_and_no_machine_says_no(refused: Case, other: User) -> None:
    appeal = decided(lodged(refused), other, Ruling.SENT_BACK)
    new = decided_anew(appeal)
    assert (new.stage, new.state, new.origin, new.replaces_id) == ("verify", "ready", "appeal", refused.pk)

    Case.objects.filter(pk=new.pk).update(stage="choose")
    Case.objects.filter(pk=new.pk).update(stage="decide")
    (move,) = decide.work([again(new)], JUNE)
    assert (move.state, move.waiting_on, move.reason) == (State.WAITING, "clerk", {"code": "anew"})


def test_upheld_leaves_everything_as_it_was(refused: Case, other: User) -> None:
    appeal = decided(lodged(refused), other, Ruling.UPHELD)

    assert appeal.new_case is None
    assert again(refused).live is True
    assert kinds(refused) == ["refused", "appeal_lodged", "appeal_decided"]
    with pytest.raises(MovedOn):
        lodged(refused, now=JUNE)


def test_the_first_decider_does_not_decide_the_appeal(refused: Case, user: User) -> None:
    appeal = lodged(refused)

    with pytest.raises(NotImpartial):
        decided(appeal, user, Ruling.UPHELD)
    late = CaseFactory(refused=True, person=PersonFactory(), basis_key="late")
    EntryFactory(case=late, what="refused", by=user, by_role=user.role)
    appeal = lodged(late, now=JUNE, late_reason="I was ill.")
    with pytest.raises(NotImpartial):
        handlers.admit_appeal(appeal_id=appeal.pk, actor=staff_actor(user), admitted=True, note=REASONS, now=JUNE)


@pytest.mark.parametrize("role", ["clerk", "auditor", "editor"])
def test_only_examiners_decide(refused: Case, role: str) -> None:
    with pytest.raises(NotAllowed):
        decided(lodged(refused), UserFactory(**{role: True}), Ruling.UPHELD)


def test_the_one_who_decided_an_appeal_does_not_decide_the_next(refused: Case, other: User) -> None:
    new = decided_anew(decided(lodged(refused), other, Ruling.SENT_BACK))
    Case.objects.filter(pk=new.pk).update(stage="choose")
    Case.objects.filter(pk=new.pk).update(stage="closed", state="done", outcome="refused", closed_at=JUNE)
    LetterFactory(case=new, kind=Letter.Kind.REFUSED, issued_at=JUNE)

    appeal = lodged(again(new), now=JUNE)
    with pytest.raises(NotImpartial):
        decided(appeal, other, Ruling.UPHELD)
    assert decided(appeal, UserFactory(), Ruling.UPHELD).state == "decided"


def test_where_a_later_case_runs_nothing_is_opened_beside_it(refused: Case, other: User) -> None:
    appeal = lodged(refused)
    Case.objects.filter(pk=refused.pk).update(live=False)
    later = CaseFactory(person=refused.person, version=refused.version, basis_key=refused.basis_key)

    with pytest.raises(NotPossible, match=f"{later.pk:07d}"), transaction.atomic():
        decided(appeal, other, Ruling.SENT_BACK)


def test_what_found_no_right_can_be_appealed_too(user: User, other: User, person: Person) -> None:
    case = CaseFactory(no_right=True, person=person)
    appeal = lodged(case)
    assert (appeal.against, appeal.letter) == ("no_right", None)

    assert decided_anew(decided(appeal, other, Ruling.CHANGED, person__age=66)).outcome == "granted"
    with pytest.raises(MovedOn):
        lodged(case, now=JUNE)


# -- what was ended --------------------------------------------------------------------------------------------------


def ended_right(user: User, **right: Any) -> Case:
    case: Case = CaseFactory(
        granted_and_paid=True,
        version=VersionFactory(changes={"period": "monthly"}),
        entitlement=None,
        decision=None,
        live=False,
    )
    DecisionFactory(case=case)
    EntitlementFactory(
        case=case, period="monthly", ended_on=date(2026, 4, 30), end_reason="by a member of staff", **right
    )
    Entitlement.objects.filter(case=case).update(end_reason="clerk")
    EntryFactory(case=case, what="ended", details={"criteria": ["age"]}, by=user, by_role=user.role)
    LetterFactory(case=case, ordinal=2, kind=Letter.Kind.ENDED, issued_at=datetime(2026, 5, 4, 9, tzinfo=BAKU))
    return case


def test_an_end_that_is_changed_lets_the_right_run_again(user: User, other: User) -> None:
    case = ended_right(user)
    appeal = lodged(case, now=datetime(2026, 5, 20, 9, tzinfo=BAKU))
    assert appeal.against == "ended"
    decided(appeal, other, Ruling.CHANGED)

    right = Entitlement.objects.get(case=case)
    assert (right.ended_on, right.end_reason, right.kept, right.review) == (None, "", ["age"], None)
    assert again(case).live is True
    assert Decision.objects.filter(case=case).count() == 1


def test_an_end_that_is_sent_back_runs_again_and_is_put_before_a_member_of_staff(user: User, other: User) -> None:
    case = ended_right(user)
    decided(lodged(case, now=datetime(2026, 5, 20, 9, tzinfo=BAKU)), other, Ruling.SENT_BACK)

    right = Entitlement.objects.get(case=case)
    assert right.ended_on is None
    assert right.review == {"criteria": ["age"], "since": "2026-06-10", "cause": "appeal", "version": case.version_id}


# -- another amount --------------------------------------------------------------------------------------------------


def test_another_amount_takes_the_place_of_the_old_one_and_only_the_rest_is_paid(user: User, other: User) -> None:
    version = VersionFactory(changes={"period": "monthly", "amount": "parameter.test_benefit * person.age"})
    case = CaseFactory(granted_and_paid=True, version=version, entitlement=None, decision=None)
    DecisionFactory(case=case, amount=Decimal(40200))
    right = EntitlementFactory(case=case, period="monthly", amount=Decimal(40200))
    for month in (3, 4, 5):
        PaymentOrderFactory(entitlement=right, period=date(2026, month, 1), paid=True)

    new = decided_anew(decided(lodged(case), other, Ruling.CHANGED, person__age=70))

    right.refresh_from_db()
    assert (right.ended_on, right.end_reason) == (date(2026, 5, 31), "decided anew")
    assert not right.overpayments.exists()
    assert Entitlement.objects.get(case=new).amount == Decimal(42000)
    (move,) = pay.work([new], JUNE)
    orders = sorted((row.period.month, row.amount) for row in move.rows if isinstance(row, PaymentOrder))
    assert orders == [(3, Decimal(1800)), (4, Decimal(1800)), (5, Decimal(1800)), (6, Decimal(42000))]
    assert again(case).live is False


def test_a_running_right_is_not_stopped_to_be_looked_at(other: User) -> None:
    case = CaseFactory(granted_and_paid=True)
    appeal = lodged(case)

    for ruling in (Ruling.SENT_BACK, Ruling.CHANGED):
        with pytest.raises(NotPossible, match="cannot be answered so"):
            decided(appeal, other, ruling)


# -- the letter before it goes ---------------------------------------------------------------------------------------


def test_the_letters_are_seen_before_anything_is_done(refused: Case, other: User) -> None:
    appeal = lodged(refused)
    before = list(Case.objects.values_list("pk", "live", "token"))

    seen = handlers.letters_of(lambda: decided(appeal, other, Ruling.CHANGED, person__age=66), case_id=refused.pk)

    assert [one.kind for one in seen] == ["granted", "appeal_decided"]
    assert list(Case.objects.values_list("pk", "live", "token")) == before
    assert Appeal.objects.get().state == "lodged"
    assert kinds(refused) == ["refused", "appeal_lodged"]


def test_an_employers_decision_is_appealed_by_who_acts_for_it_and_not_by_who_applied(refused: Case) -> None:
    """By a colleague of who applied, with a document."""
    voen = "1000000011"
    Case.objects.filter(pk=refused.pk).update(applicant_voen=voen)
    refused.refresh_from_db()
    colleague = PersonFactory(birth_date=date(1980, 1, 1))
    RepresentativeFactory(person=colleague, employer_voen=voen)
    for actor in (
        Oneself(refused.person_id, "sub"),
        OnBehalf(colleague.pk, "sub", of=colleague.pk, capacity=Capacity.EMPLOYER, voen="1000000021"),
    ):
        with pytest.raises(NotAllowed):
            handlers.begin_appeal(case_id=refused.pk, actor=actor, grounds=GROUNDS, now=SOON)
    its = OnBehalf(colleague.pk, "sub", of=colleague.pk, capacity=Capacity.EMPLOYER, voen=voen)
    handlers.begin_appeal(case_id=refused.pk, actor=its, grounds=GROUNDS, now=SOON)
    handlers.add_document(case_id=refused.pk, actor=its, files=[upload(photograph(), "a.jpg", "image/jpeg")], now=SOON)
    handlers.send_appeal(case_id=refused.pk, actor=its, now=SOON)
    assert Appeal.objects.get().actor == replace(its, voen="")
