"""A rule: who has the right, how much, from when, until when, paid to whom.

`reading` makes these from the rule part of a service version. What a version says about delivery (mode,
verification, outcome …) is not of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import sql

from registries.facts.model import BoundFact, Vocabulary

from .language import Expression
from .nodes import FactRef
from .parameters import Parameter
from .sql import ROW

SUBJECT = "subject"
# An amount beyond this is a mistake somewhere, never a payment: it counts as unknown.
MOST_MONEY = Decimal("999999999.99")
FIRST_DAY, LAST_DAY = "DATE '0001-01-01'", "DATE '9999-12-31'"


@dataclass(frozen=True)
class Criterion:
    """One named condition of a rule. `text` has az, en and ru; `shared` is the id it was taken from."""

    id: str
    expression: Expression
    text: Mapping[str, str]
    law: str = ""
    shared: str = ""


@dataclass(frozen=True)
class CompiledRule:
    """A checked rule. `payees` are roles in order of preference; `facts` are all it needs, each once."""

    basis: str
    vocabulary: Vocabulary = field(repr=False, compare=False)
    criteria: tuple[Criterion, ...]
    amount: Expression | None
    period: str
    starts: Expression | None
    until: Expression | None
    payees: tuple[str, ...]
    payee_facts: tuple[BoundFact, ...]
    facts: tuple[BoundFact, ...]
    parameters: tuple[Parameter, ...]
    registries: tuple[str, ...]
    content_hash: str

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the parameters the rule uses."""
        return tuple(parameter.name for parameter in self.parameters)

    def verdict_sql(self) -> sql.Composable:
        """TRUE entitled, FALSE not, NULL unknown: the AND of the criteria.

        Who meets every criterion, but whose amount, first day or last day cannot be told, is unknown too: a right to
        an unknown sum, or from or until an unknown day, cannot be paid. A last day that is a fact and nothing else
        (`disability.until`) is different: without a value the right has no end.
        """
        parts = [criterion.expression.sql_text for criterion in self.criteria]
        if self.amount is not None:
            parts.append(payable(exact_text(self.amount)))
        parts.extend(datable(expression.sql_text) for expression in self.needed_days)
        return sql.SQL(f"({' AND '.join(parts)})" if parts else "TRUE")

    @property
    def needed_days(self) -> tuple[Expression, ...]:
        """The first and last day, where the right cannot be without them."""
        days = []
        if self.starts is not None:
            days.append(self.starts)
        if self.until is not None and not isinstance(self.until.root, FactRef):
            days.append(self.until)
        return tuple(days)

    def amount_sql(self) -> sql.Composable:
        """The amount in AZN, two decimals, half a qəpik rounded away from zero; never negative; NULL unknown."""
        return sql.SQL(amount_of(exact_text(self.amount)) if self.amount else "NULL::numeric")

    def starts_sql(self) -> sql.Composable:
        """The first day of the right; NULL when the rule does not say."""
        return sql.SQL(in_calendar(self.starts.sql_text) if self.starts else "NULL::date")

    def until_sql(self) -> sql.Composable:
        """The last day of the right; NULL when it has no end."""
        return sql.SQL(in_calendar(self.until.sql_text) if self.until else "NULL::date")

    def payee_sql(self) -> sql.Composable:
        """The role that is paid: the only one named, or the first that is alive; NULL when none is."""
        if not self.payee_facts:
            return sql.SQL("{}::text").format(sql.Literal(self.payees[0]))
        branches = [
            sql.SQL(" WHEN {} THEN {}").format(sql.Identifier(ROW, fact.name), sql.Literal(role))
            for role, fact in zip(self.payees, self.payee_facts, strict=True)
        ]
        return sql.SQL("(CASE{} END)").format(sql.Composed(branches))

    def parameter_values(self, on: date) -> dict[str, Any]:
        """Return what each parameter of the rule is worth on a day, for a decision to record."""
        return {parameter.name: parameter.value_on(on) for parameter in self.parameters}


def payable(amount: str) -> str:
    """Return SQL that is TRUE when an amount is known and can be paid, else NULL."""
    return f"NULLIF({amount} <= {MOST_MONEY}, FALSE)"


def datable(day: str) -> str:
    """Return SQL that is TRUE when a date is known, else NULL."""
    return f"NULLIF({day} BETWEEN {FIRST_DAY} AND {LAST_DAY}, FALSE)"


def amount_of(amount: str) -> str:
    """Return the SQL of what is paid of a computed amount."""
    return f"(CASE WHEN {amount} <= {MOST_MONEY} THEN round(GREATEST({amount}, 0), 2) END)"


def in_calendar(day: str) -> str:
    """Return the SQL of a date that Python can hold; NULL if it cannot."""
    return f"(CASE WHEN {day} BETWEEN {FIRST_DAY} AND {LAST_DAY} THEN {day} END)"


def exact_text(expression: Expression) -> str:
    """Return the SQL of a number as `numeric`."""
    return f"{expression.sql_text}::numeric"
