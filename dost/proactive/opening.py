"""Opening cases: one SQL statement finds who has a right and does not hold it yet, and opens a case for each.

The rule's compiled verdict runs over the rows of its basis; nothing is decided in Python for each person. A right is
held when its case is live (the unique constraint), or when the registry of awards shows it (`dost.cases.prior_awards`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection
from psycopg import sql

from dost.cases.codes import EntryKind
from dost.cases.exclusions import compares_amounts, outdone
from dost.cases.prior_awards import held
from dost.cases.rules import union_of_facts
from dost.cases.stages import Origin, Stage, State
from registries.facts.query import Reach, Scope, rows
from services_catalog.compiled import CompiledVersion
from services_catalog.rules.narrow import narrowed_rows

MANY: Final = frozenset({Reach.EVERYONE, Reach.RANGE})
"""Scopes so wide that looking at each row twice costs less than looking everything up for each."""


@dataclass
class Count:
    """How one service fared over the rows looked at."""

    entitled: int = 0
    unknown: int = 0
    not_entitled: int = 0
    opened: int = 0

    def add(self, other: Count) -> None:
        """Add another count to this one."""
        self.entitled += other.entitled
        self.unknown += other.unknown
        self.not_entitled += other.not_entitled
        self.opened += other.opened


@dataclass
class OpeningCounts:
    """Counts by service code."""

    counts: dict[str, Count] = field(default_factory=dict)

    def add(self, other: OpeningCounts) -> None:
        """Add another result to this one."""
        for code, count in other.counts.items():
            self.counts.setdefault(code, Count()).add(count)

    @property
    def opened(self) -> int:
        """Cases opened in all."""
        return sum(count.opened for count in self.counts.values())


def open_cases(
    *,
    basis: str,
    rules: Sequence[CompiledVersion],
    scope: Scope,
    on: date,
    now: datetime,
    origin: Origin,
    events: Mapping[int, int] | None = None,
    dry_run: bool = False,
) -> OpeningCounts:
    """Look at the rows of a basis within a scope under several rules at once, and open the cases found.

    `events` maps a person's id to the registry event that touched it; rows without the right are then not counted.
    With `dry_run` only counts are made.
    """
    if not rules:
        return OpeningCounts()
    statement = _statement(
        basis=basis, rules=rules, scope=scope, on=on, now=now, origin=origin, events=events, dry_run=dry_run
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        row = cursor.fetchone()
    total, opened = row[0], json.loads(row[1] or "{}")
    found = OpeningCounts()
    for index, rule in enumerate(rules):
        count = found.counts.setdefault(rule.code, Count())
        count.entitled += row[2 + 2 * index]
        count.unknown += row[3 + 2 * index]
        count.opened += opened.get(str(rule.version_id), 0)
    for count in found.counts.values():
        count.not_entitled = total - count.entitled - count.unknown
    return found


def _statement(
    *,
    basis: str,
    rules: Sequence[CompiledVersion],
    scope: Scope,
    on: date,
    now: datetime,
    origin: Origin,
    events: Mapping[int, int] | None,
    dry_run: bool,
) -> sql.Composed:
    counts = [
        part
        for index in range(len(rules))
        for part in (
            sql.SQL("count(*) FILTER (WHERE {})").format(_verdict(index)),
            sql.SQL("count(*) FILTER (WHERE {} IS NULL)").format(_verdict(index)),
        )
    ]
    opened = (
        sql.SQL("NULL::text")
        if dry_run
        else sql.SQL(
            "(SELECT jsonb_object_agg(version_id, n)::text"
            " FROM (SELECT version_id, count(*) AS n FROM opened GROUP BY 1) o)"
        )
    )
    return sql.SQL("WITH v AS MATERIALIZED ({verdicts}){writes} SELECT ({total}), {opened}, {counts} FROM v").format(
        verdicts=verdicts(basis=basis, rules=rules, scope=scope, on=on),
        writes=sql.SQL("") if dry_run else _writes(basis, rules, now=now, origin=origin, events=events),
        total=_total(basis, scope, on) if events is None else sql.SQL("SELECT count(*) FROM v"),
        opened=opened,
        counts=sql.SQL(", ").join(counts),
    )


def _total(basis: str, scope: Scope, on: date) -> sql.Composed:
    """How many rows were looked at; after an event nobody asks, and it would cost as much as a rule."""
    return sql.SQL("SELECT count(*) FROM ({}) b").format(rows(basis, [], scope=scope, on=on))


def verdicts(*, basis: str, rules: Sequence[CompiledVersion], scope: Scope, on: date) -> sql.Composed:
    """The rows of a basis about which some rule does not say no, with each rule's verdict as a column `v<n>`.

    Of many rows, those of which all rules say no at a glance are left out before the registries are searched.
    """
    facts = union_of_facts(rules)
    if scope.reach in MANY:
        with connection.cursor() as cursor:
            source = narrowed_rows([rule.rule for rule in rules], facts, scope=scope, on=on, cursor=cursor)
    else:
        source = rows(basis, facts, scope=scope, on=on)
    # `OFFSET 0` lets the verdict be computed once for each row, not again for each place that names it. A row of which
    # every rule says no gives no case; one that some rule cannot tell of stays, to be counted as unknown.
    columns = [sql.SQL("({}) AS {}").format(rule.verdict_sql(), _verdict(index)) for index, rule in enumerate(rules)]
    columns += [
        sql.SQL("({}) AS {}").format(rule.rule.amount_sql(), _amount(index))
        for index, rule in enumerate(rules)
        if compares_amounts(rule)
    ]
    return sql.SQL(
        'SELECT * FROM (SELECT f.key, f.record_id, f.subject_id, f.about_id, f."on", {columns}'
        " FROM ({rows}) f OFFSET 0) x"
        " WHERE {some}"
    ).format(
        columns=sql.SQL(", ").join(columns),
        rows=source,
        some=sql.SQL(" OR ").join(sql.SQL("x.{} IS NOT FALSE").format(_verdict(index)) for index in range(len(rules))),
    )


def _verdict(index: int) -> sql.Identifier:
    return sql.Identifier(f"v{index}")


def _amount(index: int) -> sql.Identifier:
    return sql.Identifier(f"a{index}")


def _writes(
    basis: str,
    rules: Sequence[CompiledVersion],
    *,
    now: datetime,
    origin: Origin,
    events: Mapping[int, int] | None,
) -> sql.Composed:
    """The parts of the statement that open the cases and write the first line of their timelines."""
    # A case is opened on a plain yes only: what is not known is counted, and found when it is known (never taken for
    # no). Not for what is held already (decision 10), nor for what an excluding payment outdoes (decision 6).
    candidates = sql.SQL(", ").join(
        sql.SQL("({service}, {version}::bigint, v.{verdict} IS TRUE AND NOT {held} AND NOT {outdone})").format(
            service=sql.Literal(rule.code),
            version=sql.Literal(rule.version_id),
            verdict=_verdict(index),
            held=held(basis, rule),
            outdone=outdone(rule, sql.SQL("v.{}").format(_amount(index))),
        )
        for index, rule in enumerate(rules)
    )
    # Without a receiver there is nobody to pay (decision 1). What has a live case for its record and service has been
    # found: the unique index says so, also to two workers at once. Of two events the one about the child, not that
    # about whoever is paid for it, is what opened the case.
    return sql.SQL(
        """,
        touched AS (SELECT * FROM {events}),
        opened AS (
          INSERT INTO cases_case (service_id, version_id, person_id, about_id, basis, basis_key, record_id, "on",
            origin, event_id, stage, state, waiting_on, reason, outcome, live, opened_at, not_before, token, attempts)
          SELECT c.service_id, c.version_id, v.subject_id, v.about_id, {basis}, v.key, v.record_id, v."on",
            {origin}, (SELECT t.event_id FROM touched t WHERE t.person_id IN (v.about_id, v.subject_id)
                       ORDER BY t.person_id = v.about_id DESC LIMIT 1),
            {stage}, {state}, '', '{{}}'::jsonb, '', TRUE, {now}, {now}, 0, 0
          FROM v CROSS JOIN LATERAL (VALUES {candidates}) c (service_id, version_id, found)
          WHERE c.found AND v.subject_id IS NOT NULL
          ON CONFLICT (service_id, basis, basis_key) WHERE live AND applicant_voen = '' DO NOTHING
          RETURNING id, version_id
        ),
        noted AS (
          INSERT INTO cases_caseentry (case_id, at, what, details)
          SELECT id, {now}, {opened}, jsonb_build_object('origin', {origin}::text) FROM opened
        )"""
    ).format(
        events=_touched(events or {}),
        basis=sql.Literal(basis),
        origin=sql.Literal(str(origin)),
        opened=sql.Literal(EntryKind.OPENED.value),
        stage=sql.Literal(str(Stage.VERIFY)),
        state=sql.Literal(str(State.READY)),
        now=sql.SQL("{}::timestamptz").format(sql.Literal(now)),
        candidates=candidates,
    )


def _touched(events: Mapping[int, int]) -> sql.Composed:
    return sql.SQL("unnest({}::bigint[], {}::bigint[]) AS t (person_id, event_id)").format(
        sql.Literal(list(events.keys())), sql.Literal(list(events.values()))
    )


def by_basis(rules: Iterable[CompiledVersion]) -> dict[str, list[CompiledVersion]]:
    """Group rules by the basis their rights arise from."""
    groups: dict[str, list[CompiledVersion]] = {}
    for rule in rules:
        groups.setdefault(rule.basis, []).append(rule)
    return groups
