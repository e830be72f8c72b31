"""Giving a made-up population its past: rights that have long been there are written down as awarded.

A synthetic population starts with people who would have been found years ago. Every right found on the day before is
written into its registry of awards, except for a small share, chosen by a hash, that is left for the first sweep to
find. Only for demonstration data: real registries bring their own past.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from dost.cases.awards import MODELS, SOURCE
from dost.cases.rules import Compiled, proactive_rules, union_of_facts
from registries.facts.query import rows
from registries.models import (
    BenefitCase,
    PensionCase,
    PersonalInsurancePayment,
    StipendCase,
    UnemploymentPayment,
)

from .opening import by_basis, held
from .sweep import ranges, scope_of

LEFT_PER_THOUSAND: Final = 4
RECENT: Final = timedelta(days=3)


def settle_history(*, on: date, now: datetime) -> dict[str, int]:
    """Write the awards of all rights of payment that are there on a date; return how many by service.

    Rights that arose in the last three days are left alone: the state finds those now.
    """
    written: dict[str, int] = {}
    for basis, group in by_basis(proactive_rules(on)).items():
        for rule in group:
            model = MODELS.get(rule.definition.get("award") or "")
            if model is None or rule.rule.amount is None:
                continue
            for low, high in ranges(basis):
                with transaction.atomic(), connection.cursor() as cursor:
                    statement = _statement(
                        rule, rows(basis, union_of_facts([rule]), scope=scope_of(low, high), on=on), on=on, now=now
                    )
                    cursor.execute(statement.as_string(None))
                    written[rule.code] = written.get(rule.code, 0) + cursor.rowcount
    return written


def _statement(rule: Compiled, source: sql.Composable, *, on: date, now: datetime) -> sql.Composed:
    model = MODELS[rule.definition["award"]]
    once = rule.period == "once"
    columns: dict[str, sql.Composable] = {
        "person_id": sql.SQL("v.subject_id"),
        "source_id": sql.Literal(SOURCE),
        "reference": sql.SQL("left('H-' || {} || '-' || v.key, 64)").format(sql.Literal(rule.code)),
        "valid_from": sql.SQL("v.starts"),
        "valid_until": sql.SQL("CASE WHEN v.until >= v.starts THEN v.until END"),
        "recorded_at": sql.SQL("{}::timestamptz").format(sql.Literal(now)),
        "correction_reason": sql.Literal(""),
        "corrected_by": sql.Literal(""),
        "service_code": sql.Literal(rule.code),
        "basis_key": sql.SQL("v.key"),
        "assigned_on": sql.SQL("v.starts"),
        "amount": sql.SQL("v.amount"),
        "one_off": sql.Literal(once),
        "iban": sql.Literal(""),
        "proactive": sql.Literal(True),
        "suspended": sql.Literal(False),
        "stop_reason": sql.Literal(""),
        **_own_columns(model, rule.definition),
    }
    return sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {values} FROM ("
        ' SELECT f.key, f.subject_id, f.about_id, f."on", {amount} AS amount, {until} AS until,'
        ' least(coalesce({starts}, f."on" - 365), f."on") AS starts FROM ({source}) f WHERE {verdict} IS TRUE'
        ") v WHERE v.amount > 0 AND v.subject_id IS NOT NULL AND NOT {held}"
        " AND v.starts <= {recent} AND abs(hashtext(v.key || {code})::bigint) %% 1000 >= {left}"
        " ON CONFLICT DO NOTHING".replace("%%", "%")
    ).format(
        table=sql.Identifier(model._meta.db_table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(columns.values()),
        amount=rule.rule.amount_sql(),
        until=rule.rule.until_sql(),
        starts=rule.rule.starts_sql(),
        source=source,
        verdict=rule.rule.verdict_sql(),
        held=held(rule.basis, rule),
        recent=sql.SQL("{}::date").format(sql.Literal(on - RECENT)),
        code=sql.Literal(rule.code),
        left=sql.Literal(LEFT_PER_THOUSAND),
    )


def _own_columns(model: type[Any], definition: Any) -> dict[str, sql.Composable]:
    """The columns that only one registry of awards has."""
    if model is PensionCase:
        return {
            "kind": sql.Literal(definition["award_kind"]),
            "legal_article": sql.Literal(""),
            "expected_months": sql.Literal(144),
            "supplements": sql.Literal(0),
        }
    if model is BenefitCase:
        return {
            "child_id": sql.SQL("NULLIF(v.about_id, v.subject_id)"),
            "funding": sql.Literal(definition.get("funding") or "budget"),
            "sheet_no": sql.Literal(""),
        }
    if model is StipendCase:
        return {"relation": sql.Literal(""), "share": sql.Literal(1)}
    if model is UnemploymentPayment:
        return {"supplement_percent": sql.Literal(0)}
    if model is PersonalInsurancePayment:
        return {"event_no": sql.Literal("")}
    return {}
