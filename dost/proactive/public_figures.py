"""The figures of the day that anybody may see: how many rights were assigned, how many by themselves, in how long.

They are counted by a task and kept for a few minutes, so that the home page costs one look-up however many people read
it, and so that figures nobody counts any more vanish instead of growing old. Nobody can be recognised in them: there is
no service and no place, fewer than `FEWEST` are not told, and above that only full tens – whoever looks twice does not
see one right come.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from dost.cases.stages import APPLIED, Outcome

KEY: Final = "public-figures"
KEPT_SECONDS: Final = 10 * 60
FEWEST: Final = 10
STEP: Final = 10

# Of the decisions since midnight, those that granted; and of these, those for which nobody applied and that no person
# made. The median is of those last: from the record that was found to the decision.
SQL: Final = """
SELECT count(*),
       count(*) FILTER (WHERE by_itself),
       extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE by_itself))::float8
  FROM (
    SELECT c.decided_at - c.opened_at AS took,
           c.origin <> ALL (%(applied)s) AND d.decided_by_id IS NULL AND d.by_person_id IS NULL AS by_itself
      FROM cases_case c JOIN cases_decision d ON d.case_id = c.id
     WHERE c.decided_at >= %(midnight)s AND c.decided_at <= %(now)s AND c.outcome = %(granted)s
  ) granted
"""


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """What is told of a day until a moment: full tens, None where there are fewer than `FEWEST`.

    `seconds` is the median from the record that was found to the decision, of the rights that came by themselves.
    """

    at: datetime
    granted: int | None
    by_themselves: int | None
    seconds: int | None


def count_figures(now: datetime) -> PublicFigures:
    """Count the figures of the day of a moment and keep them for the pages; one query."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {"applied": list(APPLIED), "granted": Outcome.GRANTED, "midnight": midnight, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(SQL, given)
        granted, by_itself, seconds = cursor.fetchone()
    figures = told_of(now, granted=granted, by_itself=by_itself, seconds=seconds)
    cache.set(KEY, asdict(figures), timeout=KEPT_SECONDS)
    return figures


def known_figures(now: datetime) -> PublicFigures | None:
    """Return the figures counted last, if they are of this day and not old; one query."""
    kept = cache.get(KEY)
    figures = PublicFigures(**kept) if kept else None
    if figures is None or now - figures.at > timedelta(seconds=KEPT_SECONDS):
        return None
    return figures if timezone.localdate(figures.at) == timezone.localdate(now) else None


def told_of(now: datetime, *, granted: int, by_itself: int, seconds: float | None) -> PublicFigures:
    """Return what may be told of what was counted.

    Of two numbers that add up, both are large enough or the smaller is not told: the difference is a number too.
    """
    others = granted - by_itself
    both = _tens(by_itself) is not None and (others == 0 or others >= FEWEST)
    return PublicFigures(
        at=now,
        granted=_tens(granted),
        by_themselves=_tens(by_itself) if both else None,
        seconds=round(seconds) if seconds is not None and _tens(by_itself) is not None else None,
    )


def _tens(number: int) -> int | None:
    return number - number % STEP if number >= FEWEST else None
