"""Statements whose plan PostgreSQL keeps: for long texts that are asked again and again with other parameters.

Explaining every service for one person takes six statements of up to 60 kB each; planning them costs ten times what
running them does. Django binds parameters on its own side, so its cursors cannot prepare anything; this one can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction

Fetched = tuple[list[str], list[tuple[Any, ...]]]
"""The names of the columns, and the rows."""
Fetch = Callable[[str, Sequence[Any]], Fetched]
"""Runs a statement with its parameters."""


@contextmanager
def prepared() -> Iterator[Fetch]:
    """Give a function that does what `fetch_prepared` does, for several statements in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with psycopg.RawCursor(connection.connection) as raw:

            def fetch(text: str, params: Sequence[Any]) -> Fetched:
                raw.execute(text.encode(), params, prepare=True)
                return [column.name for column in raw.description or ()], raw.fetchall()

            yield fetch


def fetch_prepared(text: str, params: Sequence[Any]) -> Fetched:
    """Run a SELECT whose parameters are `$1`, `$2` …; return the names of its columns, and its rows.

    The plan is made once for a connection and for whatever the parameters may be: only for texts whose best plan does
    not depend on them.
    """
    with prepared() as fetch:
        return fetch(text, params)
