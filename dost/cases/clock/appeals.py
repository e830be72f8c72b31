"""The days of the law after a decision: to tell a refusal, to appeal, and to answer an appeal.

An appeal is counted from the day on which the person was told, not from that of the decision: whoever was told late
loses nothing by it. While they have not been told, no day runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Min

from dost.cases.codes import EntryKind
from dost.cases.models import Case, CaseEntry, Decision
from dost.common.dates import local_day
from services_catalog.queries import definition_of
from services_catalog.time_limits import TimeLimits

from .reckon import last_day, person_by


def limits_of(case: Case) -> TimeLimits:
    """The time limits of a case's version; it comes with its version."""
    return definition_of(case.version).terms


def refusal_told_by(limits: TimeLimits, *, decided_on: date) -> date:
    """The last day to tell a refusal."""
    return last_day(limits.refusal_notice, started_on=decided_on)


def appeal_by(limits: TimeLimits, *, told_on: date) -> date:
    """The last day to appeal against what was told on a day; a day off gives way to the next working day."""
    return person_by(limits.appeal, started_on=told_on)


def appeal_answer_by(limits: TimeLimits, *, lodged_on: date) -> date:
    """The last day to answer an appeal that was lodged, or a late one that was admitted, on a day."""
    return last_day(limits.appeal_answer, started_on=lodged_on)


def appeal_deadline(decision: Decision) -> date | None:
    """The last day to appeal against a decision; None while the person has not been told of it. Two queries at most."""
    told = told_at([decision.case_id]).get(decision.case_id)
    if told is None:
        return None
    return appeal_by(definition_of(decision.version).terms, told_on=local_day(told))


def told_at(case_ids: Iterable[int]) -> dict[int, datetime]:
    """When the person was first told of each case's decision; those that were not are left out. One query."""
    told = CaseEntry.objects.filter(case__in=list(case_ids), what=EntryKind.TOLD).order_by()
    return dict(told.values_list("case_id").annotate(Min("at")))
