"""Where facts are read from: one definition of each source, from which the queries are made.

A source is written once, as the tables it reads and the column that holds the person. `query` renders it as a
derived table for many people or as a LATERAL subquery for a few; only the facts asked for are selected.

Placeholders in the SQL: `{on}` is the date a fact is asked for; for a record that is judged on its own date it is that
date. `{asked}` is the day of the question whatever a record is judged on. No per cent signs: the text goes to psycopg.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .model import Fact, FactType, FactValue, Gap, Sensitivity

Texts = tuple[str, str, str]
"""A label in Azerbaijani, English and Russian."""


class Shape(StrEnum):
    """How many rows a source may hold for a person, and so how it is brought down to one.

    ROW: at most one, held by a unique constraint, so nothing is done. LATEST: several; the first by `order` is
    taken. AGGREGATE: several; the facts are aggregates over them.
    """

    ROW = "row"
    LATEST = "latest"
    AGGREGATE = "aggregate"


@dataclass(frozen=True, slots=True)
class Source:
    """Tables that answer for some facts.

    `tables` is a FROM clause, `key` its column with the person's id (or, with `via`, with the value of the column
    that the source named `via` finds for the person), `where` the rows that count. `supplied_by` and `recorded`
    are columns that say who sent a record and when it came; None: the institution of the fact, and no date. `few`
    replaces `tables` where it is read for one key at a time and PostgreSQL would not find its way through `tables`.
    `parts` are joined for the facts whose SQL names their alias.
    """

    name: str
    registry: str
    institution: str
    tables: str
    key: str
    where: str = "true"
    shape: Shape = Shape.AGGREGATE
    order: str = ""
    via: str = ""
    via_column: str = ""
    few: str = ""
    parts: tuple[Part, ...] = ()
    supplied_by: str | None = "r.source_id"
    recorded: str | None = "r.recorded_at"


@dataclass(frozen=True, slots=True)
class Part:
    """A source joined to another one, or to a basis: `columns` (name -> SQL) of the row whose key is `key`.

    It is named by its alias, which must not be that of a table.
    """

    alias: str
    source: Source
    key: str
    columns: dict[str, str]


def valid(alias: str = "r", *, on: str = "{on}") -> str:
    """The record stands and is valid on the date asked for (or the day `on`)."""
    return f"{stands(alias, on=on)} AND ({alias}.valid_until IS NULL OR {alias}.valid_until >= {on})"


def stands(alias: str = "r", *, on: str = "{on}") -> str:
    """The record stands and had begun by the date asked for (or the day `on`); it may have ended since."""
    return f"{alias}.superseded_at IS NULL AND {alias}.valid_from <= {on}"


def alive(alias: str = "p", *, on: str = "{on}") -> str:
    """The person of this alias is alive on the date asked for (or the day `on`)."""
    return f"({alias}.died_on IS NULL OR {alias}.died_on > {on})"


def present(alias: str = "p", *, on: str = "{on}") -> str:
    """The person of this alias is alive and has not been declared missing: counts in a family, may be paid."""
    return f"({alive(alias, on=on)} AND ({alias}.missing_since IS NULL OR {alias}.missing_since > {on}))"


def younger_than(years: int, alias: str = "p") -> str:
    """The person of this alias has not reached the age: whoever is born on 29 February reaches it on 1 March."""
    return f"{alias}.birth_date > ({{on}} - interval '{years} years')::date"


def birthday(years: int, alias: str = "p") -> str:
    """The day on which the person of this alias reaches the age; 1 March for 29 February in ordinary years."""
    moved = f"({alias}.birth_date + interval '{years} years')::date"
    return f"({moved} + (date_part('day', {alias}.birth_date) <> date_part('day', {moved}))::int)"


class Group:
    """The facts read from one source, collected as they are declared."""

    def __init__(self, source: Source, *, sensitivity: Sensitivity = Sensitivity.ORDINARY) -> None:
        self.source = source
        self.sensitivity = sensitivity
        self.facts: list[Fact] = []

    def _add(self, name: str, type_: FactType, texts: Texts, sql: str, **details: Any) -> None:
        az, en, ru = texts
        self.facts.append(
            Fact(
                name=name,
                type=type_,
                labels={"az": az, "en": en, "ru": ru},
                registry=details.pop("registry", self.source.registry),
                institution=details.pop("institution", self.source.institution),
                source=self.source.name,
                sql=sql,
                sensitivity=details.pop("sensitivity", self.sensitivity),
                gap=details.pop("gap", self._gap(type_)),
                **details,
            )
        )

    def _gap(self, type_: FactType) -> Gap:
        """What a gap does to a fact of this type, unless it says otherwise."""
        if self.source.shape is not Shape.AGGREGATE:
            return Gap.NO_RECORD
        return Gap.NOT_TRUE if type_ is FactType.BOOLEAN else Gap.ALWAYS

    def boolean(
        self,
        name: str,
        texts: Texts,
        sql: str,
        *,
        absent: bool | None = False,
        example: bool = True,
        **more: Any,
    ) -> None:
        """Declare a yes-or-no fact; without a record it is worth no, unless said otherwise."""
        self._add(name, FactType.BOOLEAN, texts, sql, absent=absent, example=example, **more)

    def integer(
        self,
        name: str,
        texts: Texts,
        sql: str,
        *,
        unit: str = "",
        absent: int | None = 0,
        example: int = 1,
        **more: Any,
    ) -> None:
        """Declare a whole number; without a record it is worth 0, unless said otherwise."""
        self._add(name, FactType.INTEGER, texts, sql, unit=unit, absent=absent, example=example, **more)

    def money(self, name: str, texts: Texts, sql: str, *, absent: FactValue, example: FactValue, **more: Any) -> None:
        """Declare a sum in manats, two places."""
        self._add(name, FactType.MONEY, texts, sql, unit="AZN", absent=absent, example=example, **more)

    def day(self, name: str, texts: Texts, sql: str, *, example: FactValue, **more: Any) -> None:
        """Declare a date; without a record it is not known."""
        self._add(name, FactType.DATE, texts, sql, example=example, **more)

    def code(
        self,
        name: str,
        texts: Texts,
        sql: str,
        codes: dict[str, dict[str, str]],
        *,
        example: str,
        **more: Any,
    ) -> None:
        """Declare a fact with a code list; `absent="none"` adds "none" to the list."""
        if more.get("absent") == "none":
            codes = {"none": {"az": "Yoxdur", "en": "None", "ru": "Нет"}, **codes}
        self._add(name, FactType.CODE, texts, sql, codes=codes, example=example, **more)


def codes(texts: dict[str, Texts] | None = None, /, **more: Texts) -> dict[str, dict[str, str]]:
    """A code list from code -> (az, en, ru)."""
    return {
        code: dict(zip(("az", "en", "ru"), labels, strict=True)) for code, labels in {**(texts or {}), **more}.items()
    }
