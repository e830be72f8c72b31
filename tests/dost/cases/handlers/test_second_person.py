"""More than one person may grant alone waits for a second one; whatever it is granted by."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import acts, handlers
from dost.cases.acts import Act, MovedOn, NotAllowed, NotImpartial, NotPossible
from dost.cases.codes import EntryKind, WaitingReason
from dost.cases.letter_preview import letter_preview
from dost.cases.models import Case, Decision, Entitlement, GrantToConfirm, Letter, Ruling
from dost.cases.stages import Outcome, Stage, State
from dost.cases.steps import pay
from dost.common.delivery import DeliveryState
from dost.payments.models import PaymentOrder
from tests.dost.cases.handlers.doing import do, last_line
from tests.factories.accounts import UserFactory
from tests.factories.appeals import AppealFactory
from tests.factories.cases import CaseFactory, DecisionFactory, EntryFactory
from tests.factories.payments import PaymentAccountFactory
from tests.factories.registries import KinshipFactory, PersonFactory
from tests.factories.second_person import NOTE, above, judged, to_be_granted
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

BAKU = ZoneInfo("Asia/Baku")
NOW = datetime(2026, 3, 4, 10, tzinfo=BAKU)


@pytest.fixture
def other() -> User:
    made: User = UserFactory()
    return made


def fresh(case: Case) -> Case:
    found: Case = (
        Case.objects.select_related("person__contact", "about").prefetch_related("version", "service").get(pk=case.pk)
    )
    return found


def confirm(case: Case, by: User, *, now: datetime = NOW) -> GrantToConfirm:
    return handlers.confirm_grant(case_id=case.pk, actor=staff_actor(by), now=now)


def nothing_is_granted(case: Case) -> bool:
    return not (
        Decision.objects.filter(case=case).exists()
        or Entitlement.objects.filter(case=case).exists()
        or Letter.objects.filter(case=case).exists()
        or PaymentOrder.objects.exists()
    )


# -- by the decision of a case ---------------------------------------------------------------------------------------


def test_what_is_above_the_amount_waits_and_nothing_is_granted(user: User) -> None:
    case = do(handlers.grant, to_be_granted(), user, note=NOTE)

    assert (case.stage, case.state, case.waiting_on) == (Stage.DECIDE, State.WAITING, "clerk")
    assert case.reason == {"code": WaitingReason.SECOND_PERSON, "above": "500.00"}
    assert case.assigned_to is None
    assert nothing_is_granted(case)
    assert last_line(case) == ("grant_judged", {}, user)
    waits = case.to_confirm
    assert waits is not None
    assert (waits.amount, waits.above, waits.reasons, waits.by) == (Decimal(600), Decimal(500), NOTE, user)
    assert waits.before["code"] not in ("", WaitingReason.SECOND_PERSON)


@pytest.mark.parametrize("limit", ["600", "600.01", None], ids=["exactly", "below", "none"])
def test_what_is_not_above_it_is_granted_by_one_person(user: User, limit: str | None) -> None:
    version = VersionFactory(changes=above(limit) if limit else {})
    case = do(handlers.grant, CaseFactory(version=version, to_clerk=True), user, note=NOTE)

    assert (case.stage, case.outcome, case.to_confirm) == (Stage.PAY, Outcome.GRANTED, None)
    assert not GrantToConfirm.objects.exists()


def test_a_second_person_confirms_and_it_counts_with_both_names(user: User, other: User) -> None:
    case = judged(now=NOW, by=user).case
    waits = confirm(case, other)

    case = fresh(case)
    assert (case.stage, case.state, case.outcome, case.to_confirm_id) == (Stage.PAY, State.READY, Outcome.GRANTED, None)
    assert (waits.state, waits.second_id) == ("confirmed", other.pk)
    decision = Decision.objects.get(case=case)
    assert (decision.decided_by, decision.note, decision.amount) == (user, NOTE, Decimal(600))
    lines = list(case.entries.order_by("pk").values_list("what", "by"))[-3:]
    assert lines == [("grant_judged", user.pk), ("grant_confirmed", other.pk), ("granted", user.pk)]
    assert Letter.objects.filter(case=case).count() == 1


def test_the_first_person_is_never_the_second(user: User) -> None:
    case = judged(now=NOW, by=user).case
    with pytest.raises(MovedOn):
        confirm(case, user)
    assert nothing_is_granted(case)
    offered = acts.actions(fresh(case), staff_actor(user))
    assert Act.TAKE_BACK_GRANT in offered
    assert not {Act.CONFIRM_GRANT, Act.SEND_BACK_GRANT, Act.GRANT, Act.REFUSE, Act.ASSIGN} & set(offered)


def test_the_database_knows_two_people_too(user: User) -> None:
    waits = judged(now=NOW, by=user)
    with pytest.raises(DatabaseError, match="two_people"), transaction.atomic():
        GrantToConfirm.objects.filter(pk=waits.pk).update(state="confirmed", closed_at=NOW, second=F("by"))
    with pytest.raises(DatabaseError, match="has_second"), transaction.atomic():
        GrantToConfirm.objects.filter(pk=waits.pk).update(state="confirmed", closed_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        GrantToConfirm.objects.filter(pk=waits.pk).update(amount=1000)


def test_kin_and_who_has_no_fin_are_not_the_second(user: User) -> None:
    case = judged(now=NOW, by=user).case
    mother = PersonFactory()
    KinshipFactory(person=case.person, relative=mother)
    with pytest.raises(NotImpartial):
        confirm(case, UserFactory(fin=mother.fin))
    with pytest.raises(NotImpartial):
        confirm(case, UserFactory(fin=""))
    with pytest.raises(NotAllowed):
        confirm(case, UserFactory(clerk=True))
    assert nothing_is_granted(case)


def test_it_is_sent_back_with_reasons_to_whoever_decided_it(user: User, other: User) -> None:
    waits = judged(now=NOW, by=user)
    with pytest.raises(NotPossible, match="reasons"):
        handlers.send_back_grant(case_id=waits.case_id, actor=staff_actor(other), note=" ", now=NOW)
    handlers.send_back_grant(case_id=waits.case_id, actor=staff_actor(other), note="The extract is old.", now=NOW)

    case = fresh(waits.case)
    assert (case.state, case.assigned_to, case.to_confirm_id) == (State.WAITING, user, None)
    assert case.reason == {**waits.before, "second": "sent_back"}
    assert last_line(case) == ("grant_sent_back", {}, other)
    assert nothing_is_granted(case)
    again = judged(now=NOW + timedelta(hours=1), by=user, case=case)
    assert confirm(case, other).pk == again.pk
    assert list(case.grants_to_confirm.order_by("pk").values_list("state", flat=True)) == ["sent_back", "confirmed"]


@pytest.mark.parametrize("gone", [{"is_active": False}, {"role": User.Role.GREETER}], ids=["left", "other work"])
def test_it_is_sent_back_to_nobody_in_particular_where_the_first_works_on_cases_no_more(
    user: User, other: User, gone: dict[str, object]
) -> None:
    waits = judged(now=NOW, by=user)
    User.objects.filter(pk=user.pk).update(**gone)
    with pytest.raises(NotPossible, match="Send it back"):
        confirm(waits.case, other)
    handlers.send_back_grant(case_id=waits.case_id, actor=staff_actor(other), note="She has left.", now=NOW)
    assert fresh(waits.case).assigned_to is None


def test_the_first_takes_it_back_and_nobody_else_does(user: User, other: User) -> None:
    waits = judged(now=NOW, by=user)
    with pytest.raises(MovedOn):
        handlers.take_back_grant(case_id=waits.case_id, actor=staff_actor(other), now=NOW)
    handlers.take_back_grant(case_id=waits.case_id, actor=staff_actor(user), now=NOW)

    case = fresh(waits.case)
    assert (case.to_confirm_id, case.assigned_to) == (None, user)
    assert Act.REFUSE in acts.actions(case, staff_actor(user))
    with pytest.raises(MovedOn):
        confirm(case, other)


def test_a_second_who_comes_later_is_told(user: User, other: User) -> None:
    case = judged(now=NOW, by=user).case
    confirm(case, other)
    with pytest.raises(MovedOn):
        confirm(case, UserFactory())
    assert Decision.objects.filter(case=case).count() == 1


def test_another_sum_than_was_decided_is_not_confirmed(user: User, other: User) -> None:
    waits = judged(now=NOW, by=user)
    with transaction.atomic():
        case = waits.case
        case.person.birth_date = date(2000, 1, 1)
        case.person.save()
    with pytest.raises(NotPossible, match="right is not there"):
        confirm(case, other)
    assert nothing_is_granted(case)
    assert fresh(case).to_confirm_id == waits.pk


def test_whoever_left_has_decided_nothing(user: User, other: User) -> None:
    case = judged(now=NOW, by=user).case
    User.objects.filter(pk=user.pk).update(role=User.Role.CLERK)
    with pytest.raises(NotPossible, match="may not decide it any more"):
        confirm(case, other)
    User.objects.filter(pk=user.pk).update(role=User.Role.EXAMINER, is_active=False)
    with pytest.raises(NotPossible, match="may not decide it any more"):
        confirm(case, other)
    assert nothing_is_granted(case)


def test_a_case_that_goes_on_meanwhile_leaves_nothing_to_confirm(user: User, other: User) -> None:
    version = VersionFactory(changes=above("500"))
    case = CaseFactory(version=version, to_clerk=True, origin="application")
    waits = judged(now=NOW, by=user, case=case)
    handlers.take_back(case_id=case.pk, actor=staff_actor(other), note="They call.", now=NOW)

    waits.refresh_from_db()
    assert (waits.state, fresh(case).to_confirm_id) == ("overtaken", None)
    assert case.entries.filter(what=EntryKind.GRANT_OVERTAKEN).exists()


def test_the_letter_is_seen_before_by_both(user: User, other: User) -> None:
    case = to_be_granted()
    first = letter_preview(
        lambda: handlers.grant(case_id=case.pk, actor=staff_actor(user), note=NOTE, now=NOW),
        case_id=case.pk,
        language="en",
    )
    assert first is not None
    assert not GrantToConfirm.objects.exists()
    judged(now=NOW, by=user, case=case)
    second = letter_preview(lambda: confirm(case, other), case_id=case.pk, language="en")
    assert second is not None
    assert second.content_hash == first.content_hash
    assert nothing_is_granted(case)


# -- by an appeal, by a court ----------------------------------------------------------------------------------------


@pytest.fixture
def refused(user: User) -> Case:
    """What an examiner refused for want of age; of a monthly service, above 500 AZN a second person confirms."""
    version = VersionFactory(changes={"period": "monthly", **above("500")})
    person = PersonFactory(birth_date=date(1962, 6, 1))
    case: Case = CaseFactory(person=person, version=version, refused=True, decision=None)
    DecisionFactory(
        case=case, outcome=Outcome.REFUSED, amount=None, starts=None, decided_by=user, by_role=user.role, letter=None
    )
    EntryFactory(case=case, what="refused", by=user, by_role=user.role)
    return case


def decide_appeal(case: Case, by: User, *, now: datetime = NOW) -> int:
    appeal = AppealFactory(case=case, letter=None)
    handlers.decide_appeal(
        appeal_id=appeal.pk,
        actor=staff_actor(by),
        ruling=Ruling.CHANGED,
        note="The certificate was seen.",
        facts={"person.age": 66},
        now=now,
    )
    return int(appeal.pk)


def test_a_granted_appeal_waits_for_somebody_who_took_no_part(refused: Case, user: User, other: User) -> None:
    appeal_id = decide_appeal(refused, other, now=datetime(2026, 6, 10, 10, tzinfo=BAKU))

    case = fresh(refused)
    appeal = case.appeals.get(pk=appeal_id)
    waits = case.to_confirm
    assert waits is not None
    assert (appeal.state, appeal.new_case, waits.via, waits.appeal_id) == ("lodged", None, "appeal", appeal_id)
    assert waits.amount == Decimal(2400)  # March, April, May, June
    assert (case.stage, Case.objects.count(), Entitlement.objects.count()) == (Stage.CLOSED, 1, 0)
    for kept in (user, other):  # who refused it, and who decided the appeal
        with pytest.raises(MovedOn):
            confirm(case, kept)
    third = UserFactory()
    assert Act.DECIDE_APPEAL not in acts.actions(case, staff_actor(third))
    confirm(case, third, now=datetime(2026, 6, 11, 10, tzinfo=BAKU))
    appeal.refresh_from_db()
    assert appeal.state == "decided"
    assert appeal.new_case is not None
    assert appeal.new_case.decision.decided_by == other
    assert case.letters.filter(kind="appeal_decided").count() == 1


def test_an_appeal_sent_back_is_decided_again_by_the_same(refused: Case, other: User) -> None:
    decide_appeal(refused, other)
    handlers.send_back_grant(case_id=refused.pk, actor=staff_actor(UserFactory()), note="Look again.", now=NOW)
    case = fresh(refused)
    assert case.to_confirm_id is None
    assert Act.DECIDE_APPEAL in acts.actions(case, staff_actor(other))


def test_a_court_binds_after_a_second_person_has_looked(refused: Case, other: User) -> None:
    from dost.cases.text.appeal_letter import Court

    supervisor = UserFactory(supervisor=True)
    handlers.register_court(
        case_id=refused.pk,
        actor=staff_actor(supervisor),
        court=Court("Baku Court", "2-1(82)-1/2026", date(2026, 3, 3), "She is 66."),
        ruling=Ruling.CHANGED,
        facts={"person.age": 66},
        now=NOW,
    )
    case = fresh(refused)
    assert not case.court_decisions.exists()
    assert case.to_confirm is not None
    assert case.to_confirm.via == "court"
    confirm(case, other)
    registered = case.court_decisions.get()
    assert (registered.by, registered.number) == (supervisor, "2-1(82)-1/2026")
    assert registered.new_case is not None
    assert registered.new_case.outcome == Outcome.GRANTED


# -- the law ---------------------------------------------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(st.sampled_from(["grant", "confirm", "send back", "take back", "pay"]), st.integers(0, 2)), max_size=8
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    limit=st.decimals(min_value=0, max_value=4000, places=2),
    monthly=st.booleans(),
    months_back=st.integers(0, 5),
    moves=MOVES,
)
def test_no_order_above_the_amount_exists_without_two_people(
    user: User, limit: Decimal, monthly: bool, months_back: int, moves: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        _law_holds(user, limit, monthly=monthly, months_back=months_back, moves=moves)
        transaction.set_rollback(True)


def _law_holds(user: User, limit: Decimal, *, monthly: bool, months_back: int, moves: list[tuple[str, int]]) -> None:
    on = date(2026, 6 - months_back, 3)
    version = VersionFactory(changes={**above(limit), **({"period": "monthly"} if monthly else {})})
    case = CaseFactory(version=version, to_clerk=True, on=on)
    PaymentAccountFactory(person=case.person, state=DeliveryState.DONE)
    staff: list[User] = [user, UserFactory(), UserFactory()]
    now = datetime(2026, 6, 10, 10, tzinfo=BAKU)
    for what, number in moves:
        actor = staff_actor(staff[number])
        try:
            with transaction.atomic():
                match what:
                    case "grant":
                        handlers.grant(case_id=case.pk, actor=actor, note=NOTE, now=now)
                    case "confirm":
                        handlers.confirm_grant(case_id=case.pk, actor=actor, now=now)
                    case "send back":
                        handlers.send_back_grant(case_id=case.pk, actor=actor, note="Look again.", now=now)
                    case "take back":
                        handlers.take_back_grant(case_id=case.pk, actor=actor, now=now)
                    case _:
                        _pay(case, now=now)
        except NotPossible:
            pass
        _holds(case, limit)
    _pay(case, now=now)
    _holds(case, limit)


def _pay(case: Case, *, now: datetime) -> None:
    from dost.cases.batch import write_back

    found = fresh(case)
    if found.stage == Stage.PAY and found.state == State.READY:
        write_back(pay.work([found], now), now=now)


def _holds(case: Case, limit: Decimal) -> None:
    ordered = sum(PaymentOrder.objects.filter(entitlement__case=case).values_list("amount", flat=True), Decimal(0))
    if ordered > limit:
        decision = Decision.objects.get(case=case)
        confirmed = GrantToConfirm.objects.get(case=case, state="confirmed")
        assert confirmed.second_id is not None
        assert {decision.decided_by_id, confirmed.second_id} == {confirmed.by_id, confirmed.second_id}
        assert confirmed.second_id != decision.decided_by_id
        assert confirmed.amount == ordered
