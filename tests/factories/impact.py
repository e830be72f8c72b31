"""Rules before and after, and people on whom they are compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from services_catalog.changes.impact import impact
from services_catalog.changes.impact_figures import Cell, Impact, ServiceImpact
from services_catalog.changes.pairs import Pair
from services_catalog.checks import compile_definition
from services_catalog.rules import CompiledRule, Parameter, ParameterBook, ValueType
from tests.factories import registries as make
from tests.factories.services_catalog import definition, texts

TODAY = date(2026, 11, 23)
BOOK = ParameterBook([Parameter("manat", ValueType.MONEY, ((date.min, Decimal(1)),))])


def rule(*requirements: str, amount: str | None = "100", period: str = "monthly", **changes: Any) -> CompiledRule:
    """A rule with these criteria."""
    criteria = [
        {"id": f"c{number}", "require": text, "text": texts(text), "law": ""}
        for number, text in enumerate(requirements)
    ]
    if amount is None:
        changes |= {"period": "none", "outcome": "message"}
    return compile_definition(definition(**{"criteria": criteria, "amount": amount, "period": period, **changes}), BOOK)


def pair(before: CompiledRule | None, after: CompiledRule | None, *, code: str = "05-99", **more: Any) -> Pair:
    """A service's rule before and after."""
    return Pair(code, before, after, **more)


def compare(*pairs: Pair, on: date = TODAY, today: date = TODAY) -> Impact:
    """The impact on everyone in the database."""
    with connection.cursor() as cursor:
        return impact(pairs, on=on, today=today, cursor=cursor)


def compare_one(before: CompiledRule | None, after: CompiledRule | None, **more: Any) -> ServiceImpact:
    """The impact of one service's change."""
    [service] = compare(pair(before, after), **more).services
    return service


def born(year: int, **more: Any) -> Any:
    """A woman of Baku born on 1 June of a year, or somebody else as told."""
    return make.PersonFactory(birth_date=date(year, 6, 1), **more)


def cell(cells: list[Cell], key: str) -> tuple[int, int, int, int, str, str]:
    """A cell's gained, lost, rises, falls, monthly and yearly difference."""
    [found] = [one for one in cells if one.key == key]
    told = found.as_json()
    return found.gained, found.lost, found.rises, found.falls, told["monthly"], told["yearly"]
