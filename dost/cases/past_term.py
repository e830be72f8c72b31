"""Cases whose time limit has passed while an institution is silent: no institution's silence decides anything.

Verification lets such a case go on without the answer (`late_cases`, `went_on`), and the decision leaves it to a member
of staff (`unanswered`), who decides on what is known or asks the institution once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from dost.common.bulk import among

from .codes import EntryKind
from .models import CaseClock, CaseEntry


def late_cases(case_ids: Collection[int], *, on: date) -> frozenset[int]:
    """The cases among these whose time limit has passed before a day. One query."""
    if not case_ids:
        return frozenset()
    late = CaseClock.objects.filter(among("case", case_ids), due_on__lt=on)
    return frozenset(late.values_list("case_id", flat=True))


def went_on(case_id: int, *, now: datetime) -> None:
    """Note on a case's clock that its limit has passed and that this was told, if nobody has noted it yet."""
    CaseClock.objects.filter(case=case_id, escalated_at=None).update(escalated_at=now)


def unanswered(case_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The cases that went on without an answer, with the institution and the name of its question.

    One query where no limit has passed, as nearly always; else two. A case that was sent back and is verified since has
    its answer.
    """
    passed = CaseClock.objects.filter(among("case", case_ids), escalated_at__isnull=False)
    late = list(passed.values_list("case_id", flat=True))
    if not late:
        return {}
    found: dict[int, tuple[str, str]] = {}
    lines = CaseEntry.objects.filter(among("case", late), what__in=(EntryKind.NO_ANSWER, EntryKind.VERIFIED))
    for line in lines.order_by("at", "pk"):
        found.pop(line.case_id, None)
        if line.what == EntryKind.NO_ANSWER:
            found[line.case_id] = (str(line.details["institution"]), str(line.details["question"]))
    return found
