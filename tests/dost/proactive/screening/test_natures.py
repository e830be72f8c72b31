"""What can be done about a fact is said for every fact that a rule of the catalogue reads."""

from __future__ import annotations

import pytest

from dost.proactive.screening.natures import NATURES, Nature, nature_of, twice_named
from registries.facts import catalogue
from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.rules import CompiledRule, Parameter, ParameterBook


@pytest.fixture(scope="module")
def rules() -> list[CompiledRule]:
    """The rule of every version of every file."""
    files, problems = read_catalogue()
    assert problems == []
    book = ParameterBook(
        [
            Parameter(one.name, one.type, tuple((dated.valid_from, dated.value) for dated in one.values), one.label)
            for one in files.library.parameters.values()
        ]
    )
    return [compile_definition(version.definition, book) for one in files.services.values() for version in one.versions]


def test_every_fact_that_a_rule_reads_has_its_nature(rules: list[CompiledRule]) -> None:
    read = {bound.fact.name for rule in rules for bound in rule.facts}
    assert len(read) > 250
    assert sorted(read - NATURES.keys()) == []


def test_the_table_names_nothing_that_is_no_fact(rules: list[CompiledRule]) -> None:
    answers = {bound.fact.name for rule in rules for bound in rule.facts if bound.role == "answer"}
    fields = {name for basis in catalogue.bases.values() for name in basis.fields}
    assert sorted(NATURES.keys() - catalogue.facts.keys() - fields - answers) == []


def test_a_fact_has_one_nature() -> None:
    assert list(twice_named()) == []


@pytest.mark.parametrize(
    "name",
    [
        *("person.alive", "person.sex", "spouse.alive", "employment.active", "msr.works", "disability.band"),
        *("household.total_income", "child.alive", "mother.employment.active", "person.imprisoned"),
    ],
)
def test_nobody_is_told_to_die_divorce_stop_working_or_seek_a_disability(name: str) -> None:
    basis = "birth" if name.startswith(("child", "mother")) else "person"
    bound = catalogue.vocabulary(basis).resolve(name)
    assert nature_of(bound) in {Nature.FIXED, Nature.LEFT_ALONE}
