"""Does work for many items at once, and finds the few that the database refuses by halving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction

from .problems import RowError, from_database

T = TypeVar("T")
ATTEMPTS = 5
Refusal = IntegrityError | DataError | RowError | UnicodeError | OverflowError
"""What one row can bring about: a refusal by the database, by a reader, or by what writes values for the database."""
_REFUSALS = (IntegrityError, DataError, RowError, UnicodeError, OverflowError)


def in_halves(items: Sequence[T], work: Callable[[Sequence[T]], None], refuse: Callable[[T, RowError], None]) -> None:
    """Call `work` on all items, inside a savepoint; when it fails on what one row
    says (the database refuses, or a RowError), on each half, down to single items.

    A refused single item is tried again, since another process may have brought in the same meanwhile; then
    `refuse` is told of it. Order is kept. `work` must leave no trace outside the database when it fails.
    """
    if not items:
        return
    try:
        with transaction.atomic():
            work(items)
        return
    except _REFUSALS as error:
        if len(items) == 1:
            _last_try(items, work, refuse, error)
            return
    middle = len(items) // 2
    in_halves(items[:middle], work, refuse)
    in_halves(items[middle:], work, refuse)


def _last_try(
    items: Sequence[T],
    work: Callable[[Sequence[T]], None],
    refuse: Callable[[T, RowError], None],
    error: Refusal,
) -> None:
    for _ in range(ATTEMPTS):
        if not isinstance(error, IntegrityError):
            break
        try:
            with transaction.atomic():
                work(items)
            return
        except _REFUSALS as again:
            error = again
    refuse(items[0], error if isinstance(error, RowError) else from_database(error))


def isolated(items: Sequence[T], work: Callable[[Sequence[T]], None], failed: Callable[[T, Exception], None]) -> None:
    """Call `work` on all items, inside a savepoint; when it fails, whatever for, on each half, down to single items.

    `failed` is told of the item that fails alone. When the database is away no item is to blame: that is raised.
    `work` must leave no trace outside the database when it fails.
    """
    if not items:
        return
    try:
        with transaction.atomic():
            work(items)
        return
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is one item's, and its neighbours go on
        if len(items) == 1:
            failed(items[0], error)
            return
    middle = len(items) // 2
    isolated(items[:middle], work, failed)
    isolated(items[middle:], work, failed)
