"""What the registries hold about a person: everything, current and past, and what adoption keeps secret."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from registries.holdings import REGISTRIES, Held, HeldRegistry, RecordState, holdings_of
from registries.holdings.read import ABOUT_THE_PERSON, shown_fields
from registries.holdings.tables import LEFT_OUT, label_of
from registries.models import BenefitCase, ChildPlacement, Person, PersonChange, Record, RegistryGap
from tests.factories.registries import BenefitFactory, BirthActFactory, InstitutionFactory, PersonFactory

ON = date(2026, 11, 30)


def test_every_table_of_records_is_shown_once_under_its_registry() -> None:
    shown = [(one.code, table.model) for one in REGISTRIES for table in one.tables]
    records = {model for model in apps.get_models() if issubclass(model, Record)}
    assert {model for _code, model in shown} == records
    assert len(shown) == len(records)
    assert all(model.registry == code for code, model in shown)
    assert len({one.code for one in REGISTRIES}) == 18  # the population register, and the seventeen


def test_every_field_of_a_record_is_shown_or_left_out_with_a_reason() -> None:
    common = {field.name for field in Record._meta.get_fields()} | {"id"}
    for one in REGISTRIES:
        for table in one.tables:
            own = {field.name for field in table.model._meta.concrete_fields} - common
            assert own == {field.name for field in shown_fields(table.model)} | (own & LEFT_OUT.keys())
            assert own & LEFT_OUT.keys() != own


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_field_is_called_as_people_call_it(language: str) -> None:
    fields = {field for one in REGISTRIES for table in one.tables for field in shown_fields(table.model)}
    fields |= {field for field in Person._meta.concrete_fields if field.name in ABOUT_THE_PERSON}
    same = {"FİN", "IBAN"} | ({"status"} if language == "az" else set())
    with translation.override("en"):
        english = {field: label_of(field) for field in fields}
    with translation.override(language):
        assert {label_of(field) for field in fields if label_of(field) == english[field]} == same


def of(found: tuple[HeldRegistry, ...], code: str) -> HeldRegistry:
    return next(one for one in found if one.registry.code == code)


def values(held: Held) -> list[dict[str, Any]]:
    return [{field.name: field.value for field in record.fields} for record in held.records]


@pytest.mark.django_db
def test_current_past_corrected_and_annulled_records_are_told_apart() -> None:
    person = PersonFactory()
    now = datetime(2026, 11, 1, tzinfo=UTC)
    current = BenefitFactory(person=person, valid_from=date(2026, 10, 1), reference="now")
    BenefitFactory(person=person, valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31), reference="past")
    wrong = BenefitFactory(person=person, valid_from=date(2026, 9, 1), reference="corrected")
    gone = BenefitFactory(person=person, valid_from=date(2026, 8, 1), reference="annulled")
    BenefitFactory(reference="of somebody else")
    superseded = {"superseded_at": now, "corrected_by": "DSMF", "correction_reason": "a slip"}
    BenefitCase.objects.filter(pk=wrong.pk).update(**superseded, superseded_by=current.pk)
    BenefitCase.objects.filter(pk=gone.pk).update(**superseded)

    [held] = of(holdings_of(person, on=ON), "MUAV").tables

    assert [(one.reference, one.state) for one in held.records] == [
        ("now", RecordState.CURRENT),
        ("past", RecordState.PAST),
        ("corrected", RecordState.CORRECTED),
        ("annulled", RecordState.ANNULLED),
    ]
    correction = held.records[2].correction
    assert correction is not None
    assert (correction.at, correction.by, correction.reason) == (now, "DSMF", "a slip")
    [amount] = [field for field in held.records[0].fields if field.name == "amount"]
    assert (amount.value, amount.money) == (current.amount, True)


@pytest.mark.django_db
def test_people_are_named_and_codes_are_in_words() -> None:
    mother = PersonFactory()
    act = BirthActFactory(mother=mother)
    population = of(holdings_of(act.person, on=ON), "POPULATION")
    identity, births = population.tables
    assert values(births)[0]["mother"] == mother.full_name
    [sex] = [field for field in identity.records[0].fields if field.name == "sex"]
    assert (sex.code, sex.value) == (act.person.sex, act.person.get_sex_display())


@pytest.mark.django_db
def test_a_registry_that_holds_nothing_says_so_and_one_that_lacks_something_too() -> None:
    person = PersonFactory()
    RegistryGap.objects.create(person=person, registry="EMAS", since=date(2026, 1, 1), reason="files before 2014")
    found = holdings_of(person, on=ON)
    assert [one.registry.code for one in found] == [one.code for one in REGISTRIES]
    assert [one.registry.code for one in found if one.count] == ["POPULATION"]
    assert of(found, "EMAS").incomplete[0].reason == "files before 2014"


@pytest.mark.django_db
def test_what_of_the_person_was_another_before_is_told() -> None:
    person = PersonFactory()
    source = InstitutionFactory(code="DIN")
    PersonChange.objects.create(
        person=person, field="surname", old="Əliyeva", new=person.surname, source=source, reference="R1",
        changed_at=datetime(2026, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    [identity] = of(holdings_of(person, on=ON), "POPULATION").tables
    assert [(one.state, one.fields[0].value) for one in identity.records[1:]] == [(RecordState.CORRECTED, "Əliyeva")]


@pytest.mark.django_db
def test_of_somebody_adopted_neither_the_adoption_nor_the_former_parents_are_told() -> None:
    former, parent = PersonFactory(), PersonFactory()
    act = BirthActFactory(mother=former)
    ChildPlacement.objects.create(
        person=act.person, kind="adoption", carer=parent, document_no="12", source=InstitutionFactory(code="AQUPDK"),
        reference="A1", valid_from=date(2026, 2, 1), recorded_at=datetime(2026, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    found = holdings_of(act.person, on=ON)
    assert of(found, "OVLAD").tables == ()
    assert former.full_name not in str(found)


@pytest.mark.django_db
def test_more_records_ask_no_more_questions() -> None:
    def asked(count: int) -> int:
        person = PersonFactory()
        for number in range(count):
            child = PersonFactory()
            BenefitFactory(person=person, child=child, reference=f"{person.pk}-{number}")
        with CaptureQueriesContext(connection) as seen:
            holdings_of(person, on=ON)
        return len(seen)

    assert asked(1) == asked(3) <= 38
