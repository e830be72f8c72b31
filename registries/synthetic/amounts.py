"""Dated amounts of money, in qəpik, from `registries/data/amounts.csv`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from registries.data import read


@cache
def _history() -> dict[str, list[tuple[int, int]]]:
    """For each item its (first day, qəpik), oldest first."""
    history: dict[str, list[tuple[int, int]]] = {}
    for row in read("amounts"):
        entry = (date.fromisoformat(row["from"]).toordinal(), int(Decimal(row["amount"]) * 100))
        history.setdefault(row["item"], []).append(entry)
    return {item: sorted(entries) for item, entries in history.items()}


def amount(item: str, day: int) -> int:
    """What the item was worth on a day, in qəpik; before the first known value, the first known value."""
    entries = _history()[item]
    worth = entries[0][1]
    for first_day, value in entries:
        if first_day > day:
            break
        worth = value
    return worth


def raised_on(item: str, day: int) -> int:
    """The first day of what the item is worth on a day, 0 if it is the first known value."""
    entries = [entry for entry in _history()[item] if entry[0] <= day]
    return entries[-1][0] if len(entries) > 1 else 0


def money(qepik: int) -> str:
    """Manat with two decimals, as the database reads it."""
    return f"{qepik // 100}.{qepik % 100:02d}"
