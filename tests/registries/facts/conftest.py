"""Asking facts of a real database, and a small town with a record of every registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg import sql

from registries.facts import catalogue
from registries.facts.query import Scope, rows
from registries.models import Kinship, Person
from tests.factories import registries as make

ON = date(2026, 3, 1)
Rows = list[dict[str, Any]]
Ask = Callable[..., Rows]


def fetch(query: sql.Composable) -> Rows:
    """Run a query and return its rows by column name."""
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture
def ask(db: None) -> Ask:
    """Return the rows of a basis with the facts named."""
    make.count_awards()

    def ask(basis: str, *names: str, scope: Scope | None = None, on: date = ON, explained: bool = False) -> Rows:
        vocabulary = catalogue.vocabulary(basis)
        facts = [vocabulary.resolve(name) for name in names]
        return fetch(rows(basis, facts, scope=scope or Scope.everyone(), on=on, explained=explained))

    return ask


@pytest.fixture
def fact(ask: Ask) -> Callable[..., Any]:
    """Return one fact about one person; asserts that it is the same for everyone and for this person alone."""

    def fact(name: str, person: Person, on: date = ON) -> Any:
        alone = ask("person", name, scope=Scope.persons([person.pk]), on=on)
        together = [row for row in ask("person", name, on=on) if row["record_id"] == person.pk]
        assert alone == together
        (row,) = alone
        return row[name]

    return fact


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """People with a record of every kind, connected with each other; the same ones for a whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _town()
        transaction.set_rollback(True)


def _town() -> SimpleNamespace:
    make.count_awards()
    mother = make.PersonFactory(birth_date=date(1991, 4, 2))
    father = make.PersonFactory(male=True, birth_date=date(1988, 8, 21))
    grandmother = make.PersonFactory(birth_date=date(1959, 1, 30), document_until=date(2031, 5, 20))
    widow = make.PersonFactory(birth_date=date(1962, 11, 5))
    husband = make.PersonFactory(male=True, birth_date=date(1960, 2, 29), died_on=date(2025, 12, 31))
    infant = make.PersonFactory(infant=True)
    pupil = make.PersonFactory(schoolchild=True)
    student = make.PersonFactory(male=True, birth_date=date(2005, 9, 9))
    orphan = make.PersonFactory(schoolchild=True, birth_date=date(2015, 5, 5))
    conscript = make.PersonFactory(male=True, birth_date=date(2006, 10, 10))
    lost = make.PersonFactory(male=True, missing=True, birth_date=date(1970, 3, 3))
    prisoner = make.PersonFactory(male=True, birth_date=date(1985, 2, 2))
    matron = make.PersonFactory(birth_date=date(1980, 2, 29))
    for year in range(2004, 2011):
        brother = make.PersonFactory(male=True, birth_date=date(year, 2, 28))
        make.KinshipFactory(person=brother, relative=matron, kind=Kinship.Kind.MOTHER)
    make.ImprisonmentFactory(person=prisoner, valid_until=date(2030, 1, 1))
    make.ContractFactory(person=lost, valid_until=date(2025, 5, 1), end_ground="art. 74.1")
    make.BenefitFactory(person=lost, lump_sum=True, service_code="05-46", valid_from=date(2024, 9, 1))
    for child in (infant, pupil):
        make.KinshipFactory(person=child, relative=mother, kind=Kinship.Kind.MOTHER)
        make.KinshipFactory(person=child, relative=father, kind=Kinship.Kind.FATHER)
    make.KinshipFactory(person=mother, relative=grandmother, kind=Kinship.Kind.MOTHER)
    make.KinshipFactory(person=student, relative=widow, kind=Kinship.Kind.MOTHER)
    make.KinshipFactory(person=student, relative=husband, kind=Kinship.Kind.FATHER)
    make.KinshipFactory(person=orphan, relative=husband, kind=Kinship.Kind.FATHER)
    make.KinshipFactory(person=mother, relative=father, spouse=True, valid_from=date(2014, 6, 1))
    make.KinshipFactory(person=husband, relative=widow, spouse=True, valid_from=date(1985, 6, 1))
    make.BirthActFactory(person=infant, mother=mother, father=father, parity=2)
    make.DeathActFactory(person=husband, buried_by=student)
    make.PlacementFactory(person=orphan, carer=grandmother)
    household = make.HouseholdFactory()
    for member, relation in ((mother, "representative"), (father, "spouse"), (infant, "child"), (pupil, "child")):
        make.HouseholdMemberFactory(person=member, household=household, relation=relation)
    make.AssistanceFactory(person=mother, household=household)
    make.ContractFactory(person=father)
    make.ContractFactory(person=mother, fixed=True, valid_from=date(2025, 3, 1), suspended=True)
    make.LeaveFactory(person=mother, maternity=True)
    make.LeaveFactory(person=mother, child_care=True, valid_from=date(2026, 2, 20), child=infant)
    make.LeaveFactory(person=father)
    make.EmployedFactory(person=father)
    make.JobseekerFactory(person=student, experience_years=2)
    make.TrainingFactory(person=student)
    make.UnemploymentEventFactory(person=student)
    make.UnemploymentPaymentFactory(person=student)
    make.WorkAccidentFactory(person=father)
    make.DisabilityFactory(person=pupil, of_childhood=True)
    make.DisabilityFactory(person=widow, band="61-80", valid_until=date(2028, 2, 29), indefinite=False)
    make.RehabilitationFactory(person=widow)
    make.RehabilitationFactory(person=widow, car=True)
    make.CareFactory(person=widow, carer=student, needs_score=34)
    make.CareFactory(person=grandmother, residential=True)
    martyr = make.PersonFactory(male=True, birth_date=date(1999, 1, 1), died_on=date(2020, 10, 20))
    make.HonourFactory(person=martyr, status="martyr", relation="self", martyr=None)
    make.HonourFactory(person=widow, martyr=martyr)
    make.HonourFactory(person=father, war_disabled=True)
    make.ReceptionFactory(person=widow, valid_from=date(2026, 2, 3), rating=5)
    make.AccountFactory(person=grandmother)
    make.AccountFactory(person=husband)
    make.PensionFactory(person=grandmother, valid_from=date(2024, 1, 30))
    make.PensionFactory(person=husband, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    make.BenefitFactory(person=student)
    make.BenefitFactory(person=mother, lump_sum=True, valid_from=date(2026, 2, 20), basis_key=infant.fin, child=infant)
    make.StipendFactory(person=widow)
    make.StipendOrderFactory(person=grandmother)
    make.PersonalInsuranceEventFactory(person=father)
    make.PersonalInsuranceEventFactory(person=widow, death=True)
    make.PersonalInsurancePaymentFactory(person=father)
    make.ImprisonmentFactory(person=conscript, released=True)
    make.ConscriptionFactory(person=conscript, valid_from=date(2026, 2, 1), valid_until=date(2027, 7, 31))
    make.StudyFactory(person=student, valid_until=date(2027, 6, 30))
    make.StudyFactory(person=pupil, level="school")
    make.CivilServiceFactory(person=grandmother, valid_from=date(1995, 1, 1), valid_until=date(2021, 1, 30))
    make.GapFactory(person=conscript, registry="EMAS")
    return SimpleNamespace(**{name: value for name, value in locals().items() if isinstance(value, Person)})
