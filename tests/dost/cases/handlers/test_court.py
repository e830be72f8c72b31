"""What a court decided: it binds, whatever an appeal said, and is carried out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases import handlers
from dost.cases.acts import MovedOn, NotAllowed, NotPossible
from dost.cases.models import Case, CourtDecision, Decision, Ruling
from dost.cases.stages import Origin
from dost.cases.text.appeal_letter import Court
from tests.dost.cases.handlers.appealing import JUNE, PROVEN, decided, decided_anew, kinds, lodged
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

COURT = Court(
    "Bakı İnzibati Məhkəməsi", "2-1(81)-77/2026", date(2026, 6, 1), "The refusal was unlawful; age is proven."
)


def registered(
    case: Case, by: User, ruling: Ruling = Ruling.CHANGED, facts: Mapping[str, Any] | None = None
) -> CourtDecision:
    made = handlers.register_court(
        case_id=case.pk, actor=staff_actor(by), court=COURT, ruling=ruling, facts=facts or {}, now=JUNE
    )
    assert isinstance(made, CourtDecision)
    return made


def test_a_court_decision_binds_and_is_carried_out(refused: Case, other: User) -> None:
    appeal = decided(lodged(refused), other, Ruling.UPHELD)
    new = decided_anew(registered(refused, UserFactory(supervisor=True), facts=PROVEN))
    assert (new.origin, new.outcome, new.replaces_id) == (Origin.COURT, "granted", refused.pk)
    assert Decision.objects.get(case=new).facts["person.age"]["source"] == "court"
    assert kinds(refused)[-1] == "court"
    assert appeal.new_case is None
    with pytest.raises(MovedOn):
        lodged(refused, now=JUNE)


def test_a_court_overtakes_an_appeal_that_is_not_answered(refused: Case) -> None:
    appeal = lodged(refused)
    registered(refused, UserFactory(supervisor=True), Ruling.UPHELD)

    appeal.refresh_from_db()
    assert appeal.state == "overtaken"


def test_only_a_supervisor_registers_it_and_once(refused: Case, other: User) -> None:
    with pytest.raises(NotAllowed):
        registered(refused, other)
    registered(refused, UserFactory(supervisor=True), Ruling.UPHELD)
    with pytest.raises(NotPossible, match="already"):
        registered(refused, UserFactory(supervisor=True), Ruling.UPHELD)


def test_a_decision_of_tomorrow_is_none(refused: Case) -> None:
    court = Court("Court", "1", date(2026, 6, 11), COURT.says)
    with pytest.raises(NotPossible, match="future"):
        handlers.register_court(
            case_id=refused.pk,
            actor=staff_actor(UserFactory(supervisor=True)),
            court=court,
            ruling=Ruling.UPHELD,
            facts={},
            now=JUNE,
        )
