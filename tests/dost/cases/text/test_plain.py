"""A case in plain words: every wait, stage and line that a person can meet has some, and who has it is never empty."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.cases.codes import EntryKind, WaitingReason
from dost.cases.models import Case
from dost.cases.stages import Outcome, Stage, State, WaitingOn
from dost.cases.text.plain import happened, headline, now_view, state_of, what_is_next, who_has
from tests.factories.cases import CaseFactory, EntryFactory

pytestmark = pytest.mark.django_db
NAMES = {"EDLIYYE": "Ministry of Justice"}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def waiting(code: str, on: WaitingOn = WaitingOn.CLERK, **details: Any) -> Case:
    made: Case = CaseFactory(state=State.WAITING, waiting_on=on, reason={"code": code, **details})
    return made


@pytest.mark.parametrize("reason", list(WaitingReason))
def test_every_wait_says_what_happens_next(reason: WaitingReason) -> None:
    assert what_is_next(waiting(reason)) not in {"", what_is_next(CaseFactory())}


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.CLOSED])
def test_every_stage_says_what_happens_next(stage: Stage) -> None:
    assert str(what_is_next(Case(stage=stage, state=State.READY, outcome="", live=True))).count(".") == 2


@pytest.mark.parametrize(
    ("on", "who"),
    [
        ("", "the system, right now"),
        (WaitingOn.INSTITUTION, "Ministry of Justice"),
        (WaitingOn.PERSON, "you"),
        (WaitingOn.CLERK, "a member of staff of the DOST Agency"),
        (WaitingOn.BANK, "the bank"),
        (WaitingOn.OPERATOR, "the telephone operator"),
    ],
)
def test_somebody_always_has_it(on: str, who: str) -> None:
    assert who_has(on, {"institution": "EDLIYYE"}, names=NAMES) == who


def test_of_an_institution_that_is_not_known_at_least_that_it_is_one() -> None:
    assert who_has(WaitingOn.INSTITUTION, {}, names={}) == "an institution"


def test_a_closed_case_is_with_nobody() -> None:
    case = CaseFactory(granted_and_paid=True)
    assert (now_view(case, names=NAMES, clock=None).who, str(state_of(case).word)) == ("", "You have it")


@pytest.mark.parametrize(
    ("outcome", "live", "word"),
    [
        (Outcome.GRANTED, True, "You have it"),
        (Outcome.GRANTED, False, "Closed"),
        (Outcome.REFUSED, True, "Not granted"),
        (Outcome.DECLINED, True, "Closed"),
        (Outcome.NO_RIGHT, False, "Closed"),
    ],
)
def test_how_a_case_ended(outcome: Outcome, live: bool, word: str) -> None:
    case = Case(stage=Stage.CLOSED, state=State.DONE, outcome=outcome, live=live)
    assert str(state_of(case).word) == word
    assert what_is_next(case)


def test_what_only_staff_need_is_not_told() -> None:
    case = CaseFactory()
    details = {"right": "2026-03-04", "amount": "2026-03-05", "total": "60.00", "months": ["2026-03"]}
    amounts = {**details, "amount": "600.00"}
    rows = [
        EntryFactory.build(
            case=case,
            what=what,
            at=case.opened_at,
            details=details if what == EntryKind.STARTS_WITH_AMOUNT else amounts,
        )
        for what in EntryKind
    ]
    told = {entry.what for entry in rows if happened([entry], names=NAMES)}
    assert told.isdisjoint({EntryKind.NOTED, EntryKind.ASSIGNED, EntryKind.TO_REVIEW, EntryKind.OVERPAID_SEEN})
    assert {EntryKind.GRANTED, EntryKind.REFUSED, EntryKind.PAID, EntryKind.TOLD, EntryKind.ENDED} <= told


def test_a_note_on_an_end_is_the_staffs() -> None:
    case = CaseFactory()
    entry = EntryFactory.build(
        case=case, what="ended", at=case.opened_at, details={"on": "2026-03-04", "reason": "clerk", "note": "odd"}
    )
    [line] = happened([entry], names=NAMES)
    assert str(line.text).replace("\N{NO-BREAK SPACE}", " ") == "by a member of staff, 4 March 2026"


@pytest.mark.parametrize(
    ("amount", "monthly", "on_its_way", "said"),
    [
        (Decimal(600), False, True, "600.00 ₼ is on its way to you"),
        (Decimal(600), True, True, "600.00 ₼ a month is on its way to you"),
        (Decimal(600), True, False, "You receive 600.00 ₼ a month"),
        (Decimal(600), False, False, "You were paid 600.00 ₼"),
        (None, False, True, "It is on its way to you"),
        (Decimal(0), False, False, "You have this right"),
    ],
)
def test_the_answer_comes_first(amount: Decimal | None, monthly: bool, on_its_way: bool, said: str) -> None:
    found = headline(amount=amount, monthly=monthly, paid=True, on_its_way=on_its_way)
    assert found.replace("\N{NO-BREAK SPACE}", " ") == said
