"""What the books must never show, each as one statement over everybody that looks at the rows alone.

Nothing here asks how the road came to write a row: it reads rights, orders, awards and acts as they stand, so that it
finds what any step forgot, and what was changed by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from psycopg import sql

from dost.cases.awards import MODELS
from dost.cases.clash import MONTHLY_AWARD, RightColumns, clash
from dost.cases.clock.lists import clocks_overdue
from dost.cases.corrections import corrections_due
from dost.cases.missing_letters import decisions_without_letter, differences_without_letter, ends_without_letter
from dost.cases.overdue import refusals_not_told
from dost.cases.overdue_answers import not_escalated
from dost.cases.unpaid import unpaid_months
from dost.common.delivery import DeliveryState
from dost.payments import account_changes
from registries.intake import consequences

MONEY_MOVES: Final = [
    DeliveryState.READY.value,
    DeliveryState.SENDING.value,
    DeliveryState.DONE.value,
    DeliveryState.DOUBTFUL.value,
]
"""States of an order by which money goes, went, or may have gone."""
ON_ITS_WAY: Final = [DeliveryState.READY.value, DeliveryState.SENDING.value]
MONEY_WENT: Final = [DeliveryState.DONE.value, DeliveryState.DOUBTFUL.value]


class Kind(models.TextChoices):
    """What is wrong."""

    NO_RIGHT = "no_right", pgettext_lazy("books", "Paid, or to be paid, without a right to it")
    DEAD_PAYEE = "dead_payee", pgettext_lazy("books", "A payment or message is on its way to somebody who has died")
    RUNS_AFTER_DEATH = "runs_after_death", pgettext_lazy("books", "A right runs on after the death of who receives it")
    PAID_AFTER_DEATH = (
        "paid_after_death",
        pgettext_lazy("books", "Paid for months after a death, and nobody was told"),
    )
    UNPAID = "unpaid", pgettext_lazy("books", "A month is due and has no order")
    SENT_BACK = "sent_back", pgettext_lazy("books", "A payment came back, and nobody has seen to it")
    KEPT_BACK = "kept_back", pgettext_lazy("books", "A payment was kept back, and nobody has seen to it")
    UNPLACED = "unplaced", pgettext_lazy("books", "A bank told something that belongs to no payment, or cannot be read")
    BANK_UNREAD = "bank_unread", pgettext_lazy("books", "What a bank tells has not been read for two days")
    ACCOUNT_OPEN = "account_open", pgettext_lazy("books", "A bank has not said for a day whose an account is")
    ACT = "act", pgettext_lazy("books", "What follows from an act has not been done")
    NO_LETTER = "no_letter", pgettext_lazy("books", "Something was decided, and no letter tells of it")
    REFUSAL_UNTOLD = (
        "refusal_untold",
        pgettext_lazy("books", "An application was refused, and the person was not told in time"),
    )
    NO_CLOCK = "no_clock", pgettext_lazy("books", "A case is past its time limit, and nobody was told")
    CORRECTION = "correction", pgettext_lazy("books", "An institution is silent about a fact that is called wrong")
    EXCLUDED = "excluded", pgettext_lazy("books", "Two rights that exclude each other run at once")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the case it is about, if there is one, the month, and a key to find the row by.

    `reference` is an order's key, an award's number or an act's reference: never a name or a FİN.
    """

    kind: Kind
    case: int | None = None
    period: date | None = None
    reference: str = ""


def findings(*, on: date) -> Iterator[Finding]:
    """Everything that is wrong as of a day, kind by kind."""
    for look in LOOKS:
        yield from look(on)


# -- payments ----------------------------------------------------------------------------------------------------

_UNNOTED: Final = """
    NOT EXISTS (SELECT 1 FROM payments_overpaidmonth m JOIN payments_overpayment v ON v.id = m.overpayment_id
                WHERE v.entitlement_id = e.id AND m.period = o.period AND v.state <> 'cancelled')
"""
"""What was paid in excess and is before a clerk with its sums is known, and not found again."""

_NO_RIGHT: Final = f"""
SELECT e.case_id, o.period, o.key
FROM payments_paymentorder o
JOIN cases_entitlement e ON e.id = o.entitlement_id
JOIN cases_case c ON c.id = e.case_id
WHERE o.state = ANY(%(states)s) AND {_UNNOTED} AND (
  c.outcome <> 'granted' OR e.period = 'none' OR o.period < date_trunc('month', e.starts)
  OR (e.period = 'once' AND o.period > date_trunc('month', e.starts))
  OR (e.period = 'monthly' AND o.period > date_trunc('month', least(e.until, e.ended_on)))
)
ORDER BY o.id
"""  # noqa: S608 - of our own constants; `least` passes over what is NULL  # nosec B608


def payments_without_a_right(_on: date) -> Iterator[Finding]:
    """Orders for months in which the right did not run, or of a right that was never granted.

    Months are paid whole, from that of the first day to that of the last (decision 6).
    """
    for case, period, key in _rows(_NO_RIGHT, states=MONEY_MOVES):
        yield Finding(Kind.NO_RIGHT, case, period, key)


_PAID_AFTER_DEATH: Final = f"""
SELECT e.case_id, o.period, o.key
FROM payments_paymentorder o
JOIN cases_entitlement e ON e.id = o.entitlement_id
JOIN registries_person p ON p.id = e.person_id
WHERE o.state = ANY(%(states)s) AND e.period = 'monthly' AND o.period > date_trunc('month', p.died_on) AND {_UNNOTED}
ORDER BY o.id
"""  # noqa: S608 - of our own constants  # nosec B608


def paid_after_death(_on: date) -> Iterator[Finding]:
    """Months after the month of a death that the bank has paid, and that nobody has been told of."""
    for case, period, key in _rows(_PAID_AFTER_DEATH, states=MONEY_WENT):
        yield Finding(Kind.PAID_AFTER_DEATH, case, period, key)


_DEAD_PAYEE: Final = """
SELECT e.case_id, o.period, o.key
FROM payments_paymentorder o
JOIN cases_entitlement e ON e.id = o.entitlement_id
JOIN registries_person p ON p.id = e.person_id
WHERE o.state = ANY(%(states)s) AND p.died_on IS NOT NULL
UNION ALL
SELECT n.case_id, NULL, n.key
FROM notifications_notice n
JOIN cases_case c ON c.id = n.case_id
JOIN registries_person p ON p.id = c.person_id
WHERE n.state = ANY(%(states)s) AND p.died_on IS NOT NULL
ORDER BY 3
"""


def dead_payees(_on: date) -> Iterator[Finding]:
    """Orders and messages not yet taken by a receiver, of people who have died."""
    for case, period, key in _rows(_DEAD_PAYEE, states=ON_ITS_WAY):
        yield Finding(Kind.DEAD_PAYEE, case, period, key)


_RUNS_AFTER_DEATH: Final = """
SELECT e.case_id, p.died_on
FROM cases_entitlement e
JOIN cases_case c ON c.id = e.case_id
JOIN registries_person p ON p.id = e.person_id
WHERE e.period = 'monthly' AND e.ended_on IS NULL AND c.stage = 'closed'
  AND p.died_on < least(%(on)s, e.until)
ORDER BY e.id
"""


def rights_of_the_dead(on: date) -> Iterator[Finding]:
    """Monthly rights that nobody has ended though who receives them has died."""
    for case, died in _rows(_RUNS_AFTER_DEATH, on=on):
        yield Finding(Kind.RUNS_AFTER_DEATH, case, died.replace(day=1))


def unpaid(on: date) -> Iterator[Finding]:
    """Periods due of running and ended rights that have no order, whatever the cause; the cause is the reference."""
    for month in unpaid_months(on=on):
        yield Finding(Kind.UNPAID, month.case, month.period, month.why.value)


# -- what banks did and told -------------------------------------------------------------------------------------

_STOPPED: Final = """
SELECT o.state, e.case_id, o.period, o.key
FROM payments_paymentorder o
JOIN cases_entitlement e ON e.id = o.entitlement_id
JOIN cases_case c ON c.id = e.case_id
WHERE o.state = ANY(%(states)s) AND o.problem <> 'right_ended'
  AND (c.stage <> 'closed' OR e.review ->> 'code' IN ('order_returned', 'order_withheld', 'order_refused'))
ORDER BY o.id
"""
_STOPPED_KINDS: Final = {
    DeliveryState.RETURNED.value: Kind.SENT_BACK,
    DeliveryState.WITHHELD.value: Kind.KEPT_BACK,
}


def stopped_payments(_on: date) -> Iterator[Finding]:
    """Payments that came back or were kept back, until a member of staff has seen to them."""
    for state, case, period, key in _rows(_STOPPED, states=list(_STOPPED_KINDS)):
        yield Finding(_STOPPED_KINDS[state], case, period, key)


_UNPLACED: Final = """
SELECT e.case_id, o.period, r.bank || ' ' || r.reference
FROM payments_paymentreturn r
LEFT JOIN payments_paymentorder o ON o.id = r.order_id
LEFT JOIN cases_entitlement e ON e.id = o.entitlement_id
WHERE r.looked_at IS NULL AND r.finding IN ('earlier', 'unknown', 'unreadable')
ORDER BY r.id
"""
_UNREAD: Final = """
SELECT bank FROM payments_bankinbox
WHERE asked_at IS NOT NULL AND coalesce(answered_at, '-infinity') < asked_at - interval '2 days'
ORDER BY bank
"""


def what_banks_told(_on: date) -> Iterator[Finding]:
    """What banks told and nobody could place, and banks whose news could not be read."""
    for case, period, reference in _rows(_UNPLACED):
        yield Finding(Kind.UNPLACED, case, period, reference)
    for (bank,) in _rows(_UNREAD):
        yield Finding(Kind.BANK_UNREAD, reference=bank)


def accounts_not_told(_on: date) -> Iterator[Finding]:
    """Accounts that people have chosen, of which a bank has not said for a day whose they are, or said nothing clear.

    The bank is asked on by itself until it has said so (`payments.account_changes`); somebody calls it.
    """
    open_long = account_changes.not_told_for(account_changes.OVERDUE, now=timezone.now())
    for key in open_long.order_by("pk").values_list("key", flat=True):
        yield Finding(Kind.ACCOUNT_OPEN, reference=key)


def corrections_not_answered(on: date) -> Iterator[Finding]:
    """Contested facts whose institution is silent past its term, or could not be told; the receipt's number is given.

    A member of staff calls it, and asks again or writes down what it says (`cases.corrections`).
    """
    for one in corrections_due(on):
        yield Finding(Kind.CORRECTION, one.case_id, reference=one.number)


# -- rights that exclude each other ------------------------------------------------------------------------------


def _columns(number: int) -> RightColumns:
    """A running right: its case, version and entitlement under the names c1, r1, e1 …"""
    names = {"c": f"c{number}", "r": f"r{number}", "e": f"e{number}"}
    return RightColumns(
        receiver=sql.SQL("{c}.person_id".format(**names)),
        basis=sql.SQL("{c}.basis".format(**names)),
        key=sql.SQL("{c}.basis_key".format(**names)),
        monthly=sql.SQL("{e}.period = 'monthly'".format(**names)),
        first=sql.SQL("{e}.starts".format(**names)),
        last=sql.SQL("least({e}.until, {e}.ended_on)".format(**names)),
    )


def excluding_rights(on: date) -> Iterator[Finding]:
    """Pairs of rights that exclude each other (decision 6) and both run on a day, or on one to come.

    Of each pair the later case is named, and the other's number is the reference; an award of another system is named
    by its source and reference.
    """
    yield from _excluding_cases(on)
    for model in MODELS.values():
        yield from _excluding_awards(on, model._meta.db_table)


def _excluding_cases(on: date) -> Iterator[Finding]:
    ways = ("c2.person_id = c1.person_id", "c2.basis = c1.basis AND c2.basis_key = c1.basis_key")
    # Each way apart, so that both joins find their rows by a hash or an index.
    statement = sql.SQL(" UNION ").join(_pairs(sql.SQL(way), on) for way in ways) + sql.SQL(" ORDER BY 1, 3")
    for case, starts, other in _rows(statement.as_string(None)):
        yield Finding(Kind.EXCLUDED, case, starts.replace(day=1), f"DOST-{other}")


def _pairs(way: sql.SQL, on: date) -> sql.Composed:
    return sql.SQL(
        "SELECT c2.id, e2.starts, c1.id FROM cases_entitlement e1"
        " JOIN cases_case c1 ON c1.id = e1.case_id"
        " JOIN services_catalog_serviceversion r1 ON r1.id = c1.version_id"
        " JOIN cases_case c2 ON {way} AND c2.id > c1.id"
        " JOIN cases_entitlement e2 ON e2.case_id = c2.id"
        " JOIN services_catalog_serviceversion r2 ON r2.id = c2.version_id"
        " WHERE ((r1.definition -> 'excludes') ? c2.service_id OR (r2.definition -> 'excludes') ? c1.service_id)"
        "  AND c1.outcome = 'granted' AND c2.outcome = 'granted' AND e1.period <> 'none' AND e2.period <> 'none'"
        "  AND {runs1} AND {runs2} AND {clash} AND NOT {undone1} AND NOT {undone2}"
    ).format(
        undone1=_undone(1),
        undone2=_undone(2),
        way=way,
        runs1=_runs(1, on),
        runs2=_runs(2, on),
        clash=clash(_columns(1), _columns(2)),
    )


def _excluding_awards(on: date, table: str) -> Iterator[Finding]:
    statement = sql.SQL(
        "SELECT c1.id, e1.starts, a.source_id || ' ' || a.reference FROM cases_entitlement e1"
        " JOIN cases_case c1 ON c1.id = e1.case_id"
        " JOIN services_catalog_serviceversion r1 ON r1.id = c1.version_id"
        " JOIN {table} a ON a.person_id = c1.person_id AND (r1.definition -> 'excludes') ? a.service_code"
        " WHERE a.superseded_at IS NULL AND NOT a.one_off AND (a.valid_until IS NULL OR a.valid_until >= {on})"
        "  AND NOT starts_with(a.reference, 'DOST-') AND c1.outcome = 'granted' AND e1.period = 'monthly'"
        "  AND {runs} AND {clash} ORDER BY c1.id, a.id"
    ).format(
        table=sql.Identifier(table),
        on=sql.Literal(on),
        runs=_runs(1, on),
        clash=clash(MONTHLY_AWARD, _columns(1)),
    )
    for case, starts, reference in _rows(statement.as_string(None)):
        yield Finding(Kind.EXCLUDED, case, starts.replace(day=1), reference)


def _undone(number: int) -> sql.Composed:
    """Its record turned out to be another's, or none: what it was paid is before a clerk with the sum (decision 16)."""
    return sql.SQL(
        "EXISTS (SELECT 1 FROM payments_overpayment v WHERE v.entitlement_id = {}.id"
        " AND v.cause IN ('corrected', 'annulled') AND v.state <> 'cancelled')"
    ).format(sql.SQL(f"e{number}"))


def _runs(number: int, on: date) -> sql.Composed:
    """A monthly right is not over by the day; what was given once is held for good."""
    right = _columns(number)
    return sql.SQL("(NOT ({monthly}) OR {last} IS NULL OR {last} >= {on}::date)").format(
        monthly=right.monthly, last=right.last, on=sql.Literal(on)
    )


def _rows(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def acts_without_consequences(_on: date) -> Iterator[Finding]:
    """Acts of the civil registry of which something has not followed; the act's source and reference, and what."""
    for one in consequences.findings():
        yield Finding(Kind.ACT, reference=f"{one.source} {one.reference} {one.what}")


# -- what people are told ------------------------------------------------------------------------------------------


def decisions_untold(_on: date) -> Iterator[Finding]:
    """Decisions, ends and differences of which no letter tells; the reference says which of the three it is."""
    for case in decisions_without_letter().values_list("case_id", flat=True):
        yield Finding(Kind.NO_LETTER, case, None, "decision")
    for case, day in ends_without_letter().values_list("case_id", "ended_on"):
        assert day is not None
        yield Finding(Kind.NO_LETTER, case, day.replace(day=1), "end")
    for case, period, key in differences_without_letter().values_list("entitlement__case_id", "period", "key"):
        yield Finding(Kind.NO_LETTER, case, period, key)


def refusals_untold(on: date) -> Iterator[Finding]:
    """Applications that were refused and of which the person has not been told by the last day for it."""
    for case in refusals_not_told(on=on):
        yield Finding(Kind.REFUSAL_UNTOLD, case.pk)


def terms_passed_in_silence(on: date) -> Iterator[Finding]:
    """Undecided cases past their time limit of which nobody was told; the hourly look does that (`cases.overdue`)."""
    yesterday = on - timedelta(days=1)
    for case in clocks_overdue(yesterday).filter(escalated_at=None).values_list("case_id", flat=True):
        yield Finding(Kind.NO_CLOCK, case)
    for case in not_escalated(on=yesterday):
        yield Finding(Kind.NO_CLOCK, case, reference="answer")


LOOKS: Final[tuple[Callable[[date], Iterator[Finding]], ...]] = (
    unpaid,
    payments_without_a_right,
    dead_payees,
    rights_of_the_dead,
    paid_after_death,
    stopped_payments,
    what_banks_told,
    accounts_not_told,
    corrections_not_answered,
    excluding_rights,
    acts_without_consequences,
    decisions_untold,
    refusals_untold,
    terms_passed_in_silence,
)
