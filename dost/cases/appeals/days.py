"""The days of the law about appeals and questions: until when one is lodged, and by when it is answered.

A complaint is made within 30 days of learning of the decision, and decided within one month (Law on Administrative
Proceedings, 1036-IIQ of 21.10.2005; article 71 was read, both terms are recalled). A question is answered as the law on
citizens' appeals lays down: in 15 working days (recalled); until the calendar of working days is asked, in 21 days.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

APPEAL_DAYS: Final = 30
QUESTION_DAYS: Final = 21
FIRST_WORD_DAYS: Final = 7
"""Within how many days it is said whether a late appeal is admitted; what this house asks of itself."""


def lodge_by(told_on: date) -> date:
    """The last day to appeal against what was told on a day."""
    return told_on + timedelta(days=APPEAL_DAYS)


def answer_by(begins: date) -> date:
    """The last day to answer an appeal that was lodged, or admitted, on a day: the same day of the next month.

    Where that month has no such day, its last one.
    """
    year, month = (begins.year + 1, 1) if begins.month == 12 else (begins.year, begins.month + 1)
    return date(year, month, min(begins.day, monthrange(year, month)[1]))


def admit_by(lodged_on: date) -> date:
    """The last day to say whether a late appeal is admitted."""
    return lodged_on + timedelta(days=FIRST_WORD_DAYS)


def reply_by(asked_on: date) -> date:
    """The last day to answer a question."""
    return asked_on + timedelta(days=QUESTION_DAYS)
