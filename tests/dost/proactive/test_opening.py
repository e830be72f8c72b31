"""Opening cases: who has a right and does not hold it gets a case, once; the rest is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Case
from dost.cases.rules import proactive_rules
from dost.cases.stages import Origin, Stage, State
from dost.proactive.opening import Count, OpeningCounts, by_basis, open_cases
from registries.facts.query import Scope
from registries.models import Person, RegistryEvent
from tests.factories.registries import BenefitFactory, GapFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _services() -> None:
    """Two monthly services of 600 that exclude each other; one of them asks for a registry that may be incomplete."""
    InstitutionFactory(code="DSMF")
    for code, other in (("90-1", "90-2"), ("90-2", "90-1")):
        VersionFactory(service=ServiceFactory(code=code), changes={"period": "monthly", "excludes": [other]})


def find(*codes: str, people: Mapping[int, int] | None = None, **more: Any) -> OpeningCounts:
    scope = Scope.everyone() if people is None else Scope.persons(sorted(people))
    rules = by_basis(proactive_rules(ON, codes=codes or ("90-1",)))["person"]
    return open_cases(
        basis="person", rules=rules, scope=scope, on=ON, now=NOW, origin=Origin.DATE, events=people, **more
    )


def pensioner(**more: Any) -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 3, 3), **more)
    return made


def test_everybody_entitled_gets_a_case_at_the_start_of_the_road() -> None:
    person = pensioner()
    PersonFactory(birth_date=date(2000, 3, 3))
    assert find().counts == {"90-1": Count(entitled=1, unknown=0, not_entitled=1, opened=1)}
    case = Case.objects.get()
    assert (case.person, case.basis, case.basis_key, case.on) == (person, "person", person.fin, ON)
    assert (case.stage, case.state, case.origin, case.live) == (Stage.VERIFY, State.READY, Origin.DATE, True)
    assert [(line.what, line.details) for line in case.entries.all()] == [("opened", {"origin": "date"})]


def test_what_was_found_is_not_found_again() -> None:
    pensioner()
    assert find().opened == 1
    assert find().counts["90-1"] == Count(entitled=1, opened=0)


def test_a_dry_run_only_counts() -> None:
    pensioner()
    assert find(dry_run=True).counts["90-1"].entitled == 1
    assert not Case.objects.exists()


def test_what_is_not_known_is_counted_and_opens_nothing() -> None:
    criterion = {"id": "idle", "require": "NOT employment.active", "text": texts("Does not work"), "law": "Law"}
    VersionFactory(service=ServiceFactory(code="90-3"), changes={"criteria": [criterion]})
    GapFactory(person=pensioner(), registry="EMAS", since=date(2020, 1, 1))
    assert find("90-3").counts["90-3"] == Count(unknown=1)
    assert not Case.objects.exists()


def test_what_an_award_shows_is_held_opens_nothing() -> None:
    person = pensioner()
    BenefitFactory(person=person, service_code="90-1", basis_key=person.fin)
    assert find().counts["90-1"] == Count(entitled=1, opened=0)


@pytest.mark.parametrize(("received", "opened"), [("600.00", 0), ("599.99", 1)])
def test_only_a_right_that_pays_more_than_what_excludes_it_is_offered(received: str, opened: int) -> None:
    BenefitFactory(person=pensioner(), service_code="90-2", amount=Decimal(received))
    assert find().opened == opened


def test_an_excluding_award_that_has_ended_outdoes_nothing() -> None:
    BenefitFactory(person=pensioner(), service_code="90-2", amount=Decimal(900), valid_until=date(2026, 11, 19))
    assert find().opened == 1


def test_two_that_exclude_each_other_are_both_opened_when_found_together() -> None:
    pensioner()
    assert find("90-1", "90-2").opened == 2


def test_the_case_names_the_event_that_touched_its_person() -> None:
    person = pensioner()
    event = RegistryEvent.objects.create(
        institution_id=InstitutionFactory(code="DIN").pk,
        event_id="E-1",
        kind="identity",
        happened_on=ON,
        registry="POPULATION",
        payload={},
        received_at=NOW,
    )
    assert find(people={person.pk: event.pk}).opened == 1
    assert Case.objects.get().event_id == event.pk


def test_counts_of_chunks_add_up() -> None:
    counts = OpeningCounts({"90-1": Count(1, 2, 3, 1)})
    counts.add(OpeningCounts({"90-1": Count(1, 1, 1, 1), "90-2": Count(opened=2)}))
    assert counts == OpeningCounts({"90-1": Count(2, 3, 4, 2), "90-2": Count(opened=2)})
    assert counts.opened == 4


def test_no_rules_find_nothing() -> None:
    found = open_cases(basis="person", rules=[], scope=Scope.everyone(), on=ON, now=NOW, origin=Origin.DATE)
    assert found == OpeningCounts()
