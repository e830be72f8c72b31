"""Which columns a fact is read from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from registries.facts import catalogue
from registries.facts.columns import basis_may_read, may_read, row_behind, stands_in
from tests.factories.registries import DisabilityFactory, PersonFactory

FACTS = catalogue.facts
DECISION = "registries_disabilitydecision"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("disability.band", (DECISION, "band")),
        ("disability.until", (DECISION, "valid_until")),
        ("insurance.pension_capital", ("registries_insuranceaccount", "pension_capital")),
        ("person.birth_date", ("registries_person", "birth_date")),
        ("disability.degree", None),  # a comparison
        ("disability.active", None),  # that there is a record
        ("children.under_18", None),  # a count
        ("person.age", None),  # it changes by itself
    ],
)
def test_a_fact_that_is_nothing_but_a_column_stands_there(name: str, place: tuple[str, str] | None) -> None:
    assert stands_in(FACTS[name]) == place


@pytest.mark.parametrize(
    ("name", "table", "column", "expected"),
    [
        ("disability.degree", DECISION, "band", True),
        ("disability.active", DECISION, "band", False),
        ("disability.active", DECISION, "valid_until", True),
        ("disability.active", DECISION, "", True),
        ("person.age", "registries_person", "birth_date", True),
        ("person.resident", "registries_person", "surname", False),
        ("person.resident", DECISION, "band", False),
        ("household.members", "registries_householdmember", "household_id", True),
    ],
)
def test_what_a_fact_may_read(name: str, table: str, column: str, expected: bool) -> None:
    assert may_read(FACTS[name], table, column) is expected


def test_every_fact_that_stands_in_a_column_may_read_it() -> None:
    places = {fact: stands_in(fact) for fact in FACTS.values()}
    found = {fact: place for fact, place in places.items() if place is not None}
    assert len(found) > 40
    assert all(may_read(fact, *place) for fact, place in found.items())


def test_no_fact_and_no_basis_reads_a_surname() -> None:
    assert not [fact.name for fact in FACTS.values() if may_read(fact, "registries_person", "surname")]
    assert not [name for name in catalogue.bases if basis_may_read(name, "registries_person", "surname")]


def test_a_basis_reads_whose_its_records_are() -> None:
    assert basis_may_read("birth", "registries_birthact", "mother_id")
    assert not basis_may_read("birth", "registries_birthact", "act_no")


@pytest.mark.django_db
def test_the_row_in_which_a_fact_stands_is_found_and_no_other() -> None:
    today = timezone.localdate()
    person = PersonFactory()
    DisabilityFactory(person=person, valid_from=today - timedelta(days=900), decision_date=date(2020, 1, 1))
    newest = DisabilityFactory(person=person, valid_from=today - timedelta(days=30))
    DisabilityFactory(person=PersonFactory())
    with connection.cursor() as cursor:
        cursor.execute(row_behind(FACTS["disability.band"], today), [person.pk])
        assert cursor.fetchone() == (newest.pk,)


@pytest.mark.django_db
def test_every_statement_that_finds_a_row_can_be_run() -> None:
    today = timezone.localdate()
    statements = {row_behind(fact, today) for fact in FACTS.values()} - {""}
    assert len(statements) > 5
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, [0])
            assert cursor.fetchone() is None
