"""What waits, and what is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dost.cases.appeals.waiting import appeals_due, appeals_waiting
from dost.cases.models import Appeal
from tests.factories.appeals import AppealFactory
from tests.factories.cases import MORNING, CaseFactory

pytestmark = pytest.mark.django_db


def test_what_staff_have_waits_and_what_passed_its_day_is_due() -> None:
    states = {}
    for number, state in enumerate(Appeal.State):
        case = CaseFactory(refused=True, basis_key=str(number), opened_at=MORNING + timedelta(hours=number))
        more = {"ruling": "upheld"} if state == "decided" else {"draft": True} if state == "draft" else {}
        states[state] = AppealFactory(case=case, state=state, **more)

    assert [one.state for one in appeals_waiting()] == ["lodged", "late", "admitted"]
    last = states[Appeal.State.LODGED].answer_by
    assert last == date(2026, 4, 4)
    assert not appeals_due(on=last)
    assert {one.state for one in appeals_due(on=last + timedelta(days=1))} == {"lodged", "late", "admitted"}
