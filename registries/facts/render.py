"""The text of a query over facts, made once for each set of facts and kept.

The same sources are rendered in two ways. For everyone, or a range of people, each becomes a derived table, grouped
once and joined by hash; a range is pushed into it. For a few rows, or when every row is judged on a date of its own,
each becomes a LATERAL subquery that uses the index of the person. Only sources of facts asked for are joined.

The text is made of constants of the catalogue; the dates and the ids are the placeholders `ON`, `ASKED` and `WITHIN`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from psycopg import sql

from . import catalogue
from .basis import Basis
from .catalogue import RECORD
from .model import ANSWER, BoundFact, Fact, FactType, Gap
from .source import Part, Shape, Source

ON = "{on}"
ASKED = "{asked}"
WITHIN = "{within}"
PARTS = "{parts}"
PERSON_SOURCE = "person"
# The person is one of those left in `b`. The second test is always true; with it PostgreSQL may not look the different
# people of `b` up one by one, which it would because it believes that a computed column has 200 of them.
LEFT = "EXISTS (SELECT FROM b WHERE b.{role}_id = {column} AND (b.{role}_id > 0 OR {column} > 0))"
UNTOLD = {
    FactType.BOOLEAN: "NULL::boolean",
    FactType.INTEGER: "NULL::bigint",
    FactType.MONEY: "NULL::numeric",
    FactType.DATE: "NULL::date",
    FactType.CODE: "NULL::text",
}
CASTS = {FactType.INTEGER: "::bigint", FactType.CODE: "::text"}


class Reach(StrEnum):
    """What a scope is made of."""

    EVERYONE = "everyone"
    PERSONS = "persons"
    RANGE = "range"
    RECORDS = "records"


@lru_cache(maxsize=1024)
def template(basis: str, facts: tuple[BoundFact, ...], reach: Reach, explained: bool, only: str = "") -> str:
    """Return the SELECT of `query.rows` with placeholders for the date and the ids."""
    query = _Query(catalogue.bases[basis], reach, explained, only)
    for bound in facts:
        query.add(bound)
    return query.select()


def is_of_row(basis: Basis, bound: BoundFact) -> bool:
    """Whether a fact is read from the row of the basis itself, without looking anywhere else."""
    own_person = bound.fact.source == PERSON_SOURCE and bound.role == basis.person_role
    return bound.role == RECORD or own_person


def quoted(name: str) -> str:
    """An identifier in quotes."""
    return sql.Identifier(name).as_string(None)


def literal(fact: Fact) -> str:
    """What a fact is worth without a record, as SQL."""
    return "NULL" if fact.absent is None else sql.Literal(fact.absent).as_string(None)


@dataclass
class _Join:
    """A source joined for a role: `selected` maps a column of the subquery to its SQL."""

    source: Source
    role: str
    alias: str
    selected: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    traced: set[str] = field(default_factory=set)

    def parts_of(self, fact: Fact) -> list[Part]:
        """The parts of the source that a fact is read from."""
        return [part for part in self.source.parts if f"{part.alias}." in fact.sql]


class _Query:
    """One SELECT being put together."""

    def __init__(self, basis: Basis, reach: Reach, explained: bool, only: str) -> None:
        self.basis = basis
        self.only = only
        self.reach = reach
        self.explained = explained
        self.ranged = basis.name == "person" and reach is Reach.RANGE
        self.bulk = not basis.dated and (reach is Reach.EVERYONE or self.ranged)
        self.on = 'b."on"' if basis.dated else ON
        self.joins: dict[tuple[str, str], _Join] = {}
        self.gaps: dict[str, set[str]] = {}
        self.base_columns: list[str] = []
        self.of_row: list[str] = []
        self.columns: list[str] = []

    def _at(self, text: str) -> str:
        """SQL of a source, read as of the date of each row."""
        return text.replace(ON, self.on)

    # -- what is selected ----------------------------------------------------------------------------------

    def add(self, bound: BoundFact) -> None:
        """Select a fact."""
        fact = bound.fact
        if bound.role == RECORD:
            self._add_of_row(bound, self.basis.supplied_by, self.basis.recorded)
            return
        if fact.source == ANSWER:
            self.columns.append(f"{UNTOLD[fact.type]} AS {quoted(bound.name)}")
            if self.explained:
                self._explain(bound, "NULL::text", "NULL::timestamptz")
            return
        source = catalogue.sources[fact.source]
        if is_of_row(self.basis, bound):
            self._add_of_row(bound, source.supplied_by, source.recorded)
            return
        join = self._join(source, bound.role)
        column = f"c{len(join.selected)}"
        join.selected[column] = self._at(fact.sql)
        join.parts.update((part.alias, part) for part in join.parts_of(fact))
        self._select(bound, self._value(fact, join, column))
        if self.explained:
            self._explain(bound, *self._origin(fact, join))

    def _select(self, bound: BoundFact, value: str) -> None:
        self.columns.append(_named(bound, value))

    def _add_of_row(self, bound: BoundFact, supplied_by: str | None, recorded: str | None) -> None:
        """Select a value of the row of the basis itself."""
        column = f"v{len(self.base_columns)}"
        self.base_columns.append(f"({bound.fact.sql}) AS {column}")
        self._select(bound, f"b.{column}")
        self.of_row.append(_named(bound, f"b.{column}"))
        if self.explained:
            self.base_columns += [
                f"{supplied_by or 'NULL::text'} AS {column}_source",
                f"{recorded or 'NULL::timestamptz'} AS {column}_recorded",
            ]
            self._explain(bound, f"b.{column}_source", f"b.{column}_recorded")

    def _explain(self, bound: BoundFact, source: str, recorded: str) -> None:
        name, fact = bound.name, bound.fact
        self.columns += [
            f"coalesce({source}, '{fact.institution}')::text AS {quoted(name + '#source')}",
            f"'{fact.registry}'::text AS {quoted(name + '#registry')}",
            f"({recorded} AT TIME ZONE 'Asia/Baku')::date AS {quoted(name + '#recorded')}",
        ]

    def _origin(self, fact: Fact, join: _Join) -> tuple[str, str]:
        """Who supplied the records a fact rests on, and when they came: the latest of them."""
        used = join.parts_of(fact)
        alias, source = (f"{used[0].alias}_", used[0].source) if used else ("", join.source)
        supplied_by, recorded = source.supplied_by, source.recorded
        if used:
            join.traced.add(used[0].alias)
            supplied_by, recorded = f"{used[0].alias}.supplied_by", f"{used[0].alias}.recorded"
        if join.source.shape is Shape.AGGREGATE:
            if supplied_by is not None:
                supplied_by = f"(array_agg({supplied_by} ORDER BY {recorded} DESC NULLS LAST))[1]"
            recorded = f"max({recorded})"
        found = []
        for name, column, nothing in (
            (f"{alias}supplied_by", supplied_by, "NULL::text"),
            (f"{alias}recorded", recorded, "NULL::timestamptz"),
        ):
            if column is None:
                found.append(nothing)
            else:
                join.selected[name] = self._at(column)
                found.append(f"{join.alias}.{name}")
        return found[0], found[1]

    def _value(self, fact: Fact, join: _Join, column: str) -> str:
        """A fact with what it is worth without a record, or NULL where the registry has a gap."""
        value = f"{join.alias}.{column}"
        known = f"WHEN {join.alias}.k IS NOT NULL THEN {value}"
        unknown = f"WHEN {self._gap(fact.registry, join.role)} THEN NULL"
        if fact.gap is Gap.ALWAYS:
            cases = [unknown, known]
        elif fact.gap is Gap.NO_RECORD or fact.sql == "true":
            cases = [known, unknown]
        else:
            cases = [f"WHEN {value} THEN true", unknown, known]
        return f"CASE {' '.join(cases)} ELSE {literal(fact)} END"

    # -- what is joined ------------------------------------------------------------------------------------

    def _join(self, source: Source, role: str) -> _Join:
        """The join of a source for a role, made once; what it is reached through comes before it."""
        if (source.name, role) not in self.joins:
            if source.via:
                way = self._join(catalogue.sources[source.via], role)
                way.selected["via"] = self._at(source.via_column)
            self.joins[source.name, role] = _Join(source, role, f"s{len(self.joins)}")
        return self.joins[source.name, role]

    def _gap(self, registry: str, role: str) -> str:
        self.gaps.setdefault(role, set()).add(registry)
        return f'g_{role}."{registry}"'

    def _key_of(self, join: _Join) -> str:
        """What the key of a source must equal: the person in the role, or what another source found."""
        if join.source.via:
            return f"{self.joins[join.source.via, join.role].alias}.via"
        return f"b.{join.role}_id"

    def _joined(self, join: _Join) -> str:
        source, key, wanted = join.source, self._at(join.source.key), self._key_of(join)
        conditions = [self._at(source.where)]
        if not self.bulk:
            conditions.append(f"{key} = {wanted}")
        else:
            if self.ranged:
                conditions.append(self._among(join, key, f"{{column}} {WITHIN}"))
            if self.only and source.shape is not Shape.ROW:  # whose rows need no grouping, and are found by index too
                conditions.append(self._among(join, key, LEFT.format(role=join.role, column="{column}")))
        selected = {"k": key, **join.selected}
        tables = source.tables if self.bulk or not source.few else source.few
        for part in join.parts.values():
            tables += f" {self._part(part, traced=part.alias in join.traced)}"
        select = _subquery(source, selected, self._at(tables), conditions, self._at(source.order), self.bulk)
        return _left_join(select, join.alias, wanted, self.bulk)

    def _among(self, join: _Join, key: str, test: str) -> str:
        """Keep the keys of some people only: those for whom the test of a `{column}` holds."""
        source = join.source
        if not source.via:
            return test.replace("{column}", key)
        way = catalogue.sources[source.via]
        return (
            f"{key} IN (SELECT {self._at(source.via_column)} FROM {self._at(way.tables)}"
            f" WHERE {self._at(way.where)} AND {test.replace('{column}', way.key)} GROUP BY {way.key})"
        )

    def _gap_join(self, role: str, registries: set[str]) -> str:
        person = f"b.{role}_id"
        columns = ", ".join(f"bool_or(x.registry = '{name}') AS \"{name}\"" for name in sorted(registries))
        # A gap that has been closed by the date asked for hides nothing any more, whatever day a row is judged on.
        select = (
            f"SELECT x.person_id AS k, {columns} FROM registries_registrygap x"
            f" WHERE x.since <= {self.on} AND (x.until IS NULL OR x.until >= {ON})"
        )
        if not self.bulk:
            select += f" AND x.person_id = {person}"
        return _left_join(f"{select} GROUP BY x.person_id", f"g_{role}", person, self.bulk)

    # -- the basis -----------------------------------------------------------------------------------------

    def _base(self) -> str:
        """The rows of the basis, with their roles and the facts read from the rows themselves."""
        basis = self.basis
        tables = basis.tables.replace(PARTS, " ".join(self._part(part) for part in basis.parts))
        columns = [
            f"({basis.key})::text AS key",
            "r.id AS record_id",
            *(f"{value} AS {role}_id" for role, value in basis.roles.items()),
            f"{basis.roles[basis.about]} AS about_id",
            f'{basis.on} AS "on"',
            *self.base_columns,
        ]
        conditions = [f"({basis.where})"]
        if self.reach is Reach.RECORDS or self.ranged:
            conditions.append(f"r.id {WITHIN}")
        elif self.reach is not Reach.EVERYONE:
            conditions.append(f"r.id IN ({basis.reach})")
        return f"SELECT {', '.join(columns)} FROM {tables} WHERE {' AND '.join(conditions)}"

    def _narrowed(self) -> str:
        """The rows of the basis that are worth looking further: `only` holds for what the rows themselves say."""
        own = "".join(f", {column}" for column in self.of_row)
        return (
            f"SELECT f.* FROM (SELECT b.*{own} FROM ({self._base()}) AS b) AS f"
            f" WHERE f.subject_id IS NOT NULL AND ({self.only})"
        )

    def _part(self, part: Part, *, traced: bool = False) -> str:
        """The join of a part of a source or a basis; `traced` adds where its records came from."""
        source = part.source
        selected = {"k": source.key, **part.columns}
        if traced:
            selected |= {
                "supplied_by": f"(array_agg({source.supplied_by} ORDER BY {source.recorded} DESC))[1]",
                "recorded": f"max({source.recorded})",
            }
        conditions = [source.where] if self.bulk else [source.where, f"{source.key} = {part.key}"]
        select = _subquery(source, selected, source.tables, conditions, source.order, self.bulk)
        return _left_join(select, part.alias, part.key, self.bulk)

    def select(self) -> str:
        """The finished SELECT.

        OFFSET 0 keeps each fact computed once a row, however often a rule names it. The date asked for is put
        around that, so that PostgreSQL sees a constant and works out once what rules make of it alone.
        """
        keys = ["b.key", "b.record_id", *(f"b.{role}_id" for role in self.basis.roles), "b.about_id"]
        if self.basis.dated:
            keys.append('b."on"')
        joins = [self._joined(join) for join in self.joins.values()]
        joins += [self._gap_join(role, registries) for role, registries in self.gaps.items()]
        wanted = "b.subject_id IS NOT NULL"
        if self.reach is Reach.PERSONS:
            wanted += f" AND (b.subject_id {WITHIN} OR b.about_id {WITHIN})"
        elif self.reach is Reach.RANGE:
            wanted += f" AND b.subject_id {WITHIN}"
        base, first = (f"({self._base()}) AS b", "") if not self.only else ("b", f"WITH b AS ({self._narrowed()}) ")
        select = (
            f"{first}SELECT {', '.join([*keys, *self.columns])} FROM {base} {' '.join(joins)} WHERE {wanted} OFFSET 0"
        )
        return select if self.basis.dated else f'SELECT facts.*, {ON} AS "on" FROM ({select}) AS facts'


def _named(bound: BoundFact, value: str) -> str:
    return f"({value}){CASTS.get(bound.fact.type, '')} AS {quoted(bound.name)}"


def _left_join(select: str, alias: str, wanted: str, bulk: bool) -> str:
    """Join a subquery that has one row for each key `k`, or, not in bulk, only the row of the key wanted."""
    if bulk:
        return f"LEFT JOIN ({select}) AS {alias} ON {alias}.k = {wanted}"
    return f"LEFT JOIN LATERAL ({select}) AS {alias} ON true"


def _subquery(
    source: Source, selected: dict[str, str], tables: str, conditions: list[str], order: str, bulk: bool
) -> str:
    """A source brought down to one row for each key."""
    columns = ", ".join(f"{value} AS {name}" for name, value in selected.items())
    key = selected["k"]
    rest = f"FROM {tables} WHERE {' AND '.join(f'({condition})' for condition in conditions)}"
    if source.shape is Shape.AGGREGATE:
        return f"SELECT {columns} {rest} GROUP BY {key}"
    if source.shape is Shape.ROW:
        return f"SELECT {columns} {rest}"
    if bulk:
        return f"SELECT DISTINCT ON ({key}) {columns} {rest} ORDER BY {key}, {order}"
    return f"SELECT {columns} {rest} ORDER BY {order} LIMIT 1"
