from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import NotPossible
from dost.cases.handlers import way
from dost.cases.models import Case, Decision
from tests.dost.cases.handlers.doing import do, last_line
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

NOTE = "I have seen the corrected extract"


@pytest.mark.parametrize(
    ("trait", "act", "more"),
    [
        ("waiting_on_institution", handlers.grant, {"note": NOTE}),
        ("at_bank", handlers.refuse, {"note": NOTE}),
        ("asked", handlers.send_back, {"note": NOTE}),
        ("to_clerk", handlers.record_choice, {"wanted": True, "note": NOTE}),
        ("refused", handlers.assign, {}),
        ("at_bank", handlers.new_account, {"note": NOTE}),
        ("granted_and_paid", handlers.new_account, {"note": NOTE}),
        ("bank_refused", handlers.paid_once, {"note": NOTE}),
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


def test_assign_makes_the_case_ones_own_and_says_so(user: User) -> None:
    case = do(handlers.assign, CaseFactory(to_clerk=True, assigned_to=UserFactory()), user)

    assert case.assigned_to == user
    assert last_line(case) == ("assigned", {}, user)


def test_assign_leaves_since_when_the_case_waits(user: User) -> None:
    before = CaseFactory(to_clerk=True)

    assert do(handlers.assign, before, user).waiting_since == before.waiting_since is not None


def test_an_act_ends_the_lease_of_whoever_held_the_case(user: User) -> None:
    """A worker that comes back late finds another token, and leaves the case alone."""
    from dost.cases.batch import on_to, write_back
    from dost.cases.stages import Stage

    case = CaseFactory(to_clerk=True)
    held = Case.objects.get(pk=case.pk)
    do(handlers.send_back, case, user, note=NOTE)

    assert write_back([on_to(held, Stage.PAY)], now=timezone.now()) == []
    case.refresh_from_db()
    assert case.stage == "verify"


def test_an_act_is_done_once_when_it_is_asked_for_twice(user: User) -> None:
    case = CaseFactory(to_clerk=True)
    do(handlers.refuse, case, user, note=NOTE)

    with pytest.raises(NotPossible):
        do(handlers.grant, case, user, note=NOTE)
    assert Decision.objects.count() == 1


def test_an_act_rings_the_worker_after_the_commit(
    user: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(way, "ring", lambda task, stage: rung.append(stage))

    with django_capture_on_commit_callbacks(execute=True):
        do(handlers.send_back, CaseFactory(to_clerk=True), user, note=NOTE)
        assert rung == []
        do(handlers.refuse, CaseFactory(to_clerk=True), user, note=NOTE)
        do(handlers.record_choice, CaseFactory(asked=True), user, wanted=True, note=NOTE)
        do(handlers.record_choice, CaseFactory(asked=True), user, wanted=False, note=NOTE)
        do(handlers.new_account, CaseFactory(bank_refused=True), user, note=NOTE)

    assert rung == ["verify", "choose", "accounts", "orders"]
