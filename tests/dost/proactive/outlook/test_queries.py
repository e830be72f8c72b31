"""An outlook read: the case says how it stands where there is one; sensitive services are marked; one person only."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.stages import Stage, WaitingOn
from dost.proactive.outlook.queries import coming, entitled_now, lines_of, not_entitled, overview
from dost.proactive.outlook.reckon import reckon
from registries.models import Person
from services_catalog.models import ServiceVersion
from services_catalog.next_step import StepKind
from tests.factories.cases import CaseFactory
from tests.factories.registries import BenefitFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def publish(code: str, require: str = "person.alive", *, sensitive: bool = False, **changes: Any) -> ServiceVersion:
    criteria = [{"id": "condition", "require": require, "text": texts("It holds"), "law": "Law, art. 1"}]
    made: ServiceVersion = VersionFactory(
        service=ServiceFactory(code=code, sensitive=sensitive), changes={"criteria": criteria, **changes}
    )
    return made


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1962, 3, 1))
    return made


def case(person: Person, version: ServiceVersion, **traits: Any) -> Any:
    return CaseFactory(person=person, version=version, basis="person", basis_key=person.fin, **traits)


def test_without_an_outlook_the_cases_are_told_and_nothing_else(person: Person) -> None:
    opened = case(person, publish("90-01"), asked=True)
    found = overview(person.pk, now=NOW, nearest=5)
    assert [one.case_id for one in found.now.needs_person] == [opened.pk]
    assert found.now.needs_person[0].is_question
    assert (found.coming, found.nearest, found.now.as_of.at, found.now.as_of.is_stale) == ((), (), None, True)


def test_a_case_takes_the_place_of_what_could_be_claimed(person: Person) -> None:
    version = publish("90-01")
    reckon(person.pk, now=NOW)
    [claim] = entitled_now(person.pk, now=NOW).unclaimed
    assert (claim.service.code, claim.amount, claim.step, claim.depends) == (
        "90-01",
        Decimal(600),
        StepKind.NOTHING,
        False,
    )
    case(person, version, waiting_on_institution=True)
    entitled = entitled_now(person.pk, now=NOW)
    assert entitled.unclaimed == ()
    [one] = entitled.on_its_way
    assert (one.stage, one.waiting_on, one.institution) == (Stage.VERIFY, WaitingOn.INSTITUTION, "EDLIYYE")


def test_what_is_decided_and_at_the_bank_is_on_its_way_with_its_amount(person: Person) -> None:
    case(person, publish("90-01"), at_bank=True)
    [one] = entitled_now(person.pk, now=NOW).on_its_way
    assert (one.is_granted, one.amount, one.waiting_on) == (True, Decimal(600), WaitingOn.BANK)


def test_what_was_refused_is_on_no_way(person: Person) -> None:
    case(person, publish("90-01"), refused=True)
    entitled = entitled_now(person.pk, now=NOW)
    assert (entitled.on_its_way, entitled.receiving, entitled.needs_person) == ((), (), ())


def test_what_is_received_says_when_it_changes_or_ends(person: Person) -> None:
    publish("90-01", "person.age < 65", period="monthly")
    BenefitFactory(person=person, service_code="90-01", amount=Decimal(220), valid_from=date(2020, 1, 1))
    reckon(person.pk, now=NOW)
    [one] = entitled_now(person.pk, now=NOW).receiving
    assert (one.amount, one.monthly, one.case_id) == (Decimal(220), True, None)
    assert [(each.kind.value, each.day) for each in one.coming] == [("ends", date(2027, 3, 1))]
    assert [(each.kind.value, each.day) for each in coming(person.pk, now=NOW)] == [("ends", date(2027, 3, 1))]


def test_the_end_of_what_nobody_claimed_is_not_told(person: Person) -> None:
    publish("90-01", "person.age < 65")
    reckon(person.pk, now=NOW)
    assert coming(person.pk, now=NOW) == ()


def test_what_begins_is_told_with_its_day_and_cause(person: Person) -> None:
    publish("90-01", "person.age >= 65")
    reckon(person.pk, now=NOW)
    [one] = coming(person.pk, now=NOW)
    assert (one.kind.value, one.day, one.amount, one.cause.months) == ("begins", date(2027, 3, 1), Decimal(600), 780)


def test_not_entitled_begins_with_the_nearest_and_never_names_a_sensitive_service(person: Person) -> None:
    publish("90-01", "birth.born_alive", basis="birth")
    publish("90-02", "person.age >= 90")
    publish("90-03", "person.age >= 91", sensitive=True)
    reckon(person.pk, now=NOW)
    found = not_entitled(person.pk)
    assert [(one.service.code, one.unmet, dict(one.text)) for one in found] == [
        ("90-02", 1, texts("It holds")),
        ("90-01", 99, {}),
    ]
    assert [one.service.code for one in overview(person.pk, now=NOW, nearest=1).nearest] == ["90-02"]
    assert [line.service_id for line in lines_of(person.pk, "90-03")] == ["90-03"]


def test_nothing_of_anybody_else_is_read(person: Person) -> None:
    other = PersonFactory(birth_date=date(1962, 3, 1))
    version = publish("90-01", "person.age >= 65")
    case(other, version, asked=True)
    reckon(other.pk, now=NOW)
    found = overview(person.pk, now=NOW, nearest=5)
    assert (found.now.needs_person, found.coming, found.nearest) == ((), (), ())
    assert lines_of(person.pk, "90-01") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_an_overview_costs_the_same_whatever_there_is(
    person: Person, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        case(person, publish(f"90-1{number}"), at_bank=True)
        publish(f"90-2{number}", "person.age >= 65")
        publish(f"90-3{number}", "person.age >= 90")
        publish(f"90-4{number}")
    reckon(person.pk, now=NOW)
    with django_assert_num_queries(4):
        found = overview(person.pk, now=NOW, nearest=5)
    assert [len(each) for each in (found.now.on_its_way, found.coming, found.now.unclaimed)] == [rows] * 3
