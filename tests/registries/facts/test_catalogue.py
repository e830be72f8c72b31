"""The catalogue says everything about each fact, in three languages, and resolves what rules name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from registries.facts import catalogue
from registries.facts.model import FactType, UnknownFact

REGISTRIES = {
    "EMAS",
    "MSR",
    "MEQ",
    "ISIG",
    "DEMX",
    "TSERAS",
    "REHAB",
    "PENS",
    "MUAV",
    "TEQ",
    "VEMTAS",
    "UCOT",
    "ZEFER",
    "SOSX",
    "OVLAD",
    "DISS",
    "QEBUL",
}
PYTHON = {
    FactType.BOOLEAN: bool,
    FactType.INTEGER: int,
    FactType.MONEY: Decimal,
    FactType.DATE: date,
    FactType.CODE: str,
}
FIELDS = [fact for basis in catalogue.bases.values() for fact in basis.fields.values()]
EVERY = [*catalogue.facts.values(), *FIELDS]


def test_there_are_enough_facts_over_every_registry() -> None:
    assert len(catalogue.facts) >= 110
    assert {fact.registry for fact in catalogue.facts.values()} == REGISTRIES | {"POPULATION"}


def test_no_name_is_declared_twice() -> None:
    names = [fact.name for group in catalogue.GROUPS for fact in group.facts]
    assert sorted(set(names)) == sorted(names)


def test_every_fact_is_fully_described() -> None:
    for fact in EVERY:
        assert list(fact.labels) == ["az", "en", "ru"], fact.name
        assert all(fact.labels.values()), fact.name
        assert fact.institution, fact.name
        for value in (fact.example, fact.absent):
            assert value is None or type(value) is PYTHON[fact.type], fact.name
            assert value is None or not fact.codes or value in fact.codes, fact.name
        assert (fact.type is FactType.CODE) == bool(fact.codes), fact.name
        assert all(list(texts) == ["az", "en", "ru"] for texts in fact.codes.values()), fact.name


def test_sql_can_be_put_into_a_query_with_parameters() -> None:
    assert [fact.name for fact in EVERY if "%" in fact.sql] == []


def test_labels_are_not_left_in_another_language() -> None:
    for fact in EVERY:
        assert any("а" <= letter <= "я" for letter in fact.labels["ru"].lower()), fact.name
        assert not any("а" <= letter <= "я" for letter in fact.labels["az"].lower()), fact.name


def test_roles_begin_with_the_subject() -> None:
    for name, basis in catalogue.bases.items():
        assert next(iter(basis.roles)) == "subject"
        assert basis.about in basis.roles
        assert catalogue.vocabulary(name).roles == tuple(basis.roles)


@pytest.mark.parametrize(
    ("basis", "name", "role", "fact"),
    [
        ("birth", "birth.parity", "record", "birth.parity"),
        ("birth", "pension.active", "subject", "pension.active"),
        ("birth", "mother.employment.active", "mother", "employment.active"),
        ("birth", "child.alive", "child", "person.alive"),
        ("birth", "child.person.alive", "child", "person.alive"),
        ("birth", "person.age", "subject", "person.age"),
        ("birth", "subject.age", "subject", "person.age"),
        ("disability", "disability.band", "record", "disability.band"),
        ("disability", "subject.disability.band", "subject", "disability.band"),
        ("person", "disability.band", "subject", "disability.band"),
    ],
)
def test_a_name_means_one_fact_about_one_role(basis: str, name: str, role: str, fact: str) -> None:
    bound = catalogue.vocabulary(basis).resolve(name)
    assert (bound.name, bound.role, bound.fact.name) == (name, role, fact)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("mother.employment.actve", "mother.employment.active"),
        ("employment.main_activ", "employment.main_active"),
        ("child.alife", "child.alive"),
        ("parity", "birth.parity"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownFact) as caught:
        catalogue.vocabulary("birth").resolve(name)
    assert caught.value.suggestions[0] == nearest


def test_a_role_of_another_basis_is_unknown() -> None:
    with pytest.raises(UnknownFact):
        catalogue.vocabulary("person").resolve("mother.employment.active")


def test_a_basis_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        catalogue.vocabulary("wedding")
