"""The aggregate queries behind the run of the day."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from dost.cases.answering import Answered

FLOW: Final = """
SELECT 'detected', service_id, '', extract(hour FROM opened_at AT TIME ZONE %(zone)s)::int, count(*), 0::numeric
  FROM cases_case WHERE opened_at >= %(start)s AND opened_at < %(end)s GROUP BY 2, 4
UNION ALL
SELECT 'decided', service_id, outcome, extract(hour FROM decided_at AT TIME ZONE %(zone)s)::int, count(*), 0
  FROM cases_case WHERE decided_at >= %(start)s AND decided_at < %(end)s GROUP BY 2, 3, 4
UNION ALL
SELECT 'closed', NULL, '', 0, count(*), 0
  FROM cases_case WHERE closed_at >= %(start)s AND closed_at < %(end)s
UNION ALL
SELECT 'paid', e.service_id, '', extract(hour FROM o.settled_at AT TIME ZONE %(zone)s)::int, count(*), sum(o.amount)
  FROM payments_paymentorder o JOIN cases_entitlement e ON e.id = o.entitlement_id
  WHERE o.state = 'done' AND o.settled_at >= %(start)s AND o.settled_at < %(end)s GROUP BY 2, 4
UNION ALL
SELECT 'announced', NULL, '', extract(hour FROM settled_at AT TIME ZONE %(zone)s)::int, count(*), 0
  FROM notifications_notice
  WHERE state = 'done' AND kind <> 'question' AND settled_at >= %(start)s AND settled_at < %(end)s GROUP BY 4
UNION ALL
SELECT 'untold', NULL, '', 0, count(*), 0
  FROM notifications_notice WHERE told_at IS NULL AND untold <> '' AND kind <> 'complaint'
UNION ALL
SELECT 'untold', NULL, 'contact', 0, count(*), 0
  FROM notifications_directmessage m JOIN registries_person p ON p.id = m.person_id
  WHERE m.kind = 'changed' AND m.told_at IS NULL AND m.state IN ('refused', 'doubtful', 'withheld')
    AND p.died_on IS NULL
"""

OPEN: Final = """
SELECT c.service_id, c.stage, c.state, c.waiting_on, coalesce(c.reason ->> 'code', ''),
       coalesce(c.reason ->> 'institution', ''), coalesce(c.reason ->> 'what', ''),
       (c.reason ->> 'seconds')::float8, count(*), min(c.waiting_since)
  FROM cases_case c
  WHERE c.state <> 'done' AND (%(start)s::timestamptz IS NULL OR c.opened_at >= %(start)s AND c.opened_at < %(end)s)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""

ANSWERS_OF_A_DAY: Final = """
SELECT e.institution, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY e.latency_ms))::int, max(e.answered_at)
  FROM cases_case c JOIN cases_evidence e ON e.case_id = c.id
  WHERE c.opened_at >= %(start)s AND c.opened_at < %(end)s GROUP BY 1
"""

# What was sent and has brought trouble instead of an answer.
TROUBLE: Final = """
SELECT a.bank, count(*), min(o.created_at)
  FROM payments_paymentorder o JOIN payments_paymentaccount a ON a.id = o.account_id
  WHERE o.state IN ('ready', 'sending') AND o.problem <> '' GROUP BY 1
UNION ALL
SELECT bank, count(*), min(created_at)
  FROM payments_paymentaccount WHERE state IN ('ready', 'sending') AND problem <> '' GROUP BY 1
UNION ALL
SELECT substring(phone FROM 5 FOR 2), count(*), min(created_at)
  FROM notifications_notice WHERE state IN ('ready', 'sending') AND problem <> '' GROUP BY 1
"""


# What of the money of rights waits for a person, as it stands now: small tables and a small index.
MONEY: Final = """
SELECT 'no_amount', count(*), sum(jsonb_array_length(review -> 'no_amount')), 0::numeric
  FROM cases_entitlement WHERE review IS NOT NULL AND review ? 'no_amount'
UNION ALL
SELECT 'unpaid', count(*), sum(jsonb_array_length(review -> 'unpaid')), 0
  FROM cases_entitlement WHERE review IS NOT NULL AND review ? 'unpaid'
UNION ALL
SELECT 'owed', count(DISTINCT entitlement_id), count(*), sum(amount) FROM payments_oweddifference
UNION ALL
SELECT 'overpaid', count(DISTINCT entitlement_id), count(*), sum(total)
  FROM payments_overpayment WHERE state = 'open'
"""


class Money(NamedTuple):
    """Rights of whose money something waits for a person, by a cause of `ReviewCause`; months or rows, and AZN."""

    cause: str
    rights: int
    number: int | None
    amount: Decimal | None


class Flow(NamedTuple):
    """How many of one series in one hour (of one service, with one outcome)."""

    series: str
    service: str | None
    outcome: str
    hour: int
    number: int
    money: Decimal


class Open(NamedTuple):
    """Open cases that are alike; `what` (with `seconds`) is what an institution did; `since` is the oldest wait."""

    service: str
    stage: str
    state: str
    waiting_on: str
    reason: str
    institution: str
    what: str
    seconds: float | None
    number: int
    since: datetime | None


class Trouble(NamedTuple):
    """What a bank (by code) or an operator (by the prefix of its numbers) has not answered, and since when."""

    code: str
    number: int
    since: datetime


def flow(start: datetime, end: datetime) -> list[Flow]:
    """Everything that happened between two moments, counted."""
    zone = timezone.get_default_timezone_name()
    return [Flow(*row) for row in _fetch(FLOW, {"start": start, "end": end, "zone": zone})]


def open_cases(*, start: datetime | None, end: datetime | None) -> list[Open]:
    """Where the open cases stand, of all cases or of those opened between two moments."""
    return [Open(*row) for row in _fetch(OPEN, {"start": start, "end": end})]


def answers_of_a_day(start: datetime, end: datetime) -> list[Answered]:
    """How the institutions answered about the cases opened between two moments."""
    return [Answered(*row) for row in _fetch(ANSWERS_OF_A_DAY, {"start": start, "end": end})]


def money_to_look_at() -> list[Money]:
    """What of the money of rights waits for a person now."""
    return [Money(*row) for row in _fetch(MONEY, {})]


def trouble() -> list[Trouble]:
    """What was sent to banks and operators and has brought trouble."""
    return [Trouble(*row) for row in _fetch(TROUBLE, {})]


def _fetch(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
