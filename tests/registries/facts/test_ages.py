"""The catalogue and the rule language count years and months alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from psycopg import sql

from registries.facts import catalogue
from registries.facts.query import Scope, rows
from services_catalog.rules import ParameterBook, parse_expression
from tests.factories import registries as make

from .conftest import fetch

BIRTHS = [
    date(2003, 12, 31) + timedelta(days=day)
    for day in (0, 1, 31, 58, 59, 60, 61, 90, 120, 121, 365, 424, 425, 426, 790)
]
DAYS = [date(2022, 2, 27) + timedelta(days=day) for day in (0, 1, 2, 3, 60, 62, 306, 307, 365, 730, 731, 732, 733, 734)]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_age_is_years_between_birth_and_the_day(db: None, on: date) -> None:
    for born in BIRTHS:
        make.PersonFactory(birth_date=born)
    vocabulary = catalogue.vocabulary("person")
    book = ParameterBook({})
    asked = [
        parse_expression(text, vocabulary=vocabulary, parameters=book, expect=None)
        for text in (
            "person.age = years_between(person.birth_date, today)",
            "person.age_months = months_between(person.birth_date, today)",
        )
    ]
    facts = [bound for expression in asked for bound in expression.facts]
    query = sql.SQL("SELECT f.key, {} AS same_years, {} AS same_months FROM ({}) AS f").format(
        *(expression.sql() for expression in asked), rows("person", facts, scope=Scope.everyone(), on=on)
    )
    found = fetch(query)
    assert len(found) == len(BIRTHS)
    assert all(row["same_years"] and row["same_months"] for row in found)
