"""From a definition to a compiled rule, and what is wrong with definitions."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from services_catalog.rules import RuleError, compile_rule

from .sample import PARAMETERS, TEXT, SampleVocabulary, catalogue

SHARED = {"resident": {"require": "person.resident", "text": TEXT, "law": "art. 1"}}


def definition(**changes: Any) -> dict[str, Any]:
    whole = {
        "basis": "birth",
        "mode": "automatic",
        "criteria": [
            {"id": "alive", "require": "child.alive", "text": TEXT, "law": "art. 9"},
            {"use": "resident"},
        ],
        "amount": "parameter.birth_benefit",
        "period": "once",
        "payee": ["mother", "father"],
        "examples": [],
    }
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def compiled(**changes: Any) -> Any:
    return compile_rule(definition(**changes), catalogue=catalogue, parameters=PARAMETERS, shared=SHARED)


def test_a_rule_knows_what_it_needs() -> None:
    rule = compiled(
        criteria=[
            {"id": "band", "require": "mother.disability.band <> 'none'", "text": TEXT},
            {"use": "resident"},
        ]
    )
    assert [criterion.id for criterion in rule.criteria] == ["band", "resident"]
    assert rule.criteria[1].law == "art. 1"
    assert rule.criteria[1].shared == "resident"
    assert [fact.name for fact in rule.facts] == [
        "mother.disability.band",
        "person.resident",
        "mother.alive",
        "father.alive",
    ]
    assert rule.registries == ("POPULATION", "TSERAS")
    assert rule.parameter_names == ("birth_benefit",)
    assert rule.payees == ("mother", "father")


def test_the_vocabularies_may_be_a_mapping() -> None:
    rule = compile_rule(
        {"basis": "person", "criteria": [], "period": "none"},
        catalogue={"person": SampleVocabulary("person")},
        parameters=PARAMETERS,
    )
    assert rule.verdict_sql().as_string(None) == "TRUE"
    assert rule.payees == ("subject",)


def test_a_misspelt_basis_is_suggested_when_the_names_are_known() -> None:
    with pytest.raises(RuleError) as caught:
        compile_rule(definition(basis="persn"), catalogue={"person": SampleVocabulary("person")}, parameters=PARAMETERS)
    assert "person" in caught.value.hint


def test_values_that_yaml_reads_are_taken() -> None:
    rule = compiled(criteria=[{"id": "all", "require": True, "text": TEXT}], amount=600.5)
    assert rule.amount.text == "600.5"


def test_the_hash_follows_the_content() -> None:
    first = compiled()
    assert compiled(examples=["other"]).content_hash == first.content_hash
    assert compiled(amount="600").content_hash != first.content_hash
    changed = {"resident": SHARED["resident"] | {"require": "NOT person.resident"}}
    other = compile_rule(definition(), catalogue=catalogue, parameters=PARAMETERS, shared=changed)
    assert other.content_hash != first.content_hash


@pytest.mark.parametrize(
    ("changes", "where", "hint"),
    [
        ({"basis": ...}, "basis", ""),
        ({"basis": "brith"}, "basis", ""),
        ({"criteria": ...}, "criteria", ""),
        ({"criteria": "child.alive"}, "criteria", ""),
        ({"criteria": ["child.alive"]}, "criteria[0]", ""),
        ({"criteria": [{"require": "TRUE", "text": TEXT}]}, "criteria[0].id", ""),
        ({"criteria": [{"id": "Not Good", "require": "TRUE", "text": TEXT}]}, "criteria[0].id", ""),
        ({"criteria": [{"id": "a", "text": TEXT}]}, "criteria[a].require", ""),
        ({"criteria": [{"id": "a", "require": "TRUE"}]}, "criteria[a].text", ""),
        (
            {"criteria": [{"id": "a", "require": "TRUE", "text": TEXT | {"ru": " "}}]},
            "criteria[a].text.ru",
            "",
        ),
        (
            {"criteria": [{"id": "a", "require": "child.alve", "text": TEXT}]},
            "criteria[a].require",
            "child.alive",
        ),
        ({"criteria": [{"id": "a", "require": "person.age", "text": TEXT}]}, "criteria[a].require", ""),
        ({"criteria": [{"id": "a", "require": "TRUE", "text": TEXT}] * 2}, "criteria[a].id", ""),
        ({"criteria": [{"use": "residnt"}]}, "criteria[0].use", "resident"),
        ({"criteria": [{"use": "resident", "require": "TRUE"}]}, "criteria[resident].require", ""),
        ({"amount": ...}, "amount", ""),
        ({"amount": "person.age"}, "amount", ""),
        ({"amount": "parameter.birth_benefitt"}, "amount", "parameter.birth_benefit"),
        ({"period": "none"}, "period", ""),
        ({"period": "weekly"}, "period", ""),
        ({"period": ...}, "period", ""),
        ({"starts": "child.alive"}, "starts", ""),
        ({"until": "600"}, "until", ""),
        ({"payee": "uncle"}, "payee", "mother"),
        ({"payee": []}, "payee", ""),
        ({"payee": ["mother", "mother"]}, "payee", ""),
        ({"amout": "600"}, "amout", "amount"),
        ({"criterias": []}, "criterias", "criteria"),
    ],
)
def test_an_error_names_the_field(changes: dict[str, Any], where: str, hint: str) -> None:
    with translation.override("en"), pytest.raises(RuleError) as caught:
        compiled(**changes)
    assert caught.value.where == where
    assert hint in caught.value.hint
