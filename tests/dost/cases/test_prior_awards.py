"""A right that the registry of awards shows is held is not found again; what looks like it but is another, is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from dost.cases.models import Case
from dost.cases.prior_awards import PriorAwards, ensure_not_held, held, prior_awards_of, registries_of_awards
from dost.proactive.sweep import start, work_to_the_end
from registries.models import BenefitCase, PensionCase, Person
from services_catalog.definition import Period
from services_catalog.queries import compiled
from tests.dost.road.house import publish
from tests.factories.cases import CaseFactory
from tests.factories.registries import (
    BenefitFactory,
    BirthActFactory,
    ContractFactory,
    DisabilityFactory,
    HonourFactory,
    InstitutionFactory,
    KinshipFactory,
    LeaveFactory,
    PersonFactory,
    PlacementFactory,
    StipendFactory,
)
from tests.factories.services_catalog import ServiceFactory, VersionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _institutions() -> None:
    for code in ("DSMF", "DTSERA", "DEMX", "MN", "MEHKEME", "EDLIYYE"):
        InstitutionFactory(code=code)


def opened(*codes: str, on: date = ON) -> int:
    """How many cases a sweep of these services opens."""
    found = work_to_the_end(start(on=on, now=NOW, services=codes))
    assert found is not None
    return found.opened


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def key(record: Any) -> str:
    """The key of a record, as a basis has it."""
    return f"{record.source_id}:{record.reference}"


# -- an award that begins after the day judged ---------------------------------------------------------------------


def test_a_pensioner_whose_benefit_begins_next_month_holds_it() -> None:
    publish("05-21")
    old = PersonFactory(birth_date=date(1950, 3, 3))
    BenefitFactory(person=old, service_code="05-21", basis_key=old.fin, valid_from=date(2026, 12, 1))
    assert opened("05-21") == 0


def test_a_benefit_that_has_run_out_is_not_held() -> None:
    publish("05-21")
    old = PersonFactory(birth_date=date(1950, 3, 3))
    BenefitFactory(
        person=old, service_code="05-21", basis_key=old.fin, valid_from=date(2025, 1, 1), valid_until=date(2026, 11, 19)
    )
    assert opened("05-21") == 1


def on_leave(mother: Person, *, since: date = date(2026, 9, 1)) -> Any:
    """Leave to care for a child of six months."""
    child = PersonFactory(birth_date=date(since.year, since.month - 6, 1))
    return LeaveFactory(person=mother, child=child, child_care=True, valid_from=since, valid_until=date(2028, 2, 1))


def employee() -> Person:
    person: Person = PersonFactory(birth_date=date(1996, 5, 1))
    ContractFactory(person=person, valid_from=date(2020, 1, 1))
    return person


def test_a_leave_whose_benefit_was_awarded_from_a_later_day_is_paid_for() -> None:
    publish("05-37")
    leave = on_leave(employee())
    BenefitFactory(person=leave.person, service_code="05-37", basis_key=key(leave), valid_from=date(2026, 9, 10))
    assert opened("05-37") == 0


def test_a_leave_whose_benefit_was_ended_early_is_not_found_again() -> None:
    publish("05-37")
    leave = on_leave(employee())
    BenefitFactory(
        person=leave.person,
        service_code="05-37",
        basis_key=key(leave),
        valid_from=date(2026, 9, 10),
        valid_until=date(2026, 10, 31),
    )
    assert opened("05-37") == 0


def test_an_excluding_benefit_that_begins_next_month_outdoes_a_lower_one() -> None:
    publish("05-21", "05-23")
    old = PersonFactory(birth_date=date(1950, 3, 3))
    BenefitFactory(
        person=old, service_code="05-23", basis_key="DTSERA:1", amount=Decimal(250), valid_from=date(2026, 12, 1)
    )
    assert opened("05-21") == 0


# -- several records of one person ---------------------------------------------------------------------------------


def test_the_leave_for_a_second_child_is_found_while_that_for_the_first_is_paid_for() -> None:
    publish("05-37")
    mother = employee()
    first = on_leave(mother, since=date(2026, 7, 1))
    on_leave(mother, since=date(2026, 10, 1))
    BenefitFactory(person=mother, service_code="05-37", basis_key=key(first), valid_from=date(2026, 7, 1))
    assert opened("05-37") == 1


def wounded(person: Person, **more: Any) -> Any:
    return DisabilityFactory(person=person, cause="war", valid_from=date(2026, 1, 10), **more)


def test_a_child_wounded_by_war_is_found_beside_the_stipend_of_its_mother() -> None:
    publish("07-06-1")
    mother = PersonFactory(birth_date=date(1986, 5, 1))
    child = PersonFactory(birth_date=date(2016, 5, 1))
    KinshipFactory(person=child, relative=mother, valid_from=child.birth_date)
    own = wounded(mother)
    wounded(child)
    StipendFactory(person=mother, service_code="07-06-1", basis_key=key(own), valid_from=date(2026, 1, 10))
    assert opened("07-06-1") == 1


def test_a_second_child_wounded_by_war_is_found_beside_the_first() -> None:
    publish("07-06-1")
    mother = PersonFactory(birth_date=date(1986, 5, 1))
    children = [PersonFactory(birth_date=date(2016, month, 1)) for month in (1, 12)]
    decisions = []
    for child in children:
        KinshipFactory(person=child, relative=mother, valid_from=child.birth_date)
        decisions.append(wounded(child))
    StipendFactory(person=mother, service_code="07-06-1", basis_key=key(decisions[0]), valid_from=date(2026, 1, 10))
    assert opened("07-06-1") == 1


def test_the_mother_of_two_martyrs_shares_in_both_stipends() -> None:
    publish("07-03")
    mother = PersonFactory(birth_date=date(1960, 5, 1))
    first, _second = (HonourFactory(person=mother, valid_from=date(2021, 1, 1)) for _n in range(2))
    StipendFactory(person=mother, basis_key=key(first), valid_from=date(2021, 1, 1))
    assert opened("07-03") == 1


def test_a_status_given_anew_for_the_same_martyr_is_no_second_right() -> None:
    publish("07-03")
    mother = PersonFactory(birth_date=date(1960, 5, 1))
    old = HonourFactory(person=mother, valid_from=date(2021, 1, 1), valid_until=date(2026, 10, 31))
    HonourFactory(person=mother, martyr=old.martyr, valid_from=date(2026, 11, 1))
    StipendFactory(person=mother, basis_key=key(old), valid_from=date(2021, 1, 1))
    assert opened("07-03") == 0


def test_a_renewed_placement_with_the_same_carer_is_no_second_right() -> None:
    publish("05-33")
    old = PlacementFactory(foster=True, valid_from=date(2024, 1, 1), valid_until=date(2026, 10, 31))
    PlacementFactory(foster=True, person=old.person, carer=old.carer, valid_from=date(2026, 11, 1))
    BenefitFactory(
        person=old.carer, child=old.person, service_code="05-33", basis_key=key(old), valid_from=old.valid_from
    )
    assert opened("05-33") == 0


def test_a_child_placed_with_another_carer_is_found_for_the_new_one() -> None:
    publish("05-33")
    old = PlacementFactory(foster=True, valid_from=date(2024, 1, 1), valid_until=date(2026, 10, 31))
    PlacementFactory(foster=True, person=old.person, valid_from=date(2026, 11, 1))
    BenefitFactory(
        person=old.carer, child=old.person, service_code="05-33", basis_key=key(old), valid_from=old.valid_from
    )
    assert opened("05-33") == 1


def test_a_child_paid_for_to_its_mother_is_not_found_for_its_father() -> None:
    publish("05-25")
    mother, father = PersonFactory(birth_date=date(1986, 5, 1)), PersonFactory(birth_date=date(1985, 5, 1), male=True)
    child = PersonFactory(birth_date=date(2016, 5, 1))
    KinshipFactory(person=child, relative=mother, valid_from=child.birth_date, rights_removed=True)
    KinshipFactory(person=child, relative=father, father=True, valid_from=child.birth_date)
    decision = DisabilityFactory(person=child, valid_from=date(2025, 1, 10))
    BenefitFactory(
        person=mother, child=child, service_code="05-25", basis_key=key(decision), valid_from=date(2025, 1, 10)
    )
    assert opened("05-25") == 0


def test_a_new_decision_about_an_adult_who_is_paid_is_no_second_right() -> None:
    publish("05-23")
    person = PersonFactory(birth_date=date(1985, 5, 1))
    old = DisabilityFactory(person=person, band="61-80", valid_from=date(2024, 1, 10), valid_until=date(2026, 10, 31))
    DisabilityFactory(person=person, band="61-80", valid_from=date(2026, 11, 1))
    BenefitFactory(person=person, service_code="05-23", basis_key=key(old), valid_from=date(2024, 1, 10))
    assert opened("05-23") == 0


# -- awards of other systems that do not say what they arose from --------------------------------------------------


def infant_of(mother: Person, born: date) -> Person:
    child: Person = PersonFactory(birth_date=born)
    BirthActFactory(person=child, mother=mother)
    return child


@pytest.fixture
def mother() -> Person:
    return PersonFactory(birth_date=date(1996, 5, 1))


def test_a_birth_benefit_that_names_only_the_child_is_held(mother: Person) -> None:
    publish("05-40", "05-41")
    child = infant_of(mother, date(2026, 6, 1))
    BenefitFactory(person=mother, child=child, lump_sum=True, service_code="05-40", valid_from=date(2026, 6, 1))
    assert opened("05-40", "05-41") == 0


def test_a_birth_benefit_for_another_child_is_not_held(mother: Person) -> None:
    publish("05-40")
    first = infant_of(mother, date(2025, 6, 1))
    infant_of(mother, date(2026, 8, 1))
    BenefitFactory(person=mother, child=first, lump_sum=True, service_code="05-40", valid_from=date(2026, 9, 1))
    assert opened("05-40") == 1


def test_a_birth_benefit_that_names_nothing_is_not_for_a_child_born_later(mother: Person) -> None:
    publish("05-40")
    infant_of(mother, date(2025, 6, 1))
    infant_of(mother, date(2026, 8, 1))
    BenefitFactory(person=mother, lump_sum=True, service_code="05-40", valid_from=date(2025, 7, 1))
    assert opened("05-40") == 1


def test_a_disability_benefit_that_names_nothing_is_held() -> None:
    publish("05-23")
    person = PersonFactory(birth_date=date(1985, 5, 1))
    DisabilityFactory(person=person, band="61-80", valid_from=date(2024, 1, 10))
    BenefitFactory(person=person, service_code="05-23", valid_from=date(2024, 1, 10))
    assert opened("05-23") == 0


def test_an_award_that_was_corrected_away_holds_nothing() -> None:
    publish("05-21")
    old = PersonFactory(birth_date=date(1950, 3, 3))
    award = BenefitFactory(person=old, service_code="05-21", basis_key=old.fin, valid_from=date(2025, 1, 1))
    type(award).objects.filter(pk=award.pk).update(superseded_at=timezone.now(), correction_reason="x")
    assert opened("05-21") == 1


# -- the row of a sweep and a case are told the same ---------------------------------------------------------------


def held_as_a_row(case: Case) -> bool:
    """What a sweep is told of the record that a case arose from."""
    row = sql.SQL("({}, {}::bigint, {}::bigint, {}::bigint, {}::date)").format(
        *map(sql.Literal, (case.basis_key, case.record_id, case.person_id, case.about_id, case.on))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL('SELECT {} FROM (VALUES {}) v (key, record_id, subject_id, about_id, "on")')
            .format(held(case.basis, compiled(case.version)), row)
            .as_string(None)
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def cases() -> list[Case]:
    """A monthly right of a person, one of a disability, a lump sum for a birth; each excludes a lump sum, 90-9."""
    mother: Person = PersonFactory(birth_date=date(1986, 5, 1))
    child: Person = PersonFactory(birth_date=ON)
    BirthActFactory(person=child, mother=mother)
    decision = DisabilityFactory(person=mother, valid_from=date(2026, 11, 1), source__code="DTSERA", reference="T-1")
    DisabilityFactory(person=mother, valid_from=date(2025, 11, 1), source__code="DTSERA", reference="T-0")
    made: list[Case] = []
    for code, basis, period, record, about in (
        ("90-1", "person", "monthly", mother, None),
        ("90-2", "disability", "monthly", decision, mother),
        ("90-3", "birth", "once", child, child),
    ):
        version = VersionFactory(
            service=ServiceFactory(code=code), changes={"basis": basis, "period": period, "excludes": ["90-9"]}
        )
        made.append(
            CaseFactory(
                version=version,
                person=mother,
                about=about,
                basis=basis,
                basis_key=key(record) if basis == "disability" else record.fin,
                record_id=record.pk,
                on=ON,
            )
        )
    return made


award_of_a_case = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["90-1", "90-2", "90-3", "90-9"]),
        "key": st.sampled_from(["", "DTSERA:T-1", "DTSERA:T-0", "own", "child", "another"]),
        "mine": st.booleans(),
        "first": st.integers(-3, 3),
        "days": st.none() | st.integers(0, 3),
        "pension": st.booleans(),
        "superseded": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(awards=st.lists(award_of_a_case, max_size=3))
def test_a_row_and_a_case_are_told_the_same(cases: list[Case], awards: list[dict[str, Any]]) -> None:
    with undone():
        mother, child = cases[0].person, cases[2].about
        assert child is not None
        for number, award in enumerate(awards):
            model: Any = PensionCase if award["pension"] else BenefitCase
            first = ON + timedelta(award["first"])
            model.objects.create(
                person=mother if award["mine"] else child,
                source_id="DSMF",
                reference=f"X-{number}",
                valid_from=first,
                valid_until=None if award["days"] is None else first + timedelta(award["days"]),
                recorded_at=NOW,
                superseded_at=NOW if award["superseded"] else None,
                correction_reason="x" if award["superseded"] else "",
                service_code=award["code"],
                basis_key={"own": mother.fin, "child": child.fin}.get(award["key"], award["key"]),
                assigned_on=ON,
                amount=100,
                one_off=award["code"] in ("90-3", "90-9"),
                **({"kind": "age"} if award["pension"] else {}),
            )
        together = prior_awards_of(cases)
        for case in cases:
            assert together.get(case.pk, PriorAwards()).held == held_as_a_row(case)
            assert together.get(case.pk) == prior_awards_of([case]).get(case.pk)
            assert prior_awards_of([case]).get(case.pk, PriorAwards()).held == is_held(case, awards)


def is_held(case: Case, awards: list[dict[str, Any]]) -> bool:
    """Decision 10, told again for these three cases."""
    return any(stands(case, award) for award in awards if not award["superseded"])


def stands(case: Case, award: dict[str, Any]) -> bool:
    once = case.service_id == "90-3" or award["code"] == "90-9"
    own = award["code"] == case.service_id
    if not own and award["code"] != "90-9":
        return False
    if own and award["pension"]:  # a service keeps its awards in one registry
        return False
    if not once and award["days"] is not None and award["first"] + award["days"] < 0:
        return False
    names = {"": None, "own": "person", "child": "birth"}.get(award["key"], award["key"])
    if case.basis == "disability":
        return names in ("DTSERA:T-1", "DTSERA:T-0") or award["mine"]
    if case.basis == "person" and not once:
        return bool(award["mine"])
    if names == case.basis:
        return True
    return award["mine"] and names is None and (case.basis == "person" or award["first"] >= 0)


# -- which registries are looked into ------------------------------------------------------------------------------


def test_awards_are_looked_for_where_a_published_service_keeps_them() -> None:
    publish("05-21", "05-40")
    assert registries_of_awards(["05-21", "05-40"], period=Period.MONTHLY) == {BenefitCase: ["05-21"]}
    assert registries_of_awards(["05-21", "05-40"], period=Period.ONCE) == {BenefitCase: ["05-40"]}
    assert registries_of_awards([], period=Period.ONCE) == {}


def test_awards_of_a_service_that_only_others_know_may_be_anywhere() -> None:
    found = registries_of_awards(["90-9"], period=Period.ONCE)
    assert {BenefitCase, PensionCase} < found.keys()
    assert set(map(tuple, found.values())) == {("90-9",)}


# -- lump sums that exclude each other -----------------------------------------------------------------------------


def test_a_lump_sum_in_another_registry_holds_too(cases: list[Case]) -> None:
    case = cases[2]
    StipendFactory(person=case.person, service_code="90-9", one_off=True, basis_key=case.basis_key, valid_from=ON)
    assert prior_awards_of([case]) == {case.pk: PriorAwards(held=True)}


def test_a_monthly_award_that_excludes_a_lump_sum_does_not_hold_it_for_it_can_be_ended(cases: list[Case]) -> None:
    case = cases[2]
    BenefitFactory(person=case.person, service_code="90-9", basis_key=case.basis_key, valid_from=ON)
    assert prior_awards_of([case]) == {}
    ensure_not_held(case)
