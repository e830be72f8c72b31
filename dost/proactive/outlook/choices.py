"""Of rights that will begin: what the person has or can have, and nobody has together with them (decision 6).

On the day such a right begins the person is asked to choose; to promise it without a word of that would be half the
truth. What is expected to end by then is no choice: one follows the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dost.cases.exclusions import every_clash
from dost.proactive.models import OutlookLine

from .asking import Law, Right
from .coming import Change, Kind
from .standing import Stands, imagined, never_together


def instead_of_coming(
    coming: Sequence[Change], stands: Sequence[Stands], *, person_id: int, law: Law
) -> dict[Right, str]:
    """Return, for each right that begins, the code of the service it would stand in the place of; others are left out.

    What is held goes before what begins earlier, and that before what could be claimed; of several the first by code.
    """
    begins = [one for one in coming if one.kind is Kind.BEGINS]
    ends = {one.right.code: one.day for one in coming if one.kind is Kind.ENDS}
    held = _held(begins, ends, person_id=person_id, law=law)
    found: dict[Right, str] = {}
    for one in sorted(begins, key=lambda one: (one.day, one.right)):
        code = held.get(one.right) or _earlier(one, begins, ends) or _claimable(one, stands, ends)
        if code:
            found[one.right] = code
    return found


def _held(begins: Sequence[Change], ends: Mapping[str, date], *, person_id: int, law: Law) -> dict[Right, str]:
    """What the person receives; what somebody else receives for the same record is not theirs to choose away."""
    cases = {-number: one for number, one in enumerate(begins, start=1)}
    clashes = every_clash([imagined(-pk, person_id, one.said, law) for pk, one in cases.items()]) if cases else []
    found: dict[Right, str] = {}
    for clash in sorted(clashes, key=lambda clash: clash.service):
        one = cases[clash.case_id]
        if clash.granted and clash.receiver_id == person_id and not _is_over(clash.service, one.day, ends):
            found.setdefault(one.right, clash.service)
    return found


def _earlier(one: Change, begins: Sequence[Change], ends: Mapping[str, date]) -> str:
    """What begins before it; of two that begin on one day the first by code leads."""
    before = [
        other.right.code
        for other in begins
        if (other.day, other.right) < (one.day, one.right)
        and never_together(one.said.rule, one.right, other.said.rule, other.right)
        and not _is_over(other.right.code, one.day, ends)
    ]
    return min(before, default="")


def _claimable(one: Change, stands: Sequence[Stands], ends: Mapping[str, date]) -> str:
    """What there is a right to already, though nobody has claimed it."""
    there = [
        other.right.code
        for other in stands
        if other.standing == OutlookLine.Standing.UNCLAIMED
        and not other.instead_of
        and (other.last_day is None or other.last_day >= one.day)
        and never_together(one.said.rule, one.right, other.rule, other.right)
        and not _is_over(other.right.code, one.day, ends)
    ]
    return min(there, default="")


def _is_over(code: str, day: date, ends: Mapping[str, date]) -> bool:
    return code in ends and ends[code] <= day
