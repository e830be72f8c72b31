"""What stands out among the purposes that staff have stated, so that a reviewer reads that first.

A sign is a question, not a finding: the reviewer asks, and notes the answer. Signs are reckoned for a bounded number of
purposes at once, in four queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from dost.accounts.models import StatedPurpose
from dost.cases.impartial import circles_of
from dost.cases.models import Case
from dost.centres.models import Visit

MANY_PEOPLE: Final = 10
"""Different people by one member of staff on one day in Baku, from which on it is told."""
SHORT_TIME: Final = timedelta(hours=24)
"""Within which several people of one household, looked at by one member of staff, are told."""


class Sign(StrEnum):
    """Why a purpose stands out, the gravest first."""

    CLOSE = "close"
    """It was of somebody of the kin or the household of whoever stated it."""
    MANY = "many"
    HOUSEHOLD = "household"
    NO_TIE = "no tie"
    """The person has no case, and was at no window."""
    UNKNOWN = "unknown"
    """Nobody has written down who the member of staff is for the registries: whether they are close cannot be asked."""


@dataclass(frozen=True, slots=True)
class StandsOut:
    """The signs of one purpose, the gravest first; how many people of that day and of that household there were."""

    signs: tuple[Sign, ...] = ()
    many: int = 0
    household: int = 0

    @property
    def weight(self) -> int:
        """What comes first: a graver sign outweighs all lighter ones together. 0 for nothing but `UNKNOWN`."""
        return sum(_WEIGHTS[sign] for sign in self.signs)


_WEIGHTS: Final[Mapping[Sign, int]] = {
    Sign.CLOSE: 8,
    Sign.MANY: 4,
    Sign.HOUSEHOLD: 2,
    Sign.NO_TIE: 1,
    Sign.UNKNOWN: 0,
}


def what_stands_out(stated: Sequence[StatedPurpose], *, reader_id: int, on: date) -> dict[int, StandsOut]:
    """What stands out of each purpose, by its id, for a reader on a day; four queries, none for no purposes.

    Whoever stated a purpose is not told through their own list that somebody is kin to them (`cases.impartial`).
    """
    if not stated:
        return {}
    ids = [one.pk for one in stated]
    circles = circles_of((one.user_id for one in stated if one.user_id != reader_id), on=on)
    many = _counted(_MANY, {"ids": ids, "least": MANY_PEOPLE})
    households = _counted(_HOUSEHOLDS, {"ids": ids, "short": SHORT_TIME, "on": on})
    tied = _tied({one.person_id for one in stated})
    found: dict[int, StandsOut] = {}
    for one in stated:
        circle = circles.get(one.user_id, frozenset())
        signs = {
            Sign.CLOSE: circle is not None and one.person_id in circle,
            Sign.MANY: one.pk in many,
            Sign.HOUSEHOLD: one.pk in households,
            Sign.NO_TIE: one.person_id not in tied,
            Sign.UNKNOWN: circle is None,
        }
        found[one.pk] = StandsOut(
            tuple(sign for sign, holds in signs.items() if holds), many.get(one.pk, 0), households.get(one.pk, 0)
        )
    return found


def _tied(people: set[int]) -> frozenset[int]:
    """Those of these people who have a case, or were at a window."""
    cases = Case.objects.filter(Q(person__in=people) | Q(about__in=people)).order_by()
    visits = Visit.objects.filter(person__in=people).order_by()
    rows: Iterable[tuple[int | None, int | None]] = cases.values_list("person", "about").union(
        visits.values_list("person", "person")
    )
    return frozenset(one for row in rows for one in row if one is not None)


def _counted(query: str, arguments: Mapping[str, Any]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return dict(cursor.fetchall())


_MANY: Final = """
WITH asked AS (
  SELECT id, user_id, date_trunc('day', at AT TIME ZONE 'Asia/Baku') AS day
  FROM accounts_statedpurpose WHERE id = ANY(%(ids)s)
), days AS (
  SELECT one.user_id, one.day, count(DISTINCT s.person_id) AS people
  FROM (SELECT DISTINCT user_id, day FROM asked) AS one
  JOIN accounts_statedpurpose s ON s.user_id = one.user_id
    AND s.at >= one.day AT TIME ZONE 'Asia/Baku' AND s.at < (one.day + interval '1 day') AT TIME ZONE 'Asia/Baku'
  GROUP BY one.user_id, one.day
)
SELECT asked.id, days.people FROM asked JOIN days USING (user_id, day) WHERE days.people >= %(least)s
"""
_HOUSEHOLDS: Final = """
SELECT one.id, 1 + count(DISTINCT other.person_id)
FROM accounts_statedpurpose one
JOIN registries_householdmember mine ON mine.person_id = one.person_id AND mine.superseded_at IS NULL
  AND mine.valid_from <= %(on)s AND coalesce(mine.valid_until >= %(on)s, true)
JOIN registries_householdmember with_them ON with_them.household_id = mine.household_id
  AND with_them.person_id <> one.person_id AND with_them.superseded_at IS NULL
  AND with_them.valid_from <= %(on)s AND coalesce(with_them.valid_until >= %(on)s, true)
JOIN accounts_statedpurpose other ON other.user_id = one.user_id AND other.person_id = with_them.person_id
  AND other.at BETWEEN one.at - %(short)s AND one.at + %(short)s
WHERE one.id = ANY(%(ids)s)
GROUP BY one.id
"""
