"""The institutions' answers, read from the registry tables: one statement for all items of a call.

A question's SQL selects, for each item it knows something about, `asked.n` (the item's number) and the words
that the directory lists for the question, in that order. `{asked}` stands for the items as rows: their
particulars by name, `day` for `on` (today, where an item has none), and `n`. `{person}` for "from the items, with
the row `person` of their FİN"; `{valid:x}` for "the record x is valid on that day".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from registries.bridge.directory import DATE, QuestionSpec

from . import accounts, life, records, support, work

SQL: dict[str, str] = {**life.SQL, **work.SQL, **support.SQL, **accounts.SQL, "records": records.sql()}

_PERSON = "FROM {asked} JOIN registries_person person ON person.fin = asked.fin"
_VALID = (
    r"\1.superseded_at IS NULL AND \1.valid_from <= asked.day"
    r" AND (\1.valid_until IS NULL OR \1.valid_until >= asked.day)"
)


def answer(institution: str, spec: QuestionSpec, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answer a question about each item: `{"key", "found", "data"}` in the order of the items."""
    statement, parameters = _statement(institution, spec, items)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    known = {row[0]: {word: _plain(value) for word, value in zip(spec.tells, row[1:], strict=True)} for row in rows}
    return [
        {"key": item["key"], "found": number in known, "data": known.get(number, {})}
        for number, item in enumerate(items, start=1)
    ]


def _statement(institution: str, spec: QuestionSpec, items: Sequence[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    today = timezone.localdate().isoformat()
    parameters: dict[str, Any] = {"institution": institution}
    columns, names = [], []
    for name, kind in spec.asks.items():
        column, default = ("day", today) if name == "on" else (name, None)
        parameters[column] = [item.get(name) or default for item in items]
        columns.append(f"%({column})s::{'date' if kind.startswith(DATE) else 'text'}[]")
        names.append(column)
    asked = f"unnest({', '.join(columns)}) WITH ORDINALITY AS asked({', '.join(names)}, n)"
    sql = SQL[spec.name].replace("{person}", _PERSON).replace("{asked}", asked)
    return re.sub(r"\{valid:(\w+)\}", _VALID, sql), parameters


def _plain(value: Any) -> Any:
    """A value of the database as the directory's kinds have it in JSON."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value
