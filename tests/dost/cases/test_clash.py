"""When two rights clash, and which of two open ones goes on: the SQL against an oracle in Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from dost.cases.clash import OpenRight, RightColumns, clash, outranks
from tests.dost.cases.two_rights import Span, nobody_holds_both, spans

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)


span_rows = st.builds(
    lambda receiver, key, monthly, span: Span(receiver, key, monthly, span[0], span[1]),
    st.integers(0, 1),
    st.sampled_from(["K1", "K2"]),
    st.booleans(),
    spans,
)


def columns_of(span: Span, *, basis: str | None = None) -> RightColumns:
    def day(number: int | None) -> sql.Composable:
        return sql.SQL("{}::date").format(sql.Literal(None if number is None else ON + timedelta(number)))

    return RightColumns(
        receiver=sql.Literal(span.receiver),
        key=sql.Literal(span.record),
        monthly=sql.Literal(span.monthly),
        first=day(span.first),
        last=day(span.last),
        basis=None if basis is None else sql.Literal(basis),
    )


def answers(*tests: sql.Composable) -> tuple[bool, ...]:
    """What the database says of each test."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(tests)).as_string(None))
        found: tuple[bool, ...] = cursor.fetchone()
    return found


@settings(max_examples=100)
@given(one=span_rows, other=span_rows)
def test_it_does_not_matter_which_of_two_rights_asks(one: Span, other: Span) -> None:
    here, there = columns_of(one), columns_of(other)
    assert answers(clash(here, there), clash(there, here)) == (nobody_holds_both(one, other),) * 2


MONTHS = Span(receiver=1, record="K1", monthly=True, first=0, last=10)


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (replace(MONTHS, record="K2"), True),  # the same person, by the month twice
        (replace(MONTHS, receiver=2), True),  # the same record, whoever receives it
        (replace(MONTHS, receiver=2, record="K2"), False),
        (replace(MONTHS, record="K2", monthly=False), False),  # a lump sum for another matter
        (replace(MONTHS, record="K2", first=10, last=20), True),  # one day is in both
        (replace(MONTHS, record="K2", first=11, last=20), False),
        (replace(MONTHS, receiver=2, monthly=False, first=-9, last=-9), True),  # what was given once has no end
        (replace(MONTHS, receiver=2, monthly=False, first=11, last=11), False),  # the months were over before it
        (replace(MONTHS, record="K2", last=None), True),
    ],
)
def test_two_rights_clash_by_receiver_or_by_record_on_a_common_day(other: Span, clashes: bool) -> None:
    assert answers(clash(columns_of(MONTHS), columns_of(other))) == (clashes,)


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [("birth", "birth", True), ("birth", "person", False), ("birth", None, True), (None, None, True)],
)
def test_a_key_is_that_of_one_record_within_one_basis(one: str | None, other: str | None, clashes: bool) -> None:
    theirs = columns_of(replace(MONTHS, receiver=2), basis=other)
    assert answers(clash(columns_of(MONTHS, basis=one), theirs)) == (clashes,)


# -- which of two goes on ----------------------------------------------------------------------------------------


open_rights = st.builds(
    OpenRight,
    accepted=st.booleans(),
    amount=st.sampled_from([None, Decimal(0), Decimal("99.99"), Decimal(100)]),
    on=st.sampled_from([date(2026, 11, 1), ON]),
    code=st.sampled_from(["05-21", "05-23", "07-06-1"]),
)


PLAIN = OpenRight(accepted=False, amount=Decimal(100), on=ON, code="05-21")


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, amount=Decimal(99)),
        replace(PLAIN, amount=None),
        replace(PLAIN, on=date(2026, 11, 21)),
        replace(PLAIN, code="05-23"),
    ],
)
def test_what_pays_more_then_the_older_then_the_first_by_code_goes_on(other: OpenRight) -> None:
    assert PLAIN.outranks(other)
    assert not other.outranks(PLAIN)
    assert replace(other, accepted=True).outranks(PLAIN)  # a yes goes before all of it
    assert not PLAIN.outranks(PLAIN)


def test_an_amount_that_is_not_known_counts_as_nothing() -> None:
    unknown, nothing = replace(PLAIN, amount=None), replace(PLAIN, amount=Decimal(0))
    assert (unknown.outranks(nothing), nothing.outranks(unknown)) == (False, False)


@settings(max_examples=100)
@given(one=open_rights, other=open_rights)
def test_order_of_two_open_rights_is_the_same_in_python_and_sql(one: OpenRight, other: OpenRight) -> None:
    rows = sql.SQL(", ").join(
        sql.SQL("({}::boolean, {}::numeric, {}::date, {}::text)").format(
            *map(sql.Literal, (right.accepted, right.amount, right.on, right.code))
        )
        for right in (one, other)
    )
    one_row = sql.SQL('(SELECT * FROM (VALUES {}) x (accepted, amount, "on", code) OFFSET {} LIMIT 1) {}')
    source = [one_row.format(rows, sql.Literal(at), sql.Identifier(name)) for at, name in ((0, "a"), (1, "b"))]
    statement = sql.SQL("SELECT {}, {} FROM {}, {}").format(outranks("a", "b"), outranks("b", "a"), *source)
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        assert cursor.fetchone() == (one.outranks(other), other.outranks(one))
    assert (one.outranks(other), other.outranks(one)).count(True) == (one._rank() != other._rank())
