"""Which columns of the tables a fact is read from: what a correction of a record can change, and where a fact stands.

Facts are SQL over tables, so this is read from that SQL. It answers two questions. Which facts may be others when a
column of a record is: all those whose tables are the record's and whose SQL names the column, which may be one too many
and never one too few. And which one field of a record says a fact as it stands: that of a fact that is nothing but a
column; a fact that is counted, compared or added up stands in no one field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from . import catalogue
from .basis import Basis
from .model import ANSWER, Fact
from .source import Part, Shape, Source

_PLAIN: Final = re.compile(r"r\.([a-z_0-9]+)")
_FIRST_TABLE: Final = re.compile(r"\s*(registries_[a-z]+)\s+r\b")


def stands_in(fact: Fact) -> tuple[str, str] | None:
    """The table and the column that say a fact as it stands; None where it stands in no one field.

    Only where its source brings down one record by itself: of a sum nobody can say which record is wrong.
    """
    column = _PLAIN.fullmatch(fact.sql.strip())
    origin = _origin(fact)
    if column is None or origin is None or (isinstance(origin, Source) and origin.shape is Shape.AGGREGATE):
        return None
    table = _FIRST_TABLE.match(origin.tables)
    return (table[1], column[1]) if table else None


def row_behind(fact: Fact, on: date) -> str:
    """The statement that finds the id of the row in which a fact stands (`stands_in`), for a person's id as `%s`.

    Empty where that row is found through another source.
    """
    origin = _origin(fact)
    if not isinstance(origin, Source) or origin.via or stands_in(fact) is None:
        return ""
    order = f" ORDER BY {origin.order}" if origin.order else ""
    text = f"SELECT r.id FROM {origin.tables} WHERE {origin.key} = %s AND {origin.where}{order} LIMIT 1"
    return text.replace("{on}", f"'{on.isoformat()}'::date").replace("{asked}", f"'{on.isoformat()}'::date")


@cache
def may_read(fact: Fact, table: str, column: str) -> bool:
    """Whether a fact may be another when a column of a table's record is; without a column: when the record is."""
    return any(_mentions(text, extra, table, column) for text, extra in _texts(fact))


@cache
def basis_may_read(basis: str, table: str, column: str) -> bool:
    """Whether a basis may have other rows, or rows of other people, when a column of a table's record is another."""
    return any(_mentions(text, "", table, column) for text in _texts_of_basis(catalogue.bases[basis]))


def _mentions(text: str, extra: str, table: str, column: str) -> bool:
    if not re.search(rf"\b{re.escape(table)}\b", text):
        return False
    return not column or re.search(rf"\b{re.escape(column)}\b", f"{text} {extra}") is not None


def _origin(fact: Fact) -> Source | Basis | None:
    if fact.source == ANSWER:
        return None
    if fact.source.startswith("basis:"):
        return catalogue.bases.get(fact.source.removeprefix("basis:"))
    return catalogue.sources.get(fact.source)


def _texts(fact: Fact) -> Iterator[tuple[str, str]]:
    """The SQL of each place a fact is read from, and the fact's own beside it."""
    origin = _origin(fact)
    if isinstance(origin, Basis):
        for text in _texts_of_basis(origin):
            yield text, fact.sql
    while isinstance(origin, Source):
        yield _text_of_source(origin), fact.sql
        yield from ((part, fact.sql) for part in _texts_of_parts(origin.parts))
        origin = catalogue.sources.get(origin.via)


def _text_of_source(source: Source) -> str:
    return f"{source.tables} {source.few} {source.key} {source.where} {source.order} {source.via_column}"


def _texts_of_basis(basis: Basis) -> Iterator[str]:
    roles = " ".join(basis.roles.values())
    yield f"{basis.tables} {basis.key} {basis.where} {basis.on} {roles}"
    yield from _texts_of_parts(basis.parts)


def _texts_of_parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield " ".join((_text_of_source(part.source), part.key, *part.columns.values()))
