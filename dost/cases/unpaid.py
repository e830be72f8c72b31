"""Months that are due and have no order: found whatever the cause, and put before a clerk.

A month is settled by its own order (part 0), however that fares – what a bank refused is told by its own mark
(`remedies`) – or by a right that excludes this one and was paid for it in full (`counterparts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils.translation import pgettext_lazy

from dost.common.bulk import bulk_write
from dost.common.dates import local_day
from dost.payments.models import PaidElsewhere, PaymentOrder

from .codes import EntryKind, ReviewCause
from .models import CaseEntry, Entitlement

BATCH: Final = 500
NO_AMOUNT: Final = ReviewCause.NO_AMOUNT.value
UNPAID: Final = ReviewCause.UNPAID.value
"""The keys of a right's mark under which months stand, as YYYY-MM: those without an amount, and others not paid."""
MONTHS: Final = (NO_AMOUNT, UNPAID)


class Why(models.TextChoices):
    """Why a month has no order, as far as the tables tell."""

    NO_PAYEE = "no_payee", pgettext_lazy("why unpaid", "The person has died")
    NO_ACCOUNT = "no_account", pgettext_lazy("why unpaid", "There is no open account")
    NO_AMOUNT = "no_amount", pgettext_lazy("why unpaid", "No amount can be told")
    SKIPPED = "skipped", pgettext_lazy("why unpaid", "Nothing says why")


@dataclass(frozen=True, slots=True)
class UnpaidMonth:
    """A period (its first day) of a right that is due and was not ordered. `amount` is what the right was granted."""

    right: int
    case: int
    service: str
    person: int
    period: date
    why: Why
    amount: Decimal | None


_UNPAID: Final = """
WITH due AS (
  SELECT e.id, e.case_id, e.service_id, e.person_id, e.amount, e.review, p.died_on,
         date_trunc('month', e.starts)::date AS first,
         CASE e.period WHEN 'once' THEN date_trunc('month', e.starts)
              ELSE date_trunc('month', least(%(on)s::date, e.until, e.ended_on)) END::date AS last
  FROM cases_entitlement e
  JOIN cases_case c ON c.id = e.case_id
  JOIN registries_person p ON p.id = e.person_id
  WHERE c.stage = 'closed' AND e.starts <= %(on)s
    AND (e.period = 'monthly' OR (e.period = 'once' AND e.amount > 0 AND e.ended_on IS NULL))
    AND (%(rights)s::bigint[] IS NULL OR e.id = ANY(%(rights)s))
), settled AS (
  SELECT s.entitlement_id AS id, count(DISTINCT s.period) AS months
  FROM due
  JOIN (
    SELECT entitlement_id, period FROM payments_paymentorder WHERE part = 0
    UNION ALL SELECT entitlement_id, period FROM payments_paidelsewhere WHERE covered
  ) s ON s.entitlement_id = due.id AND s.period BETWEEN due.first AND due.last
  GROUP BY 1
), short AS (
  SELECT due.* FROM due LEFT JOIN settled USING (id)
  WHERE due.last >= due.first AND coalesce(settled.months, 0) <
    12 * (extract(year FROM due.last) - extract(year FROM due.first))
    + extract(month FROM due.last) - extract(month FROM due.first) + 1
)
SELECT short.id, short.case_id, short.service_id, short.person_id, m.period::date,
       CASE WHEN short.died_on IS NOT NULL THEN 'no_payee'
            WHEN (short.review -> 'no_amount') ? to_char(m.period, 'YYYY-MM') THEN 'no_amount'
            WHEN NOT EXISTS (SELECT 1 FROM payments_paymentaccount a
                             WHERE a.person_id = short.person_id AND a.current AND a.state = 'done') THEN 'no_account'
            ELSE 'skipped' END,
       short.amount
FROM short
CROSS JOIN LATERAL generate_series(short.first, short.last, '1 month') m(period)
WHERE NOT EXISTS (SELECT 1 FROM payments_paymentorder o
                  WHERE o.entitlement_id = short.id AND o.period = m.period AND o.part = 0)
  AND NOT EXISTS (SELECT 1 FROM payments_paidelsewhere x
                  WHERE x.entitlement_id = short.id AND x.period = m.period AND x.covered)
ORDER BY short.id, m.period
"""


def unpaid_months(*, on: date, rights: Sequence[int] | None = None) -> list[UnpaidMonth]:
    """Every period due by a day that has no order, of all rights whose case is closed or of some; one statement.

    Gaps in the middle and rights that ended long ago are found like the last month. Rights whose case is open are not
    asked: their own step orders what is due, and the case waits for somebody with its reason.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID, {"on": on, "rights": None if rights is None else list(rights)})
        return [
            UnpaidMonth(right, case, service, person, period, Why(why), amount)
            for right, case, service, person, period, why, amount in cursor.fetchall()
        ]


def settled_months(rights: Iterable[int]) -> dict[int, list[date]]:
    """The periods of each right that have their order, or were paid in full elsewhere; by the right's id."""
    ids = list(rights)
    found: dict[int, list[date]] = {pk: [] for pk in ids}
    ordered = PaymentOrder.objects.filter(entitlement__in=ids, part=0).values_list("entitlement_id", "period")
    covered = PaidElsewhere.objects.filter(entitlement__in=ids, covered=True).values_list("entitlement_id", "period")
    for right, period in (*ordered, *covered):
        found[right].append(period)
    return found


def mark_without_amount(rights: Sequence[Entitlement], lacking: Mapping[int, Sequence[date]], *, now: datetime) -> None:
    """Mark rights (locked) whose months have no amount, and take the mark from those that lack none any more."""
    _mark(rights, lacking, NO_AMOUNT, EntryKind.NO_AMOUNT, now=now)


def mark_unpaid(*, now: datetime) -> int:
    """Mark the rights that have months due and not paid, for whatever cause, and unmark the others; return how many.

    Months without an amount have their own mark. To be asked after everything that can be ordered was ordered.
    """
    lacking: dict[int, list[date]] = defaultdict(list)
    for month in unpaid_months(on=local_day(now)):
        if month.why is not Why.NO_AMOUNT:
            lacking[month.right].append(month.period)
    marked = Entitlement.objects.filter(review__has_key=UNPAID).values_list("pk", flat=True)
    ids = sorted({*lacking, *marked})
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rights = list(
                Entitlement.objects.select_for_update(no_key=True)
                .filter(pk__in=ids[start : start + BATCH])
                .order_by("pk")
            )
            _mark(rights, lacking, UNPAID, EntryKind.UNPAID, now=now)
    return len(lacking)


def _mark(
    rights: Sequence[Entitlement],
    lacking: Mapping[int, Sequence[date]],
    name: str,
    kind: EntryKind,
    *,
    now: datetime,
) -> None:
    """Write the months under a key of the rights' marks; what else a mark says is kept.

    A line of the timeline tells of each month once.
    """
    changed: list[Entitlement] = []
    lines: list[CaseEntry] = []
    for right in rights:
        months = [f"{day:%Y-%m}" for day in sorted(lacking.get(right.pk, ()))]
        before = (right.review or {}).get(name, [])
        if months == before:
            continue
        right.review = _with_months(right.review, name, months)
        changed.append(right)
        new = [month for month in months if month not in before]
        if new:
            details = {"months": new}
            lines.append(CaseEntry(case_id=right.case_id, at=now, what=kind, details=details))
    bulk_write(changed, ["review"])
    CaseEntry.objects.bulk_create(lines)


def _with_months(review: Mapping[str, Any] | None, name: str, months: Sequence[str]) -> dict[str, Any] | None:
    mark = {key: value for key, value in (review or {}).items() if key != name}
    return ({**mark, name: list(months)} if months else mark) or None
