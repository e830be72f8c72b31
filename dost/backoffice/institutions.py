"""How the institutions answer: from the evidence and bank files of the last minutes, and from what waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from dost.backoffice.contexts import InstitutionHealth
from dost.cases.answering import LOOKED_BACK, Answering, Health, answers_now
from dost.cases.stages import State, WaitingOn
from registries.bridge.directory import BANKS, OPERATORS

from . import day_sql

LAST_BANKS: Final = frozenset(BANKS) | frozenset(OPERATORS.values())


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
    seen: dict[str, Answering] = {}
    for answered in day_sql.answers_of_a_day(*within) if within else answers_now(now - LOOKED_BACK):
        one = seen.setdefault(answered.code, Answering())
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


def _add_waits(seen: dict[str, Answering], standing: Iterable[day_sql.Open]) -> None:
    for row in standing:
        if row.state == State.WAITING and row.waiting_on == WaitingOn.INSTITUTION and row.institution:
            seen.setdefault(row.institution, Answering()).wait(row.number, row.since)
    for trouble in day_sql.trouble():
        code = OPERATORS.get(trouble.code, trouble.code)
        if code:
            seen.setdefault(code, Answering()).wait(trouble.number, trouble.since)
