"""Giving a made-up population its past: rights that have long been there are written down as awarded.

A synthetic population starts with people who would have been found years ago. Every right found on the day before is
written into its registry of awards, except for a small share, chosen by a hash, that is left for the first sweep to
find. Only for demonstration data: real registries bring their own past.

These awards are the past, and no change of a registry is noted for them. What follows from one given lately, such
as its certificate, is found by the first sweep, which looks at everybody.

Of services that exclude each other nobody gets two: what such services' rules find is first put together, and then
the right that pays most is written. Who has a payment already, or an open case, keeps what they have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from psycopg import sql

from dost.cases.awards import MODELS, SOURCE
from dost.cases.clash import RightColumns, clash, outranks
from dost.cases.exclusions import excluded_in_the_past
from dost.cases.prior_awards import held
from dost.cases.rules import proactive_rules, union_of_facts
from registries.facts import catalogue
from registries.facts.model import BoundFact
from registries.facts.query import rows
from registries.models import (
    BenefitCase,
    PensionCase,
    PersonalInsurancePayment,
    StipendCase,
    UnemploymentPayment,
)
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Definition, Period

from .sweep import ranges, scope_of

LEFT_PER_THOUSAND: Final = 4
RECENT: Final = timedelta(days=3)
TOGETHER: Final = sql.Identifier("seed_together")


def seed_awards(*, on: date, now: datetime) -> dict[str, int]:
    """Write the awards of all rights of payment that are there on a date; return how many by service.

    Rights that arose in the last three days, or from a record that did, are left alone: the state finds those now.
    """
    # Only rights of payment have a registry that shows them as held; what is issued has its own number and its case.
    seeded = [rule for rule in proactive_rules(on) if rule.definition.award in MODELS and rule.rule.amount is not None]
    excluding = [rule for rule in seeded if rule.definition.excludes]
    written: Counter[str] = Counter()
    _run(sql.SQL("DROP TABLE IF EXISTS {}").format(TOGETHER))
    _run(
        sql.SQL(
            "CREATE TEMPORARY TABLE {} (version bigint, code text, monthly boolean, basis text, key text,"
            ' subject_id bigint, about_id bigint, "on" date, amount numeric, starts date, until date, accepted boolean)'
        ).format(TOGETHER)
    )
    for rule in excluding:
        for found in _found_by_range(rule, on=on):
            _run(_put_together(rule, found))
    _run(sql.SQL("CREATE INDEX ON {} (subject_id)").format(TOGETHER))
    _run(sql.SQL("CREATE INDEX ON {} (key)").format(TOGETHER))
    _run(sql.SQL("ANALYZE {}").format(TOGETHER))
    for rule in excluding:
        written[rule.code] += _run(_write(rule, _best(rule), now=now))
    _run(sql.SQL("DROP TABLE {}").format(TOGETHER))
    for rule in seeded:
        if rule not in excluding:
            written[rule.code] += sum(_run(_write(rule, found, now=now)) for found in _found_by_range(rule, on=on))
    for model in MODELS.values():  # whoever asks next asks about full tables, and the planner is to know it
        _run(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    return written


def _run(statement: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        return int(cursor.rowcount)


def _found_by_range(rule: CompiledVersion, *, on: date) -> Iterator[sql.Composed]:
    """The rights to be written, as a query for each range of people."""
    for low, high in ranges(rule.basis):
        facts = [*union_of_facts([rule]), *_since(rule.basis)]
        yield _found(rule, rows(rule.basis, facts, scope=scope_of(low, high), on=on), on=on)


def _since(basis: str) -> list[BoundFact]:
    """The first day of the record, where the basis has one."""
    name = f"{basis}.since"
    return [catalogue.vocabulary(basis).resolve(name)] if name in catalogue.bases[basis].fields else []


def _old_enough(basis: str, *, on: date) -> sql.Composable:
    """A test of a row `f`: its record did not begin in the last days; what did, the state finds now."""
    return sql.SQL("").join(
        sql.SQL(" AND f.{} <= {}::date").format(sql.Identifier(fact.name), sql.Literal(on - RECENT))
        for fact in _since(basis)
    )


def _found(rule: CompiledVersion, source: sql.Composable, *, on: date) -> sql.Composed:
    # Not written is: what pays nothing; what nobody living receives; what an award shows is held already (decision
    # 10), or excludes (decision 6); what has a live case, which decides it; what began in the last days, which the
    # state finds now (see the module); and the share that is left for the first sweep, the same in every run.
    return sql.SQL(
        "SELECT v.* FROM ("
        ' SELECT f.key, f.record_id, f.subject_id, f.about_id, f."on", {amount} AS amount, {until} AS until,'
        ' least(coalesce({starts}, f."on" - 365), f."on") AS starts FROM ({source}) f WHERE {verdict} IS TRUE{old}'
        ") v WHERE v.amount > 0 AND v.subject_id IS NOT NULL AND NOT {held} AND NOT {excluded}"
        " AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.live AND c.service_id = {code} AND c.basis = {basis}"
        " AND c.basis_key = v.key)"
        " AND v.starts <= {recent} AND abs(hashtext(v.key || {code})::bigint) % 1000 >= {left}"
    ).format(
        amount=rule.rule.amount_sql(),
        until=rule.rule.until_sql(),
        starts=rule.rule.starts_sql(),
        source=source,
        verdict=rule.verdict_sql(),
        old=_old_enough(rule.basis, on=on),
        held=held(rule.basis, rule),
        excluded=excluded_in_the_past(rule),
        recent=sql.SQL("{}::date").format(sql.Literal(on - RECENT)),
        code=sql.Literal(rule.code),
        basis=sql.Literal(rule.basis),
        left=sql.Literal(LEFT_PER_THOUSAND),
    )


def _put_together(rule: CompiledVersion, found: sql.Composable) -> sql.Composed:
    return sql.SQL(
        "INSERT INTO {table}"
        ' SELECT {version}, {code}, {monthly}, {basis}, v.key, v.subject_id, v.about_id, v."on", v.amount, v.starts,'
        " CASE WHEN v.until >= v.starts THEN v.until END, FALSE FROM ({found}) v"
    ).format(
        table=TOGETHER,
        version=sql.Literal(rule.version_id),
        code=sql.Literal(rule.code),
        monthly=sql.Literal(rule.period == Period.MONTHLY),
        basis=sql.Literal(rule.basis),
        found=found,
    )


def _best(rule: CompiledVersion) -> sql.Composed:
    """What was found by a rule, without what another right found in the same go excludes and goes before.

    It is the order of two open cases (decision 6): nobody has been asked yet, so nobody has said yes to one.
    """
    return sql.SQL(
        "SELECT v.* FROM {table} v WHERE v.version = {version} AND NOT EXISTS ("
        " SELECT 1 FROM {table} o WHERE o.code = ANY({codes}) AND {clash} AND {outranks})"
    ).format(
        table=TOGETHER,
        version=sql.Literal(rule.version_id),
        codes=sql.Literal(list(rule.definition.excludes)),
        clash=clash(_columns("v"), _columns("o")),
        outranks=outranks("o", "v"),
    )


def _columns(alias: str) -> RightColumns:
    """A right that was put together with others."""
    names = ("subject_id", "key", "monthly", "starts", "until", "basis")
    return RightColumns(*(sql.Identifier(alias, name) for name in names))


def _write(rule: CompiledVersion, found: sql.Composable, *, now: datetime) -> sql.Composed:
    model = MODELS[rule.definition.award or ""]
    columns: dict[str, sql.Composable] = {
        "person_id": sql.SQL("v.subject_id"),
        "source_id": sql.Literal(SOURCE),
        "reference": sql.SQL("left('H-' || {} || '-' || v.key, 64)").format(sql.Literal(rule.code)),
        "valid_from": sql.SQL("v.starts"),
        # A last day before the first is none that a registry could keep: then no end is known.
        "valid_until": sql.SQL("CASE WHEN v.until >= v.starts THEN v.until END"),
        "recorded_at": sql.SQL("{}::timestamptz").format(sql.Literal(now)),
        "correction_reason": sql.Literal(""),
        "corrected_by": sql.Literal(""),
        "service_code": sql.Literal(rule.code),
        "basis_key": sql.SQL("v.key"),
        "assigned_on": sql.SQL("v.starts"),
        "amount": sql.SQL("v.amount"),
        "one_off": sql.Literal(rule.period == Period.ONCE),
        "iban": sql.Literal(""),
        "proactive": sql.Literal(True),
        "suspended": sql.Literal(False),
        "stop_reason": sql.Literal(""),
        **_own_columns(model, rule.definition),
    }
    return sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM ({found}) v ON CONFLICT DO NOTHING").format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(columns.values()),
        found=found,
    )


def _own_columns(model: type[Any], definition: Definition) -> dict[str, sql.Composable]:
    """The columns that only one registry of awards has."""
    if model is PensionCase:
        return {
            "kind": sql.Literal(definition.award_kind),
            "legal_article": sql.Literal(""),
            "expected_months": sql.Literal(144),
            "supplements": sql.Literal(0),
        }
    if model is BenefitCase:
        return {
            "child_id": sql.SQL("NULLIF(v.about_id, v.subject_id)"),
            "funding": sql.Literal(definition.funding),
            "sheet_no": sql.Literal(""),
        }
    if model is StipendCase:
        return {"relation": sql.Literal(""), "share": sql.Literal(1)}
    if model is UnemploymentPayment:
        return {"supplement_percent": sql.Literal(0)}
    if model is PersonalInsurancePayment:
        return {"event_no": sql.Literal("")}
    return {}
