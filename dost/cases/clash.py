"""Two rights that exclude each other: when they clash, and which of two that are open goes on; in SQL.

What it means and why is in `exclusions` and in decision 6. An oracle in the tests asks the same in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from psycopg import sql


@dataclass(frozen=True, slots=True)
class RightColumns:
    """Where a statement finds what exclusion depends on, of one right: SQL expressions.

    `monthly` is a boolean; `first` and `last` are dates, `last` NULL where no end is known. `key` is the key of the
    record that the right arose from, within the basis; an award does not keep its basis.
    """

    receiver: sql.Composable
    key: sql.Composable
    monthly: sql.Composable
    first: sql.Composable
    last: sql.Composable
    basis: sql.Composable | None = None


MONTHLY_AWARD: Final = RightColumns(
    receiver=sql.SQL("a.person_id"),
    key=sql.SQL("a.basis_key"),
    monthly=sql.SQL("TRUE"),
    first=sql.SQL("a.valid_from"),
    last=sql.SQL("a.valid_until"),
)
"""An award `a` that is paid by the month. What was paid once holds, and is looked for there (`prior_awards`)."""

CASE: Final = RightColumns(
    receiver=sql.SQL("c.person_id"),
    basis=sql.SQL("c.basis"),
    key=sql.SQL("c.basis_key"),
    monthly=sql.SQL("coalesce(e.period, r.definition ->> 'period') = 'monthly'"),
    first=sql.SQL('coalesce(e.starts, c."on")'),
    last=sql.SQL("least(e.until, e.ended_on)"),
)
"""A case `c` with its version `r` and, once it is granted, its entitlement `e`."""


def clash(one: RightColumns, other: RightColumns) -> sql.Composable:
    """A test of two rights of services that exclude each other: whether nobody may hold both (see the module)."""
    return sql.SQL("(({}) OR ({}))").format(*ways(one, other))


def ways(one: RightColumns, other: RightColumns) -> tuple[sql.Composable, sql.Composable]:
    """The two ways to clash, apart, for an index finds the rows of each."""
    meet = _times_meet(one, other)
    # By the month a person is paid one of them: the second would pay the same month for the same need again.
    same_receiver = sql.SQL("{} = {} AND {} AND {} AND {}").format(
        other.receiver, one.receiver, one.monthly, other.monthly, meet
    )
    # One record is paid for by one of them, whoever receives it: the child, the death, the decision is the matter.
    same_record = sql.SQL("{} = {} AND {}").format(other.key, one.key, meet)
    if one.basis is not None and other.basis is not None:
        # A key is unique within its basis only: a child's FİN is the key of its birth and of its person.
        same_record = sql.SQL("{} AND {} = {}").format(same_record, other.basis, one.basis)
    return same_receiver, same_record


def _times_meet(one: RightColumns, other: RightColumns) -> sql.Composable:
    """Some day lies in the time of both: a right that ended before the other begins leaves it alone."""
    return sql.SQL("{} AND {}").format(_not_over(one, by=other.first), _not_over(other, by=one.first))


def _not_over(right: RightColumns, *, by: sql.Composable) -> sql.Composable:
    """What was given once cannot be given back, so its time has no end, whatever was written as its last day."""
    return sql.SQL("(NOT ({monthly}) OR {last} IS NULL OR {last} >= {by})").format(
        monthly=right.monthly, last=right.last, by=by
    )


def outranks(one: str, other: str) -> sql.Composable:
    """A test of two rows (accepted, amount, on, code): which of two rights that clash goes on when both are open.

    What the person has said yes to; else what is better for them; else an order that no run and no worker can change.
    An amount that is not known counts as nothing.
    """
    rank = '(NOT {0}.accepted, -coalesce({0}.amount, 0), {0}."on", {0}.code COLLATE "C")'
    return sql.SQL(f"({rank.format(one)} < {rank.format(other)})")


@dataclass(frozen=True, slots=True)
class OpenRight:
    """What decides between two open cases whose rights clash; `outranks` is the same in SQL."""

    accepted: bool
    amount: Decimal | None
    on: date
    code: str

    def outranks(self, other: OpenRight) -> bool:
        """Whether this one goes on and the other waits."""
        return self._rank() < other._rank()

    def _rank(self) -> tuple[bool, Decimal, date, str]:
        return not self.accepted, -(self.amount or Decimal(0)), self.on, self.code
