"""The decision: granted, refused, ended, or sent to a member of staff; never refused on what is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from dost.accounts.models import AccessLog
from dost.cases.batch import Move
from dost.cases.models import Case, CaseEntry, Decision, Entitlement, Evidence
from dost.cases.prior_awards import PriorAwards
from dost.cases.rules import evaluate
from dost.cases.stages import Origin, Outcome, Stage, State, WaitingOn
from dost.cases.steps import decide
from registries.models import BenefitCase
from tests.factories.cases import CaseFactory, EvidenceFactory
from tests.factories.registries import (
    BenefitFactory,
    BirthActFactory,
    GapFactory,
    InstitutionFactory,
    LeaveFactory,
    PersonFactory,
)
from tests.factories.services_catalog import ParameterFactory, VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


def case_to_decide(changes: dict[str, Any] | None = None, **more: Any) -> Case:
    made: Case = CaseFactory(version=VersionFactory(changes=changes or {}), stage=Stage.DECIDE, **more)
    return made


def step(case: Case, *, now: datetime | None = None) -> Move:
    (move,) = decide.work([case], now or timezone.now())
    return move


def rows(move: Move, kind: type[Any]) -> list[Any]:
    return [row for row in move.rows if isinstance(row, kind)]


def young(**more: Any) -> Any:
    return PersonFactory(birth_date=date(2000, 1, 1), **more)


def test_a_right_on_known_facts_is_granted_with_its_award() -> None:
    case = case_to_decide()
    move = step(case)
    assert (move.stage, move.outcome) == (Stage.PAY, Outcome.GRANTED)
    (decision,), (right,), (award,) = (rows(move, kind) for kind in (Decision, Entitlement, BenefitCase))
    assert (decision.amount, right.amount, award.amount) == (Decimal(600),) * 3
    assert (right.starts, award.reference, award.one_off) == (case.on, f"DOST-{case.pk}", True)


def test_every_decision_logs_the_look() -> None:
    case = case_to_decide(person=young())
    (look,) = rows(step(case), AccessLog)
    assert (look.person_id, look.purpose, look.service_code) == (case.person_id, "automatic", case.service_id)


@pytest.mark.parametrize(
    ("origin", "stage", "outcome", "live"),
    [
        (Origin.APPLICATION, Stage.NOTIFY, Outcome.REFUSED, True),
        (Origin.COUNTER, Stage.NOTIFY, Outcome.REFUSED, True),
        (Origin.EVENT, Stage.CLOSED, Outcome.NO_RIGHT, False),
    ],
)
def test_a_known_no_is_told_to_who_applied_and_ends_what_the_state_found(
    origin: Origin, stage: Stage, outcome: Outcome, live: bool
) -> None:
    move = step(case_to_decide(person=young(), origin=origin))
    assert (move.stage, move.outcome, move.live) == (stage, outcome, live)
    assert not rows(move, Entitlement)


def test_what_is_not_known_goes_to_a_member_of_staff() -> None:
    criteria = {
        "id": "idle",
        "require": "NOT employment.active",
        "text": {"az": "İşləmir", "en": "Does not work", "ru": "Не работает"},
        "law": "Law, art. 3",
    }
    case = case_to_decide({"criteria": [criteria]}, origin=Origin.APPLICATION)
    GapFactory(person=case.person, registry="EMAS", since=date(2020, 1, 1))
    move = step(case)
    assert (move.state, move.waiting_on) == (State.WAITING, WaitingOn.CLERK)
    assert move.reason["code"] == "unknown"
    assert not rows(move, Decision)


def test_what_an_institution_contradicts_goes_to_a_member_of_staff() -> None:
    case = case_to_decide()
    EvidenceFactory(case=case, finding=Evidence.Finding.CONTRADICTED)
    move = step(case)
    assert (move.waiting_on, move.reason["code"], move.reason["institution"]) == ("clerk", "contradiction", "DIN")


@pytest.mark.parametrize(("period", "amount"), [("once", "0"), ("monthly", "0"), ("monthly", "5 - 345")])
def test_a_right_to_nothing_is_never_granted(period: str, amount: str) -> None:
    formula = f"({amount}) * parameter.test_benefit"
    move = step(case_to_decide({"amount": formula, "period": period}))
    assert (move.state, move.waiting_on, move.reason) == ("waiting", "clerk", {"code": "nothing", "amount": "0.00"})
    assert not rows(move, Decision) + rows(move, Entitlement) + rows(move, BenefitCase)
    [line] = rows(move, CaseEntry)
    assert (line.what, line.details["code"]) == ("waiting", "nothing")


RECIPIENT = {
    "id": "there",
    "require": "person.alive AND NOT person.missing AND NOT person.gone",
    "text": {"az": "Sağdır", "en": "Is there", "ru": "На месте"},
    "law": "Law, art. 3",
}


@pytest.mark.parametrize("change", [{"missing_since": date(2026, 3, 2)}, {"died_on": date(2026, 3, 2)}])
def test_who_is_gone_since_the_day_of_the_case_is_granted_nothing(change: dict[str, date]) -> None:
    case = case_to_decide({"criteria": [RECIPIENT]}, person=PersonFactory(**change), on=date(2026, 3, 1))
    move = step(case, now=datetime(2026, 3, 3, 8, tzinfo=UTC))
    assert (move.stage, move.outcome) == (Stage.CLOSED, Outcome.NO_RIGHT)
    day_before = step(case, now=datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert day_before.outcome == Outcome.GRANTED


def test_a_birth_that_another_receives_for_by_now_ends_the_case_of_the_first() -> None:
    mother, father = PersonFactory(missing_since=date(2026, 3, 2)), PersonFactory(male=True)
    act = BirthActFactory(mother=mother, father=father)
    rule = {"criteria": [RECIPIENT], "basis": "birth"}
    known = {"basis": "birth", "basis_key": act.person.fin, "record_id": act.pk, "on": act.valid_from}
    version = VersionFactory(changes=rule)
    now = datetime(2026, 3, 3, 8, tzinfo=UTC)
    first, second = (
        CaseFactory(version=version, stage=Stage.DECIDE, live=False, person=one, **known) for one in (mother, father)
    )
    assert [(move.outcome, move.live) for move in decide.work([first, second], now)] == [
        (Outcome.NO_RIGHT, False),
        (Outcome.GRANTED, True),
    ]


def test_a_monthly_right_starts_with_its_first_amount_and_says_so() -> None:
    ParameterFactory(name="late_stipend", values=[(date(2025, 7, 1), 350)])
    monthly = {"amount": "parameter.late_stipend", "period": "monthly", "starts": "DATE '2024-03-01'"}
    move = step(case_to_decide(monthly, on=date(2026, 3, 1)))
    (decision,), (right,), (award,) = (rows(move, kind) for kind in (Decision, Entitlement, BenefitCase))
    assert (decision.starts, right.starts, award.valid_from) == (date(2024, 3, 1), date(2025, 7, 1), date(2025, 7, 1))
    lines = {row.what: row.details for row in rows(move, CaseEntry)}
    assert lines["starts_with_amount"] == {"right": "2024-03-01", "amount": "2025-07-01"}


def test_of_leave_that_began_last_year_the_amount_of_today_is_awarded_and_told() -> None:
    child = PersonFactory(birth_date=date(2025, 2, 10))
    leave = LeaveFactory(child_care=True, child=child, valid_from=date(2025, 4, 10), valid_until=date(2028, 2, 9))
    by_age = "CASE WHEN months_between(child.birth_date, today) < 18 THEN 1 ELSE 2 END * parameter.test_benefit"
    rule = {"basis": "leave", "criteria": [], "period": "monthly", "amount": by_age, "starts": "leave.since"}
    known = {"basis": "leave", "basis_key": f"{leave.source_id}:{leave.reference}", "record_id": leave.pk}
    case = case_to_decide(rule, person=leave.person, on=leave.valid_from, **known)
    for now, worth in ((datetime(2026, 8, 9, 8, tzinfo=UTC), 600), (datetime(2026, 8, 10, 8, tzinfo=UTC), 1200)):
        move = step(case, now=now)
        (decision,), (right,), (award,) = (rows(move, kind) for kind in (Decision, Entitlement, BenefitCase))
        assert (decision.amount, right.amount, award.amount) == (Decimal(200), Decimal(worth), Decimal(worth))
        [line] = [row for row in rows(move, CaseEntry) if row.what == "granted"]
        assert Decimal(line.details["amount"]) == worth


def test_only_the_amount_that_counts_for_the_person_moves_the_start() -> None:
    ParameterFactory(name="late_stipend", values=[(date(2025, 7, 1), 350)])
    amount = "CASE WHEN person.age < 66 THEN parameter.late_stipend ELSE parameter.test_benefit END"
    monthly = {"amount": amount, "period": "monthly", "starts": "DATE '2024-03-01'"}
    move = step(case_to_decide(monthly, on=date(2026, 3, 1)))
    [right] = rows(move, Entitlement)
    assert right.starts == date(2024, 3, 1)
    assert "starts_with_amount" not in [row.what for row in rows(move, CaseEntry)]


def test_a_case_whose_record_is_gone_ends() -> None:
    case = case_to_decide(basis="birth", basis_key="7000000", record_id=999_999)
    move = step(case)
    assert (move.stage, move.outcome, move.live) == (Stage.CLOSED, Outcome.NO_RIGHT, False)


@pytest.mark.parametrize(
    ("origin", "stage", "waiting_on"),
    [(Origin.DATE, Stage.CLOSED, ""), (Origin.APPLICATION, Stage.DECIDE, WaitingOn.CLERK)],
)
def test_what_is_held_is_not_granted_again(origin: Origin, stage: Stage, waiting_on: str) -> None:
    case = case_to_decide(origin=origin)
    BenefitFactory(person=case.person, service_code=case.service_id, one_off=True, basis_key=case.basis_key)
    move = step(case)
    assert (move.stage, move.waiting_on) == (stage, waiting_on)
    assert not rows(move, Entitlement)


def test_a_lump_sum_that_an_excluding_service_paid_is_held() -> None:
    case = case_to_decide({"excludes": ["90-2"]})
    BenefitFactory(person=case.person, service_code="90-2", one_off=True, basis_key=case.basis_key)
    move = step(case)
    assert (move.stage, move.outcome) == (Stage.CLOSED, Outcome.NO_RIGHT)
    assert [row.what for row in rows(move, CaseEntry)] == ["held"]


def test_an_excluding_right_granted_meanwhile_sends_the_case_back_to_the_choice() -> None:
    case = case_to_decide({"period": "monthly", "excludes": ["90-2"]})
    BenefitFactory(person=case.person, service_code="90-2")
    move = step(case)
    assert (move.stage, [row.what for row in rows(move, CaseEntry)]) == (Stage.CHOOSE, ["rival"])


@pytest.mark.parametrize(
    ("period", "until", "paid_until", "is_covered"),
    [
        ("monthly", "DATE '2026-12-31'", date(2026, 12, 31), True),
        ("monthly", "DATE '2026-12-31'", date(2026, 11, 30), False),
        ("monthly", None, date(2026, 12, 31), False),
        ("once", "DATE '2026-12-31'", date(2026, 12, 31), False),
    ],
)
def test_only_months_can_be_paid_to_the_end(period: str, until: str | None, paid_until: date, is_covered: bool) -> None:
    case = case_to_decide({"period": period, "until": until})
    found = evaluate([case])[case.pk]
    assert decide.covered(case, found, PriorAwards(paid_until=paid_until)) is is_covered
    assert decide.covered(case, found, PriorAwards(held=True))
