"""Above which amount a second person confirms: stored, written in files, read again; and what the catalogue says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.definition import Definition, Period, content_hash
from services_catalog.files import read_catalogue
from services_catalog.json_fields import FieldError
from services_catalog.second_person import MOST, SecondPerson, second_person_from_json, second_person_of
from services_catalog.written import typed_version
from tests.factories.services_catalog import definition

LARGE = ("05-48", "05-49", "05-50", "05-53", "08-11", "08-12", "08-13", "08-14")


@given(st.decimals(min_value=0, max_value=MOST, places=2), st.sampled_from(["assumed", "verified"]))
def test_it_is_stored_and_read_again(above: Decimal, confidence: str) -> None:
    said = SecondPerson(above, confidence)
    assert second_person_from_json(said.as_json()) == said


@pytest.mark.parametrize(
    ("stored", "where"),
    [
        ({"confidence": "assumed"}, "second_person.above"),
        ({"above": "much", "confidence": "assumed"}, "second_person.above"),
        ({"above": "NaN", "confidence": "assumed"}, "second_person.above"),
        ({"above": "5.00"}, "second_person.confidence"),
    ],
    ids=["no amount", "no number", "not a number", "not how sure"],
)
def test_a_wrong_one_names_its_field(stored: dict[str, Any], where: str) -> None:
    with pytest.raises(FieldError) as error:
        second_person_from_json(stored)
    assert error.value.where == where
    assert second_person_of({"second_person": stored}) is None


def test_a_definition_keeps_it_and_without_it_is_as_before() -> None:
    plain = definition()
    bare = Definition.from_json(plain)
    assert bare.second_person is None
    assert content_hash(bare.as_json()) == content_hash(Definition.from_json(bare.as_json()).as_json())
    assert "second_person" not in bare.as_json()
    with_one = replace(bare, second_person=SecondPerson(Decimal(2000), "assumed"))
    assert with_one.as_json()["second_person"] == {"above": "2000.00", "confidence": "assumed"}
    assert Definition.from_json(with_one.as_json()) == with_one


def test_a_file_has_the_amount_as_a_number() -> None:
    typed = typed_version({"examples": [], "second_person": {"above": "2000.00", "confidence": "assumed"}})
    assert typed["second_person"] == {"above": Decimal("2000.00"), "confidence": "assumed"}


def test_the_services_that_grant_the_largest_sums_at_once_state_one() -> None:
    catalogue, problems = read_catalogue()
    assert not problems
    stated = {
        code
        for code, service in catalogue.services.items()
        for version in service.versions
        if "second_person" in version.definition
    }
    assert stated == set(LARGE)
    for code in LARGE:
        for version in catalogue.services[code].versions:
            found = Definition.from_json(version.definition)
            assert found.second_person is not None
            assert found.second_person.confidence == "assumed"  # the ministry's figure is not public
            assert found.period == Period.ONCE
