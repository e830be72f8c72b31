"""The days about appeals and questions: until when one is lodged, and by when staff must have said something.

How long one may appeal, and by when an appeal is answered, the version of the service lays down (`cases.clock`). A
question is answered as the law on citizens' appeals lays down, in 15 working days (recalled).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dost.cases.clock.appeals import appeal_answer_by, appeal_by, limits_of
from dost.cases.models import Case
from dost.common.working_days import next_working_day, working_days_later

QUESTION_DAYS: Final = 15
"""Working days in which a question is answered."""
FIRST_WORD_DAYS: Final = 7
"""Within how many days it is said whether a late appeal is admitted; what this house asks of itself."""


def lodge_by(case: Case, *, told_on: date) -> date:
    """The last day to appeal against what was told on a day."""
    return appeal_by(limits_of(case), told_on=told_on)


def answer_by(case: Case, *, begins: date) -> date:
    """The last day to answer an appeal that was lodged, or admitted, on a day."""
    return appeal_answer_by(limits_of(case), lodged_on=begins)


def admit_by(lodged_on: date) -> date:
    """The last day to say whether a late appeal is admitted."""
    return next_working_day(lodged_on + timedelta(days=FIRST_WORD_DAYS))


def reply_by(asked_on: date) -> date:
    """The last day to answer a question."""
    return working_days_later(asked_on, QUESTION_DAYS)
