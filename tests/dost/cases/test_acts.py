from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from dost.accounts.models import User
from dost.cases import acts
from dost.cases.acts import Action, NotPossible
from dost.cases.models import Case, Decision, Entitlement
from dost.cases.stages import Origin
from registries.models import BenefitCase, RegistryGap
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

NOTE = "I have seen the corrected extract"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def user() -> User:
    InstitutionFactory(code="DSMF")
    made: User = UserFactory()
    return made


def do(act: Any, case: Case, user: User, **more: Any) -> Case:
    act(case_id=case.pk, user=user, now=timezone.now(), **more)
    case.refresh_from_db()
    return case


def last_line(case: Case) -> tuple[str, dict[str, Any], User | None]:
    line = case.entries.latest("pk")
    return line.what, line.details, line.by


# -- what may be done --------------------------------------------------------------------------------------------

DECIDES = (Action.GRANT, Action.REFUSE, Action.SEND_BACK, Action.ASSIGN)


@pytest.mark.parametrize(
    ("trait", "possible"),
    [
        ("to_clerk", DECIDES),
        ("unknown_fact", DECIDES),
        ("asked", (Action.ANSWER, Action.ASSIGN)),
        ("exclusive", (Action.ANSWER, Action.ASSIGN)),
        ("waiting_on_institution", (Action.ASSIGN,)),
        ("decided", (Action.ASSIGN,)),
        ("at_bank", (Action.ASSIGN,)),
        ("bank_refused", (Action.NEW_ACCOUNT, Action.ASSIGN)),
        ("granted_and_paid", ()),
        ("refused", ()),
    ],
)
def test_actions_depend_on_where_the_case_stands(user: User, trait: str, possible: tuple[Action, ...]) -> None:
    assert acts.actions(CaseFactory(**{trait: True}), user) == possible


@pytest.mark.parametrize("role", [User.Role.AUDITOR, User.Role.CLERK, User.Role.EDITOR])
def test_actions_are_none_for_roles_that_do_not_work_on_cases(role: str) -> None:
    assert acts.actions(CaseFactory(to_clerk=True), UserFactory(role=role)) == ()


def test_actions_do_not_offer_to_take_over_what_is_ones_own(user: User) -> None:
    assert Action.ASSIGN not in acts.actions(CaseFactory(to_clerk=True, assigned_to=user), user)


@pytest.mark.parametrize(
    ("trait", "act", "more"),
    [
        ("waiting_on_institution", acts.grant, {"note": NOTE}),
        ("at_bank", acts.refuse, {"note": NOTE}),
        ("asked", acts.send_back, {"note": NOTE}),
        ("to_clerk", acts.answer, {"wanted": True, "note": NOTE}),
        ("refused", acts.assign, {}),
        ("at_bank", acts.new_account, {"note": NOTE}),
        ("granted_and_paid", acts.new_account, {"note": NOTE}),
        ("bank_refused", acts.paid_once, {"note": NOTE}),
    ],
)
def test_acts_leave_a_case_alone_that_does_not_wait_for_them(
    user: User, trait: str, act: Any, more: dict[str, Any]
) -> None:
    case = CaseFactory(**{trait: True})
    before = Case.objects.filter(pk=case.pk).values().get()

    with pytest.raises(NotPossible):
        do(act, case, user, **more)

    assert Case.objects.filter(pk=case.pk).values().get() == before


# -- assign ------------------------------------------------------------------------------------------------------


def test_assign_makes_the_case_ones_own_and_says_so(user: User) -> None:
    case = do(acts.assign, CaseFactory(to_clerk=True, assigned_to=UserFactory()), user)

    assert case.assigned_to == user
    assert last_line(case) == ("assigned", {}, user)


# -- answer ------------------------------------------------------------------------------------------------------


def test_answer_yes_lets_the_case_go_on(user: User) -> None:
    case = do(acts.answer, CaseFactory(asked=True), user, wanted=True, note="By telephone")

    assert (case.stage, case.state, case.waiting_on, case.reason) == ("choose", "ready", "", {})
    assert [(line.what, line.details, line.by) for line in case.entries.order_by("-pk")[:2]] == [
        ("noted", {"note": "By telephone"}, user),
        ("accepted", {}, user),
    ]


def test_answer_no_ends_the_case_for_good(user: User) -> None:
    case = do(acts.answer, CaseFactory(asked=True), user, wanted=False, note="By telephone")

    assert (case.stage, case.state, case.outcome, case.live) == ("closed", "done", "declined", True)
    assert case.closed_at is not None
    assert case.entries.filter(what="declined", by=user).exists()


def exclusive_case() -> Case:
    version = VersionFactory(changes={"excludes": ["05-41"]})
    made: Case = CaseFactory(version=version, exclusive=True)
    return made


def test_answer_yes_lets_the_monthly_right_it_excludes_run_until_the_new_one_is_granted(user: User) -> None:
    case = exclusive_case()
    rival = CaseFactory(
        version=VersionFactory(service=ServiceFactory(code="05-41")), person=case.person, granted_and_paid=True,
        entitlement=None,
    )  # fmt: skip
    right = EntitlementFactory(case=rival, period="monthly")

    do(acts.answer, case, user, wanted=True, note="At the centre")

    right.refresh_from_db()
    assert right.ended_on is None
    assert (case.stage, case.state) == ("choose", "ready")


def test_answer_yes_is_not_possible_when_the_same_record_was_paid_for_already(user: User) -> None:
    case = exclusive_case()
    CaseFactory(version=VersionFactory(service=ServiceFactory(code="05-41")), person=case.person, granted_and_paid=True)

    with pytest.raises(NotPossible, match="05-41"):
        do(acts.answer, case, user, wanted=True, note="At the centre")
    assert do(acts.answer, case, user, wanted=False, note="At the centre").outcome == "declined"


def test_answer_yes_is_not_possible_when_the_registry_shows_it_paid_for(user: User) -> None:
    case = exclusive_case()
    BenefitCase.objects.create(
        person=case.person, source_id="DSMF", reference="H-1", valid_from=case.on, recorded_at=timezone.now(),
        service_code="05-41", basis_key=case.basis_key, assigned_on=case.on, amount=Decimal(600), one_off=True,
    )  # fmt: skip

    with pytest.raises(NotPossible, match="05-41"):
        do(acts.answer, case, user, wanted=True, note="At the centre")


# -- send back ---------------------------------------------------------------------------------------------------


def test_send_back_lets_the_institutions_be_asked_again(user: User) -> None:
    case = do(acts.send_back, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.reason) == ("verify", "ready", {})
    assert last_line(case) == ("sent_back", {"note": NOTE}, user)


# -- grant -------------------------------------------------------------------------------------------------------


def test_grant_freezes_the_decision_with_name_and_reasons(user: User) -> None:
    case = do(acts.grant, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.outcome) == ("pay", "ready", "granted")
    decision = Decision.objects.get(case=case)
    assert (decision.decided_by, decision.note, decision.amount) == (user, NOTE, Decimal("600.00"))
    assert decision.facts["person.age"]["value"] == 67
    assert Entitlement.objects.get(case=case).amount == Decimal("600.00")
    assert BenefitCase.objects.get(reference=f"DOST-{case.pk}").amount == Decimal("600.00")
    assert last_line(case) == ("granted", {"amount": "600.00"}, user)


def test_grant_against_known_facts_is_not_possible(user: User) -> None:
    case = CaseFactory(person=PersonFactory(birth_date=date(2000, 1, 1)), to_clerk=True)

    with pytest.raises(NotPossible, match="the right is not there"):
        do(acts.grant, case, user, note=NOTE)
    assert not Decision.objects.exists()


def test_grant_without_an_amount_is_not_possible(user: User) -> None:
    version = VersionFactory(changes={"amount": "insurance.total_capital", "criteria": []})
    case = CaseFactory(version=version, unknown_fact=True)
    RegistryGap.objects.create(person=case.person, registry="UCOT", since=date(2026, 1, 1), reason="Being restored")

    with pytest.raises(NotPossible, match="amount"):
        do(acts.grant, case, user, note=NOTE)


def test_grant_of_a_case_whose_record_is_gone_is_not_possible(user: User) -> None:
    case = CaseFactory(basis="birth", basis_key="7000000", record_id=999_999, to_clerk=True)

    with pytest.raises(NotPossible, match="record"):
        do(acts.grant, case, user, note=NOTE)


# -- refuse ------------------------------------------------------------------------------------------------------


def test_refuse_an_application_tells_the_applicant(user: User) -> None:
    case = do(acts.refuse, CaseFactory(to_clerk=True, origin=Origin.APPLICATION), user, note=NOTE)

    assert (case.stage, case.state, case.outcome) == ("notify", "ready", "refused")
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.decided_by, decision.note) == ("refused", user, NOTE)


def test_refuse_a_right_the_state_found_closes_the_case_for_good(user: User) -> None:
    case = do(acts.refuse, CaseFactory(to_clerk=True), user, note=NOTE)

    assert (case.stage, case.state, case.outcome, case.live) == ("closed", "done", "refused", True)
    assert last_line(case)[0::2] == ("refused", user)


def test_refuse_a_case_whose_record_is_gone_just_ends_it(user: User) -> None:
    case = CaseFactory(basis="birth", basis_key="7000000", record_id=999_999, to_clerk=True)

    do(acts.refuse, case, user, note=NOTE)

    assert (case.stage, case.outcome, case.live) == ("closed", "no_right", False)
    assert last_line(case) == ("record_gone", {"note": NOTE}, user)


# -- the way of every act ----------------------------------------------------------------------------------------


def test_an_act_ends_the_lease_of_whoever_held_the_case(user: User) -> None:
    """A worker that comes back late finds another token, and leaves the case alone."""
    from dost.cases.batch import on_to, write_back
    from dost.cases.stages import Stage

    case = CaseFactory(to_clerk=True)
    held = Case.objects.get(pk=case.pk)
    do(acts.send_back, case, user, note=NOTE)

    assert write_back([on_to(held, Stage.PAY)], now=timezone.now()) == []
    case.refresh_from_db()
    assert case.stage == "verify"


def test_an_act_is_done_once_when_it_is_asked_for_twice(user: User) -> None:
    case = CaseFactory(to_clerk=True)
    do(acts.refuse, case, user, note=NOTE)

    with pytest.raises(NotPossible):
        do(acts.grant, case, user, note=NOTE)
    assert Decision.objects.count() == 1


def test_an_act_rings_the_worker_after_the_commit(
    user: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(acts, "ring", lambda task, stage: rung.append(stage))

    with django_capture_on_commit_callbacks(execute=True):
        do(acts.send_back, CaseFactory(to_clerk=True), user, note=NOTE)
        assert rung == []
        do(acts.refuse, CaseFactory(to_clerk=True), user, note=NOTE)
        do(acts.answer, CaseFactory(asked=True), user, wanted=True, note=NOTE)
        do(acts.answer, CaseFactory(asked=True), user, wanted=False, note=NOTE)
        do(acts.new_account, CaseFactory(bank_refused=True), user, note=NOTE)

    assert rung == ["verify", "choose", "accounts", "orders"]
