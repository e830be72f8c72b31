"""The table of acts, over the full product of acts, kinds of actor, roles and places where a case can stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest
from django.db import transaction
from django.utils import timezone, translation

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.accounts.models import User
from dost.cases import acts, handlers
from dost.cases.acts import TABLE, Act, MovedOn, Need, NotAllowed, NotPossible
from dost.cases.codes import WaitingReason
from dost.cases.handlers import RecoveryTermsAsked
from dost.cases.models import Case, Deliverable, Entitlement, RecoveryWay, Ruling
from dost.cases.overpaid import MonthPaid, note_overpayment
from dost.cases.stages import Stage, State, WaitingOn
from dost.cases.text.appeal_letter import Court
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import Overpayment
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.appeals import AppealFactory, CaseMessageFactory
from tests.factories.cases import CaseFactory
from tests.factories.recoveries import NOW, REASONS, instalments, member, oneself, overpayment, proposed
from tests.factories.registries import InstitutionFactory, PersonFactory, RepresentativeFactory
from tests.factories.second_person import judged
from tests.factories.services_catalog import VersionFactory, texts

Role = User.Role
pytestmark = pytest.mark.django_db

COURT: Final = Court("Court", "1", date(2026, 3, 20), "It stands.")
NOTE: Final = "I have seen the corrected extract"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


# -- where a case can stand --------------------------------------------------------------------------------------


def standing(trait: str) -> Callable[[], Case]:
    def made() -> Case:
        case: Case = CaseFactory(**{trait: True})
        return case

    return made


def with_questions() -> Case:
    question = {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"}
    case: Case = CaseFactory(
        version=VersionFactory(changes={"questions": [question]}),
        state=State.WAITING,
        waiting_on=WaitingOn.PERSON,
        reason={"code": WaitingReason.QUESTIONS},
    )
    return case


def doubtful() -> Case:
    case: Case = CaseFactory(bank_refused=True)
    case.entitlement.orders.update(state="doubtful")
    return case


def marked() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(
        period=Entitlement.Period.MONTHLY, review={"criteria": ["age"], "since": "2026-03-05", "cause": "facts"}
    )
    return case


def without_amount() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    review = {"no_amount": ["2026-03"]}
    Entitlement.objects.filter(case=case).update(period=Entitlement.Period.MONTHLY, review=review)
    return case


def overpaid() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    note_overpayment(
        case.entitlement,
        months=[MonthPaid(date(2026, 3, 1), Decimal(400))],
        cause=Overpayment.Cause.ENDED,
        because=Ground(GroundKind.CASE, str(case.pk)),
        now=case.opened_at,
    )
    return case


def proposed_to_the_person() -> Case:
    return proposed(overpayment(each=50)).case


def heard_about_excess() -> Case:
    one = proposed(overpayment(each=50))
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, now=NOW)
    return one.case


def to_be_confirmed() -> Case:
    """What one supervisor of all that there are has neither proposed nor decided."""
    nothing = RecoveryTermsAsked(RecoveryWay.NOTHING)
    one = proposed(overpayment(each=200), terms=nothing)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=nothing, reasons=REASONS, now=NOW)
    return one.case


def asked_back() -> Case:
    one = proposed(overpayment(each=50))
    handlers.say_recovery(recovery_id=one.pk, actor=oneself(one.person), agrees=True, now=NOW)
    handlers.decide_recovery(recovery_id=one.pk, actor=member(), terms=instalments(), reasons=REASONS, now=NOW)
    return one.case


def refused_month() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(review={"code": "order_refused", "period": "2026-03-01"})
    case.entitlement.orders.update(state="refused")
    return case


def came_back() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(review={"code": "order_returned", "period": "2026-03-01"})
    case.entitlement.orders.update(state="returned")
    return case


def too_young() -> Case:
    case: Case = CaseFactory(decided=True, state="waiting", waiting_on="clerk", reason={"code": "minor_payee"})
    return case


def issued() -> Case:
    case: Case = CaseFactory(granted_and_paid=True, entitlement=None)
    Deliverable.objects.create(
        case=case, service=case.service, person=case.person, kind=Deliverable.Kind.DOCUMENT, number="D-1",
        issued_at=case.opened_at, content={},
    )  # fmt: skip
    return case


def untold() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    case.notices.update(channel="inbox", untold="no_way")
    return case


def asked_for_more() -> Case:
    reason = {"code": WaitingReason.MORE, "until": "2026-12-14", "before": {"code": WaitingReason.FAILED}}
    case: Case = CaseFactory(stage=Stage.DECIDE, state=State.WAITING, waiting_on=WaitingOn.PERSON, reason=reason)
    return case


def applied() -> Case:
    case: Case = CaseFactory(origin="application")
    return case


def with_a_question() -> Case:
    case: Case = CaseFactory()
    CaseMessageFactory(case=case)
    return case


def appealed() -> Case:
    case: Case = CaseFactory(refused=True)
    AppealFactory(case=case)
    return case


def appealed_late() -> Case:
    case: Case = CaseFactory(refused=True)
    AppealFactory(case=case, state="late")
    return case


def running() -> Case:
    case: Case = CaseFactory(granted_and_paid=True)
    Entitlement.objects.filter(case=case).update(period=Entitlement.Period.MONTHLY)
    return case


def besides(case: Case) -> set[Act]:
    """What can be done wherever a case stands, or follows from what was decided of it, besides what its place is for.

    Anybody may ask. What was decided can be appealed while no appeal is on its way, and a court can decide it in the
    end; a right that runs by the month can be given up. What is not decided takes a document at a centre, except beside
    what was asked for.
    """
    right = Entitlement.objects.filter(case=case, period=Entitlement.Period.MONTHLY, ended_on=None)
    is_closed = case.stage == Stage.CLOSED
    is_decided = case.stage in {Stage.PAY, Stage.NOTIFY, Stage.CLOSED} and case.outcome != ""
    is_undecided = case.stage in {Stage.VERIFY, Stage.CHOOSE, Stage.DECIDE}
    found = {Act.ASK}
    found |= {Act.ADD_DOCUMENT} if is_undecided and case.reason.get("code") != WaitingReason.MORE else set()
    found |= {Act.APPEAL} if is_decided and not case.appeals.exists() else set()
    found |= {Act.REGISTER_COURT} if is_decided and is_closed else set()
    return found | ({Act.GIVE_UP} if is_closed and right.exists() else set())


DECIDES: Final = (Act.GRANT, Act.REFUSE, Act.ASK_MORE, Act.SEND_BACK, Act.ASSIGN)
PLACES: Final[Mapping[str, tuple[Callable[[], Case], tuple[Act, ...]]]] = {
    "opened": (CaseFactory, (Act.ASSIGN,)),
    "applied": (applied, (Act.TAKE_BACK, Act.ASSIGN)),
    "question": (with_a_question, (Act.REPLY, Act.ASSIGN)),
    "appealed": (appealed, (Act.DECIDE_APPEAL,)),
    "appealed_late": (appealed_late, (Act.ADMIT_APPEAL,)),
    "running": (running, (Act.GIVE_UP,)),
    "came_back": (came_back, (Act.NEW_ACCOUNT, Act.SEEN_TO)),
    "too_young": (too_young, (Act.PAY_TO, Act.ASSIGN)),
    "waiting_on_institution": (standing("waiting_on_institution"), (Act.ASSIGN,)),
    "with_questions": (with_questions, (Act.ANSWER_QUESTIONS, Act.ASSIGN)),
    "asked": (standing("asked"), (Act.ANSWER, Act.ASSIGN)),
    "exclusive": (standing("exclusive"), (Act.ANSWER, Act.ASSIGN)),
    "asked_for_more": (asked_for_more, (Act.GIVE_MORE, Act.ASK_NO_MORE, Act.ASSIGN)),
    "to_clerk": (standing("to_clerk"), DECIDES),
    "for_a_second_person": (
        lambda: judged(now=NOW).case,
        (Act.CONFIRM_GRANT, Act.SEND_BACK_GRANT, Act.ASSIGN),
    ),
    "unknown_fact": (standing("unknown_fact"), DECIDES),
    "decided": (standing("decided"), (Act.ASSIGN,)),
    "at_bank": (standing("at_bank"), (Act.ASSIGN,)),
    "bank_refused": (standing("bank_refused"), (Act.NEW_ACCOUNT, Act.ASSIGN)),
    "doubtful": (doubtful, (Act.PAID_ONCE, Act.ASSIGN)),
    "granted_and_paid": (standing("granted_and_paid"), ()),
    "refused_month": (refused_month, (Act.NEW_ACCOUNT,)),
    "marked": (marked, (Act.KEEP, Act.END)),
    "without_amount": (without_amount, (Act.END,)),
    "overpaid": (overpaid, (Act.PROPOSE_RECOVERY, Act.CLOSE_OVERPAID)),
    "proposed": (proposed_to_the_person, (Act.SAY_RECOVERY, Act.DROP_RECOVERY)),
    "heard": (heard_about_excess, (Act.DECIDE_RECOVERY, Act.SAY_RECOVERY, Act.DROP_RECOVERY)),
    "to_be_confirmed": (to_be_confirmed, (Act.CONFIRM_RECOVERY,)),
    "asked_back": (asked_back, (Act.RECORD_REPAYMENT,)),
    "issued": (issued, (Act.WITHDRAW,)),
    "untold": (untold, (Act.TELL,)),
    "refused": (standing("refused"), ()),
    "no_right": (standing("no_right"), ()),
}
"""Every place, and what whoever may do everything can do there, in the order it is offered."""

THE_PERSONS: Final = {
    Act.APPLY,
    Act.PREFER,
    Act.CONTEST,
    Act.COMPLAIN,
    Act.ANSWER,
    Act.ANSWER_QUESTIONS,
    Act.GIVE_MORE,
    Act.ASK,
    Act.APPEAL,
    Act.TAKE_BACK,
}
"""What is the person's own to do; the rest is for examiners and supervisors."""
THE_HOLDERS: Final = {Act.CHANGE_ACCOUNT}
"""What only the person does, and who by law looks after their money: no mandate and no member of staff."""
OF_STAFF: Final = set(Act) - THE_HOLDERS
AT_A_DESK: Final = {Act.REPLY, Act.GIVE_UP, Act.SAY_RECOVERY}
"""What a clerk does besides what they write down for the person."""
AT_CENTRES: Final = {Act.ACCOUNT_IN_PERSON, Act.ADD_DOCUMENT}
"""What whoever serves people at a centre does with somebody before them: clerks, and supervisors."""
BY_LAW: Final = {Capacity.PARENT, Capacity.GUARDIAN}


# -- who there is ------------------------------------------------------------------------------------------------


def everybody(case: Case) -> Iterator[tuple[Actor, set[Act]]]:
    """Every kind of actor, and what they may ever do in the matter of this case."""
    for role in Role:
        may = {
            Role.EXAMINER: OF_STAFF - {Act.REGISTER_COURT} - AT_CENTRES,
            Role.SUPERVISOR: OF_STAFF,
            Role.CLERK: THE_PERSONS | AT_A_DESK | AT_CENTRES,
            Role.OPERATOR: {Act.COMPLAIN},
        }.get(role, set())
        yield Staff(UserFactory(role=role).pk, role), may
    yield Staff(UserFactory().pk, "no role of ours"), set()
    yield SYSTEM, {Act.APPLY, Act.ANSWER_QUESTIONS}
    other = PersonFactory()
    MandateFactory(grantor=case.person, agent=other)
    yield Oneself(case.person_id, "sub-1"), THE_PERSONS | THE_HOLDERS | {Act.GIVE_UP, Act.SAY_RECOVERY}
    yield Oneself(other.pk, "sub-2"), set()
    for capacity in Capacity:
        by_law = THE_PERSONS | THE_HOLDERS | {Act.GIVE_UP, Act.SAY_RECOVERY}
        by_mandate = THE_PERSONS - {Act.PREFER, Act.COMPLAIN} if capacity == Capacity.MANDATE else set()
        may = by_law if capacity in BY_LAW else by_mandate
        yield OnBehalf(other.pk, "sub-2", of=case.person_id, capacity=capacity), may
        yield OnBehalf(case.person_id, "sub-1", of=other.pk, capacity=capacity), set()


HANDLERS: Final[Mapping[Act, Callable[..., object]]] = {
    Act.ASSIGN: handlers.assign,
    Act.ANSWER: handlers.record_choice,
    Act.SEND_BACK: handlers.send_back,
    Act.GRANT: handlers.grant,
    Act.REFUSE: handlers.refuse,
    Act.CONFIRM_GRANT: handlers.confirm_grant,
    Act.SEND_BACK_GRANT: handlers.send_back_grant,
    Act.TAKE_BACK_GRANT: handlers.take_back_grant,
    Act.NEW_ACCOUNT: handlers.new_account,
    Act.PAID_ONCE: handlers.paid_once,
    Act.SEEN_TO: handlers.seen_to,
    Act.PAY_TO: handlers.pay_to,
    Act.KEEP: handlers.keep,
    Act.END: handlers.end_right,
    Act.CLOSE_OVERPAID: handlers.close_overpaid,
    Act.WITHDRAW: handlers.withdraw,
    Act.TELL: handlers.tell,
    Act.HAND_ON: handlers.hand_on,
    Act.ASK: handlers.ask,
    Act.REPLY: handlers.reply,
    Act.TAKE_BACK: handlers.take_back,
    Act.GIVE_UP: handlers.give_up,
    Act.APPEAL: handlers.lodge_appeal,
    Act.REGISTER_COURT: handlers.register_court,
    Act.ASK_MORE: handlers.ask_more,
    Act.GIVE_MORE: handlers.give_more,
    Act.ASK_NO_MORE: handlers.ask_no_more,
    Act.ADD_DOCUMENT: handlers.add_to_case,
}
BEFORE_A_CASE: Final = {act for act, terms in TABLE.items() if terms.where is None}
WITHOUT_A_HANDLER_HERE: Final = {
    Act.ADMIT_APPEAL,
    Act.DECIDE_APPEAL,
    Act.CONTEST,
    Act.ANSWER_CONTEST,
    Act.COMPLAIN,
    Act.ANSWER_COMPLAINT,
    Act.APPLY,
    Act.PREFER,
    Act.ANSWER_QUESTIONS,
    Act.CHANGE_ACCOUNT,
    Act.ACCOUNT_IN_PERSON,
    Act.PROPOSE_RECOVERY,
    Act.SAY_RECOVERY,
    Act.DECIDE_RECOVERY,
    Act.CONFIRM_RECOVERY,
    Act.DROP_RECOVERY,
    Act.RECORD_REPAYMENT,
}
"""Those about a person rather than a case, of an application, and of an overpayment: their functions ask `require`."""


def given(act: Act) -> dict[str, Any]:
    needs = TABLE[act].needs
    return (
        ({"note": NOTE} if Need.NOTE in needs else {})
        | ({"wanted": True} if Need.WANTED in needs else {})
        | ({"how": "by_phone"} if Need.HOW in needs else {})
        | ({"payee": 0} if Need.PAYEE in needs else {})
        | ({"wanted": [], "until": date(2026, 3, 31)} if Need.REQUESTS in needs else {})
        | ({"given": []} if Need.GIVEN in needs else {})
        | ({"files": [], "title": ""} if Need.DOCUMENT in needs else {})
        | ({"text": "When?"} if Need.TEXT in needs else {})
        | ({"grounds": "Wrong.", "late_reason": "Ill."} if Need.GROUNDS in needs else {})
        | ({"court": COURT, "ruling": Ruling.UPHELD, "facts": {}} if Need.COURT in needs else {})
        | ({"last_day": date(2026, 3, 31)} if Need.LAST_DAY in needs else {})
    )


def refusal(act: Act, case: Case, actor: Actor) -> type[NotPossible] | None:
    """What the handler of an act says of the table; what it did is undone. Another obstacle is no refusal."""
    try:
        with transaction.atomic():
            if act in HANDLERS:
                HANDLERS[act](case_id=case.pk, actor=actor, now=timezone.now(), **given(act))
            else:
                acts.require(act, actor=actor, case=Case.objects.get(pk=case.pk))
            transaction.set_rollback(True)
    except (NotAllowed, MovedOn) as error:
        return type(error)
    except NotPossible:
        return None
    return None


def test_every_act_has_a_row_and_a_handler() -> None:
    assert set(TABLE) == set(Act)
    assert set(HANDLERS) | WITHOUT_A_HANDLER_HERE == set(Act)


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_what_is_offered_is_what_is_accepted_and_nobody_else_may_do_anything(place: str) -> None:
    InstitutionFactory(code="DSMF")
    make, there = PLACES[place]
    case = make()
    before = Case.objects.filter(pk=case.pk).values().get()

    for actor, ever in everybody(case):
        offered = acts.actions(Case.objects.get(pk=case.pk), actor)
        there_all = tuple(act for act in TABLE if act in {*there, *besides(case)})
        assert tuple(act for act in there_all if act in there) == there
        assert offered == tuple(act for act in there_all if act in ever), actor
        for act in set(Act) - BEFORE_A_CASE:
            expected = None if act in offered else MovedOn if act in ever else NotAllowed
            assert refusal(act, case, actor) is expected, (act, actor)

    assert Case.objects.filter(pk=case.pk).values().get() == before


# -- the ends of the table ---------------------------------------------------------------------------------------


def test_what_is_ones_own_is_not_offered_to_be_taken_over() -> None:
    user = UserFactory()
    case = CaseFactory(to_clerk=True, assigned_to=user)

    assert Act.ASSIGN not in acts.actions(case, Staff(user.pk, Role.EXAMINER))
    assert Act.ASSIGN in acts.actions(case, Staff(UserFactory().pk, Role.EXAMINER))


def test_what_is_in_an_employers_name_is_for_who_acts_for_it_and_for_staff() -> None:
    """Not for who applied, and not for who acts for that one by law or by mandate."""
    voen = "1000000011"
    case = CaseFactory(applicant_voen=voen, unknown_fact=True, person=PersonFactory(birth_date=date(1980, 1, 1)))
    colleague = PersonFactory(birth_date=date(1980, 1, 1))
    RepresentativeFactory(person=colleague, employer_voen=voen)

    for actor, _ever in everybody(case):
        if isinstance(actor, Oneself | OnBehalf):
            assert acts.actions(case, actor) == ()
    its = OnBehalf(colleague.pk, "sub-3", of=colleague.pk, capacity=Capacity.EMPLOYER, voen=voen)
    assert set(acts.actions(case, its)) <= THE_PERSONS - {Act.PREFER, Act.COMPLAIN, Act.CONTEST}
    assert Act.ASK in acts.actions(case, its)
    assert acts.actions(case, OnBehalf(colleague.pk, "sub-3", colleague.pk, Capacity.EMPLOYER, "1000000021")) == ()


@pytest.mark.parametrize("act", sorted(BEFORE_A_CASE))
def test_what_needs_no_case_is_asked_for_a_person(act: Act) -> None:
    case = CaseFactory()

    for actor, ever in everybody(case):
        if act in ever:
            acts.require(act, actor=actor, person=case.person, service=case.service)
        else:
            with pytest.raises(NotAllowed):
                acts.require(act, actor=actor, person=case.person, service=case.service)


def test_an_act_on_a_case_cannot_be_required_without_one() -> None:
    examiner = Staff(1, Role.EXAMINER)

    with pytest.raises(TypeError):
        acts.require(Act.GRANT, actor=examiner)
    with pytest.raises(MovedOn):
        acts.require(Act.GRANT, actor=examiner, person=PersonFactory())


def test_only_staff_are_asked_for_a_note() -> None:
    case = CaseFactory(asked=True)
    person = Oneself(case.person_id, "sub-1")

    assert acts.needs_of(Act.ANSWER, Staff(1, Role.EXAMINER)) == {Need.WANTED, Need.NOTE}
    assert acts.needs_of(Act.ANSWER, person) == {Need.WANTED}
    handlers.record_choice(case_id=case.pk, actor=person, wanted=True, now=timezone.now())
    line = case.entries.latest("pk")
    assert (line.what, line.actor) == ("accepted", person)


@pytest.mark.parametrize("act", [act for act in HANDLERS if Need.NOTE in TABLE[act].needs])
def test_staff_do_nothing_without_a_note_where_the_table_asks_for_one(act: Act) -> None:
    make = next(make for make, there in PLACES.values() if act in there)
    case, actor = make(), Staff(UserFactory().pk, Role.SUPERVISOR)

    with pytest.raises(NotPossible, match="Write down your reasons"):
        HANDLERS[act](case_id=case.pk, actor=actor, now=timezone.now(), **given(act) | {"note": "  "})


def test_a_case_that_waits_for_the_person_elsewhere_takes_no_answer() -> None:
    case = CaseFactory(stage=Stage.CHOOSE, state=State.WAITING, waiting_on=WaitingOn.PERSON, reason={"code": "other"})

    assert acts.actions(case, Oneself(case.person_id, "sub-1")) == (Act.ASK,)
