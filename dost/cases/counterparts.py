"""What a month of a right was paid by rights that exclude it: nobody is paid for a month by both (decision 13).

Months are paid whole, so a month in which one right takes the place of another lies in both. Whichever is asked, what
the other was ordered for the month counts as paid: together they come to the larger of the two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection
from psycopg import sql

from dost.payments.grounds import Ground, GroundKind

from .awards import MODELS
from .batch import Overtaken
from .models import Entitlement

_SEVERAL: Final = """
SELECT person_id FROM cases_entitlement
WHERE person_id = ANY(%(people)s) AND period = 'monthly' GROUP BY person_id HAVING count(*) > 1 ORDER BY person_id
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('paying'), hashint8(person_id)) FROM ("
_ORDERED: Final = """
SELECT mine.id, o.period, sum(o.amount), 'case', min(other.case_id)::text, min(other.service_id)
FROM cases_entitlement mine
JOIN cases_case c ON c.id = mine.case_id
JOIN services_catalog_serviceversion r ON r.id = c.version_id
JOIN cases_entitlement other
  ON other.person_id = mine.person_id AND other.id <> mine.id AND other.period = 'monthly'
JOIN cases_case oc ON oc.id = other.case_id
JOIN services_catalog_serviceversion v ON v.id = oc.version_id
JOIN payments_paymentorder o ON o.entitlement_id = other.id
WHERE mine.id = ANY(%(rights)s) AND mine.period = 'monthly'
  AND ((r.definition -> 'excludes') ? other.service_id OR (v.definition -> 'excludes') ? mine.service_id
    -- What is decided anew takes the place of an earlier right of the same record: a month is not paid by both.
    OR (c.replaces_id IS NOT NULL AND oc.id < c.id
      AND oc.service_id = c.service_id AND oc.basis = c.basis AND oc.basis_key = c.basis_key))
  -- An order kept back because its right had ended is none; one that a bank refused is sent again.
  AND NOT (o.state = 'refused' AND other.ended_on IS NOT NULL AND o.period > other.ended_on)
GROUP BY mine.id, o.period
"""
_RIVALS: Final = """
SELECT mine.id, other.id
FROM cases_entitlement mine
JOIN cases_case c ON c.id = mine.case_id
JOIN services_catalog_serviceversion r ON r.id = c.version_id
JOIN cases_entitlement other
  ON other.person_id = mine.person_id AND other.id <> mine.id AND other.period = 'monthly'
JOIN cases_case oc ON oc.id = other.case_id
JOIN services_catalog_serviceversion v ON v.id = oc.version_id
WHERE mine.id = ANY(%(rights)s) AND mine.period = 'monthly'
  AND ((r.definition -> 'excludes') ? other.service_id OR (v.definition -> 'excludes') ? mine.service_id)
"""
_AWARDED: Final = """
SELECT mine.id, m.period::date, a.amount, 'record', {table} || ':' || a.id, a.service_code
FROM cases_entitlement mine
JOIN cases_case c ON c.id = mine.case_id
JOIN services_catalog_serviceversion r ON r.id = c.version_id
JOIN {award} a ON a.person_id = mine.person_id AND a.superseded_at IS NULL AND NOT a.one_off AND NOT a.suspended
CROSS JOIN LATERAL generate_series(
  date_trunc('month', greatest(a.valid_from, mine.starts)), date_trunc('month', a.valid_until), '1 month'
) m(period)
WHERE mine.id = ANY(%(rights)s) AND mine.period = 'monthly' AND a.reference NOT LIKE 'DOST-%%'
  AND a.valid_until IS NOT NULL AND (r.definition -> 'excludes') ? a.service_code
"""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What counts as paid for a month, in AZN, and by what: our own case, or the award of another system."""

    amount: Decimal
    because: Ground


def paid_elsewhere(rights: Sequence[int]) -> dict[int, dict[date, Elsewhere]]:
    """What was paid for months of monthly rights by rights that exclude them, by the right's id and the month.

    An award of another system counts once it has an end: while it runs, the two are not both granted (decision 6).
    """
    found: dict[int, dict[date, Elsewhere]] = defaultdict(dict)
    if not rights:
        return found
    tables = {model._meta.db_table for model in MODELS.values()}
    awarded = [
        sql.SQL(_AWARDED).format(table=sql.Literal(table), award=sql.Identifier(table)) for table in sorted(tables)
    ]
    query = sql.SQL(" UNION ALL ").join([sql.SQL(_ORDERED), *awarded])
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None), {"rights": list(rights)})
        for right, period, amount, kind, reference, service in cursor.fetchall():
            earlier = found[right].get(period)
            total = amount + (earlier.amount if earlier else Decimal(0))
            because = Ground(GroundKind(kind), reference, service)
            found[right][period] = Elsewhere(total, earlier.because if earlier else because)
    return found


def counterparts(rights: Sequence[int]) -> dict[int, set[int]]:
    """The monthly rights of the same people that exclude each of these, by its id."""
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_RIVALS, {"rights": list(rights)})
        for right, other in cursor.fetchall():
            found[right].add(other)
    return found


def one_each(rights: Sequence[Entitlement]) -> Iterator[list[Entitlement]]:
    """Rights in rounds with at most one of each person: what a later one is owed hangs on what an earlier was paid."""
    rounds: list[list[Entitlement]] = []
    seen: Counter[int] = Counter()
    for right in rights:
        number = seen[right.person_id]
        seen[right.person_id] += 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(right)
    yield from rounds


class PaidMeanwhile(Overtaken):
    """A right that excludes this one was paid for one of its months while the payment was worked out."""


def with_several(people: Iterable[int]) -> set[int]:
    """Those of these people who have, or had, more than one monthly right."""
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL, {"people": list(people)})
        return {row[0] for row in cursor.fetchall()}


def lock_payees(people: Iterable[int]) -> None:
    """Let nobody else order months of these people until the transaction ends, of those who have several rights."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + _SEVERAL + ") several", {"people": list(people)})


def ensure_as_seen(right: int, *, person: int, seen: Mapping[date, Elsewhere]) -> None:
    """Make sure, inside the transaction that orders, that nothing more was paid elsewhere than was reckoned with.

    Raises:
        PaidMeanwhile: something was.
    """
    lock_payees([person])
    if paid_elsewhere([right])[right] != dict(seen):
        raise PaidMeanwhile
