"""How the institutions answer: from the evidence and bank files of the last minutes, and from what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dost.backoffice.contexts import Health, InstitutionHealth
from dost.cases.stages import State, WaitingOn
from registries.bridge.directory import BANKS, OPERATORS

from . import day_sql

LOOKED_BACK: Final = timedelta(minutes=15)
SLOW_MS: Final = 2_000
LAST_BANKS: Final = frozenset(BANKS) | frozenset(OPERATORS.values())


@dataclass
class _Seen:
    """What is known of one institution."""

    median_ms: int | None = None
    last_at: datetime | None = None
    waiting: int = 0
    since: datetime | None = None

    def wait(self, count: int, since: datetime | None) -> None:
        self.waiting += count
        if since is not None:
            self.since = min(self.since or since, since)

    @property
    def state(self) -> Health:
        """Down when what waits has waited since before the last answer; slow when answers take long or some fail."""
        if self.waiting and (self.last_at is None or self.since is None or self.last_at < self.since):
            return "down"
        if self.waiting or (self.median_ms or 0) >= SLOW_MS:
            return "slow"
        return "ok"


def institutions(
    standing: Iterable[day_sql.Open],
    names: Mapping[str, str],
    *,
    now: datetime,
    within: tuple[datetime, datetime] | None,
) -> tuple[InstitutionHealth, ...]:
    """Everybody who was asked or is waited for, those in trouble first.

    For a past day (`within`) only the answers of that day are told, because whether an institution was down then can
    no longer be seen.
    """
    seen: dict[str, _Seen] = {}
    for answered in day_sql.answers_of_a_day(*within) if within else day_sql.answers_now(now - LOOKED_BACK):
        one = seen.setdefault(answered.code, _Seen())
        one.median_ms, one.last_at = answered.median_ms, answered.last_at
    if within is None:
        _add_waits(seen, standing)
    rows = [
        InstitutionHealth(
            code=code,
            name=names.get(code, code),
            state=one.state,
            median_ms=one.median_ms,
            waiting=one.waiting,
            since=one.since,
        )
        for code, one in seen.items()
    ]
    order: list[Health] = ["down", "slow", "ok"]
    return tuple(sorted(rows, key=lambda row: (order.index(row.state), row.code in LAST_BANKS, row.code)))


def _add_waits(seen: dict[str, _Seen], standing: Iterable[day_sql.Open]) -> None:
    for row in standing:
        if row.state == State.WAITING and row.waiting_on == WaitingOn.INSTITUTION and row.institution:
            seen.setdefault(row.institution, _Seen()).wait(row.number, row.since)
    for trouble in day_sql.trouble():
        code = OPERATORS.get(trouble.code, trouble.code)
        if code:
            seen.setdefault(code, _Seen()).wait(trouble.number, trouble.since)
