"""The days about appeals, by the version's own limits; a day off gives way to the next working day."""

from __future__ import annotations

from datetime import date

import pytest

from dost.cases.appeals.days import admit_by, answer_by, lodge_by, reply_by
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def test_thirty_days_to_appeal_and_no_day_off_is_the_last() -> None:
    case = CaseFactory()
    assert lodge_by(case, told_on=date(2026, 3, 3)) == date(2026, 4, 2)
    assert lodge_by(case, told_on=date(2026, 4, 2)) == date(2026, 5, 4)  # 2 May is a Saturday


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(date(2026, 4, 3), date(2026, 5, 3)), (date(2027, 1, 31), date(2027, 2, 28))],
    ids=["the same day", "February"],
)
def test_one_month_to_answer(begins: date, ends: date) -> None:
    assert answer_by(CaseFactory(), begins=begins) == ends


def test_a_week_to_admit_and_fifteen_working_days_to_answer_a_question() -> None:
    assert admit_by(date(2026, 6, 10)) == date(2026, 6, 17)
    assert reply_by(date(2026, 2, 2)) == date(2026, 2, 23)
