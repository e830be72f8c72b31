"""One reader for all models: columns, types, what is missing, what does not fit together."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from registries.intake.problems import RowError
from registries.intake.rows import read_row
from registries.intake.targets import PRIMARY, find_target, target_of, targets
from registries.models import (
    BenefitCase,
    BirthAct,
    DisabilityDecision,
    EmploymentContract,
    Household,
    HouseholdMember,
    Kinship,
    Person,
)
from tests.factories.registries import DistrictFactory, HouseholdFactory, InstitutionFactory, PersonFactory

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def contract(**changes: Any) -> dict[str, Any]:
    return {
        "fin": "5AB1C2D",
        "source": "DVX",
        "reference": "EM-1",
        "valid_from": "2026-03-01",
        "contract_no": "1",
        "employer_voen": "1000000011",
        "employer_name": "“Nümunə” MMC",
        "position": "mühasib",
        "workplace_district": "Yasamal",
        "term": "open",
        "monthly_pay": "850,50",
        **changes,
    }


@pytest.fixture
def person() -> Person:
    InstitutionFactory(code="DVX")
    InstitutionFactory(code="DTSERA")
    DistrictFactory(code="yasamal", name="Yasamal")
    DistrictFactory(code="sumqayit", name="Sumqayıt şəhəri")
    return PersonFactory(fin="5AB1C2D", birth_date=date(1990, 1, 1))


def refused(row: dict[str, Any], model: type = EmploymentContract) -> RowError:
    with pytest.raises(RowError) as caught:
        read_row(model, row, now=NOW)
    return caught.value


@pytest.mark.django_db
def test_row_of_texts_becomes_an_instance(person: Person) -> None:
    made = read_row(EmploymentContract, contract(), now=NOW)
    assert isinstance(made, EmploymentContract)
    made.full_clean()
    assert made.person_id == person.pk
    assert made.valid_from == date(2026, 3, 1)
    assert made.monthly_pay == Decimal("850.50")
    assert made.workplace_district_id == "yasamal"
    assert made.workplace == "main"
    assert made.suspended is False
    assert made.recorded_at == NOW
    assert made.valid_until is None


@pytest.mark.django_db
def test_row_of_json_values_becomes_the_same_instance(person: Person) -> None:
    texts = read_row(EmploymentContract, contract(suspended="yes"), now=NOW)
    values = read_row(
        EmploymentContract, contract(suspended=True, monthly_pay=850.5, valid_until=None, term_months=None), now=NOW
    )
    for field in EmploymentContract._meta.concrete_fields:
        assert getattr(texts, field.attname) == getattr(values, field.attname)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["yasamal", "Yasamal", "YASAMAL", " yasamal "])
def test_district_is_found_by_code_and_by_name(person: Person, name: str) -> None:
    assert read_row(EmploymentContract, contract(workplace_district=name), now=NOW).workplace_district_id == "yasamal"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sumqayit", "Sumqayıt", "sumqayıt şəhəri", "SUMQAYIT"])
def test_city_is_found_with_and_without_the_word_for_it(person: Person, name: str) -> None:
    assert read_row(EmploymentContract, contract(workplace_district=name), now=NOW).workplace_district_id == "sumqayit"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "message", "hint"),
    [
        ({"fin": ""}, "fin", "is empty", "required"),
        ({"fin": "9ZZ9ZZ9"}, "fin", "nobody is registered under 9ZZ9ZZ9", "bring the person in first"),
        ({"term": "opne"}, "term", "“opne” is not one of the choices", "Did you mean open?"),
        (
            {"workplace_district": "Yasaml"},
            "workplace_district",
            "there is no district “Yasaml”",
            "did you mean yasamal?",
        ),
        ({"source": "DVXX"}, "source", "there is no institution “DVXX”", "Did you mean DVX?"),
        ({"employer_voen": "1000000015"}, "employer_voen", "does not look right", "VÖEN"),
        ({"monthly_pay": "1.234"}, "monthly_pay", "more than 2 decimal places", "never that of thousands"),
        ({"valid_until": "2026-02-01"}, "valid_until", "is before valid_from", "check both dates"),
        ({"valid_from": "2036-02-01"}, "valid_from", "more than three years ahead", "year"),
        ({"valid_from": "1980-02-01"}, "valid_from", "before the person was born", "FİN"),
        ({"reference": "x" * 65}, "reference", "has 65 characters", "at most 64"),
        ({"pay": "5"}, "pay", "there is no such column in EmploymentContract", "monthly_pay"),
        ({"person": "5AB1C2D"}, "person", "is given twice", "once"),
        ({"monthly_pay": ["1"]}, "monthly_pay", "is list, not text", "as text"),
        ({"monthly_pay": {"a": 1}}, "monthly_pay", "is dict, not text", "as text"),
    ],
)
def test_bad_cell_names_the_field_and_what_would_be_right(
    person: Person, changes: dict[str, Any], field: str, message: str, hint: str
) -> None:
    error = refused(contract(**changes))
    assert error.field == field
    assert message in error.message
    assert hint in error.hint


@pytest.mark.django_db
def test_missing_column_is_named(person: Person) -> None:
    row = contract()
    del row["position"]
    error = refused(row)
    assert (error.field, error.message) == ("position", "is missing")


@pytest.mark.django_db
def test_person_cannot_be_their_own_mother(person: Person) -> None:
    row = {"fin": "5AB1C2D", "source": "DVX", "reference": "K", "valid_from": "1990-01-01", "kind": "mother"}
    error = refused({**row, "relative_fin": "5AB1C2D"}, Kinship)
    assert (error.field, error.message) == ("relative_fin", "is the same person as fin")


@pytest.mark.django_db
def test_what_has_happened_is_not_in_the_future(person: Person) -> None:
    row = {
        "fin": "5AB1C2D",
        "source": "DTSERA",
        "reference": "T",
        "valid_from": "2026-12-24",
        "decision_no": "1",
        "decision_date": "2026-12-24",
        "band": "61-80",
        "cause": "general",
    }
    assert refused(row, DisabilityDecision).message == "2026-12-24 is in the future"
    assert read_row(DisabilityDecision, {**row, "valid_from": "2026-11-23"}, now=NOW).band == "61-80"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_unknown_band_is_null_and_not_empty_text(person: Person) -> None:
    row = {
        "fin": "5AB1C2D",
        "source": "DTSERA",
        "reference": "T",
        "valid_from": "2026-01-24",
        "decision_no": "1",
        "decision_date": "2026-01-24",
        "band": "",
        "cause": "general",
    }
    assert read_row(DisabilityDecision, row, now=NOW).band is None  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_household_is_given_by_its_meter(person: Person) -> None:
    home = HouseholdFactory(meter_no="10000001")
    row = {"fin": "5AB1C2D", "source": "DVX", "reference": "H", "valid_from": "2020-01-01", "relation": "child"}
    assert read_row(HouseholdMember, {**row, "household": "10000001"}, now=NOW).household_id == home.pk  # type: ignore[attr-defined]
    assert "no household with the meter 999999" in refused({**row, "household": "999999"}, HouseholdMember).message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"birth_date": "2027-01-01"}, "birth_date"),
        ({"died_on": "1980-01-01"}, "died_on"),
        ({"sex": "X"}, "sex"),
        ({"surname": "Алиев"}, "surname"),
        ({"phone": "12"}, "phone"),
        ({"citizenship": "citzen"}, "citizenship"),
        ({"document_number": "№5"}, "document_number"),
    ],
)
def test_bad_person_is_refused(changes: dict[str, Any], field: str) -> None:
    InstitutionFactory(code="DIN")
    row = {"fin": "5AB1C2D", "surname": "Əliyev", "given_name": "Əli", "sex": "M", "birth_date": "1990-01-01"}
    assert read_row(Person, row, now=NOW).fin == "5AB1C2D"  # type: ignore[attr-defined]
    assert refused({**row, **changes}, Person).field == field


def test_every_registry_has_a_target_and_describes_itself() -> None:
    for code in PRIMARY:
        described = find_target(code).describe()
        assert described["registry"] == code
        names = [column["name"] for column in described["columns"]]
        assert names[:3] == ["fin", "source", "reference"]
        assert "superseded_at" not in names
        json.dumps(described)
        for column in described["columns"]:
            assert column["example"] != "", column


def test_examples_of_a_description_would_be_taken() -> None:
    for target in targets().values():
        for column in target.columns.values():
            if column.type not in {"fin", "district", "institution", "household", "centre"}:
                column.read(column.example())


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("people", Person),
        ("EMAS", EmploymentContract),
        ("emas", EmploymentContract),
        ("MUAV", BenefitCase),
        ("birth_act", BirthAct),
        ("BirthAct", BirthAct),
        ("household-member", HouseholdMember),
        ("households", Household),
    ],
)
def test_target_is_found_by_code_and_by_table(name: str, model: type) -> None:
    assert find_target(name) is target_of(model)


def test_target_that_is_unknown_suggests_the_nearest() -> None:
    with pytest.raises(LookupError, match="Did you mean EmploymentContract"):
        find_target("EmploymentContrakt")
