"""How the institutions answer, and which of them do not: for the run of the day, and for whoever serves people.

An institution is down when cases wait for it since before its last answer. `watch_institutions` reckons it by the beat
and keeps it for a short while, so that a page at a window pays one look into the cache, however many windows there are;
where the beat stands still nothing is said, rather than something old. Beside them stands whether citizens can sign in
(`accounts.openid.answering`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from django.core.cache import cache
from django.db import connection

from dost.accounts.openid.answering import KEYS, away_of

from .stages import State, WaitingOn

Health = Literal["ok", "slow", "down"]

LOOKED_BACK: Final = timedelta(minutes=15)
SLOW_MS: Final = 2_000
KEPT_SECONDS: Final = 120
_KEY: Final = "institutions-down"


@dataclass
class Answering:
    """What is known of one institution: the usual time of an answer, the last one, and what waits for it since when."""

    median_ms: int | None = None
    last_at: datetime | None = None
    waiting: int = 0
    since: datetime | None = None

    def wait(self, count: int, since: datetime | None) -> None:
        """So many more wait for it, the oldest since then."""
        self.waiting += count
        if since is not None:
            self.since = min(self.since or since, since)

    @property
    def is_down(self) -> bool:
        """Whether what waits has waited since before the last answer."""
        return bool(self.waiting) and (self.last_at is None or self.since is None or self.last_at < self.since)

    @property
    def state(self) -> Health:
        """Down, or slow when answers take long or some fail."""
        if self.is_down:
            return "down"
        if self.waiting or (self.median_ms or 0) >= SLOW_MS:
            return "slow"
        return "ok"


class Answered(NamedTuple):
    """How an institution has answered: the median time of an answer, and the moment of the last."""

    code: str
    median_ms: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Down:
    """An institution that does not answer, by its code, and since when cases wait for it."""

    code: str
    since: datetime | None


def answers_now(since: datetime) -> list[Answered]:
    """How the institutions and banks have answered since a moment not long ago. One query."""
    return [Answered(*row) for row in _fetch(_ANSWERS, {"since": since})]


@dataclass(frozen=True, slots=True)
class Quiet:
    """What does not answer just now: institutions, and, since a moment, the service by which citizens sign in."""

    institutions: tuple[Down, ...]
    sign_in_since: datetime | None


def quiet_now(*, now: datetime) -> Quiet:
    """What does not answer just now, as far as it was seen lately. One look into the cache."""
    kept = cache.get_many([_KEY, *KEYS])
    return Quiet(kept.pop(_KEY, None) or (), away_of(kept.values(), now=now))


def watch_institutions(*, now: datetime) -> tuple[Down, ...]:
    """Reckon which institutions do not answer and keep it for `quiet_now`. Two queries, besides the cache."""
    seen: dict[str, Answering] = {}
    for code, number, since in _fetch(_WAITING, {"state": State.WAITING, "on": WaitingOn.INSTITUTION}):
        seen.setdefault(code, Answering()).wait(number, since)
    for answered in answers_now(now - LOOKED_BACK):
        if answered.code in seen:
            seen[answered.code].last_at = answered.last_at
    down = tuple(Down(code, one.since) for code, one in sorted(seen.items()) if one.is_down)
    cache.set(_KEY, down, KEPT_SECONDS)
    return down


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


# The newest answers only: rows are appended, so the newest are found from the end of the primary key.
_ANSWERS: Final = """
SELECT code, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms))::int, max(at)
  FROM (
    (SELECT institution AS code, latency_ms AS ms, answered_at AS at FROM cases_evidence ORDER BY id DESC LIMIT 4000)
    UNION ALL
    (SELECT bank, extract(epoch FROM answered_at - sent_at) * 1000, answered_at
       FROM payments_bankfile ORDER BY id DESC LIMIT 400)
  ) answers
  WHERE at >= %(since)s GROUP BY code
"""
_WAITING: Final = """
SELECT reason ->> 'institution', count(*), min(waiting_since) FROM cases_case
  WHERE state <> 'done' AND state = %(state)s AND waiting_on = %(on)s AND reason ->> 'institution' <> '' GROUP BY 1
"""
