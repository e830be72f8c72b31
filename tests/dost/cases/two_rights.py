"""Two rights that exclude each other, as an oracle sees them: days are numbers, and the law is told again in Python."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

days = st.integers(-3, 3)
spans = st.tuples(days, st.none() | st.integers(0, 3)).map(lambda it: (it[0], None if it[1] is None else it[0] + it[1]))


@dataclass(frozen=True)
class Span:
    """A right as the oracle sees it."""

    receiver: int
    record: tuple[str, str] | str
    monthly: bool
    first: int
    last: int | None


def days_of(span: Span) -> set[int]:
    """The days of a right, as far as anybody looks."""
    end = 400 if span.last is None or not span.monthly else span.last
    return set(range(span.first, end + 1))


def nobody_holds_both(one: Span, other: Span) -> bool:
    """The law, told again: the same record, or the same person twice by the month; on some common day."""
    same_record = one.record == other.record
    twice_a_month = one.monthly and other.monthly and one.receiver == other.receiver
    return (same_record or twice_a_month) and bool(days_of(one) & days_of(other))
