"""Applying in an employer's name: who may, for what, once for each employer, and what it says by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from dost.accounts.actors import SYSTEM, Actor, Capacity, OnBehalf, Oneself, Staff
from dost.cases.acts import Act, NotAllowed, may, require
from dost.cases.applications import Application, NotAccepted, open_application
from dost.cases.drafts.begin import begin
from dost.cases.employers import services_for_employers, told_by_the_state, voen_of
from dost.cases.matters import same_matter
from dost.cases.models import Case
from registries.models import Person
from services_catalog.models import Service
from services_catalog.queries import definition_of
from tests.factories.accounts import MandateFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.drafts import TOLD, applied_for, for_employers
from tests.factories.registries import PersonFactory, RepresentativeFactory
from tests.factories.services_catalog import VersionFactory

pytestmark = pytest.mark.django_db

VOEN, OTHER = "1000000011", "1000000021"
GROWN = date(1980, 1, 1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def head() -> Person:
    made: Person = PersonFactory(birth_date=GROWN)
    for voen in (VOEN, OTHER):
        RepresentativeFactory(person=made, employer_voen=voen)
    return made


@pytest.fixture
def service() -> Service:
    return for_employers()


def acting(person: Person, voen: str = VOEN) -> OnBehalf:
    """Somebody who acts for an employer."""
    return OnBehalf(person.pk, "sub", of=person.pk, capacity=Capacity.EMPLOYER, voen=voen)


def apply(person: Person, service: Service, *, actor: Actor | None = None, voen: str = VOEN) -> Application:
    return open_application(
        person=person,
        service=service,
        answers=TOLD,
        actor=actor or acting(person, voen),
        on=timezone.localdate(),
        voen=voen,
    )


def test_it_is_answered_by_itself_and_by_nobody_else(head: Person, service: Service) -> None:
    case = apply(head, service).case
    assert case.applicant_voen == VOEN
    answer = case.answers.get(question="acts_for_employer")
    assert (answer.value, answer.actor) == (True, SYSTEM)
    with pytest.raises(NotAccepted, match="no such question"):
        open_application(
            person=head,
            service=service,
            answers={**TOLD, "acts_for_employer": True},
            actor=Oneself(head.pk, "sub"),
            on=timezone.localdate(),
        )


def test_for_oneself_it_is_answered_with_no(head: Person, service: Service) -> None:
    case = apply(head, service, actor=Oneself(head.pk, "sub"), voen="").case
    assert case.applicant_voen == ""
    assert case.answers.get(question="acts_for_employer").value is False


def test_twice_for_one_employer_leads_to_the_case_that_runs_whoever_of_it_applies(
    head: Person, service: Service
) -> None:
    colleague = PersonFactory(birth_date=GROWN)
    RepresentativeFactory(person=colleague, employer_voen=VOEN)
    first = apply(head, service)
    again = apply(colleague, service)
    assert (again.already, again.case) == (True, first.case)
    assert apply(head, service, voen=OTHER).case != first.case
    assert apply(head, service, actor=Oneself(head.pk, "sub"), voen="").case != first.case


def test_the_database_holds_one_live_case_of_an_employer(service: Service) -> None:
    version = VersionFactory()
    CaseFactory(version=version, applicant_voen=VOEN, basis_key="one")
    with pytest.raises(IntegrityError, match="case_once_of_an_employer"), transaction.atomic():
        CaseFactory(version=version, applicant_voen=VOEN, basis_key="two")


@pytest.mark.parametrize("by_staff", [False, True], ids=["themselves", "at the window"])
def test_who_may_not_act_for_it_is_told_what_would_help(service: Service, by_staff: bool) -> None:
    somebody = PersonFactory(birth_date=GROWN)
    if not by_staff:
        with pytest.raises(NotAllowed):
            apply(somebody, service)
        return
    with pytest.raises(NotAccepted, match=r"does not name this person for VÖEN 1000000011.*ask the head") as why:
        apply(somebody, service, actor=Staff(UserFactory().pk, "examiner"))
    assert [one.field for one in why.value.problems] == ["employer"]
    assert not Case.objects.exists()


def test_what_is_for_people_is_not_applied_for_in_its_name(head: Person) -> None:
    with pytest.raises(NotAccepted, match="This service is for people"):
        apply(head, applied_for())


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"services": ["90-64"]}, True),
        ({"services": []}, True),
        ({"services": ["90-50"]}, False),
        ({"deeds": ["look"]}, False),
        ({"waiting": True}, False),
    ],
    ids=["named", "all", "another", "to read only", "not accepted"],
)
def test_a_mandate_lets_apply_for_what_it_names(service: Service, changes: dict[str, Any], allowed: bool) -> None:
    agent = PersonFactory(birth_date=GROWN)
    MandateFactory(grantor=None, grantor_voen=VOEN, agent=agent, by_person=agent, **changes)
    if allowed:
        assert apply(agent, service).case.applicant_voen == VOEN
        return
    with pytest.raises(NotAllowed):
        apply(agent, service)


def test_nobody_applies_in_its_name_with_another_persons_file(head: Person, service: Service) -> None:
    other = PersonFactory(birth_date=GROWN)
    RepresentativeFactory(person=other, employer_voen=VOEN)
    with pytest.raises(NotAllowed):
        apply(other, service, actor=acting(head))
    with pytest.raises(NotAllowed):
        require(Act.CHANGE_ACCOUNT, actor=acting(head), person=head, voen=VOEN)


def test_its_matters_are_not_the_persons_and_theirs_not_its(head: Person) -> None:
    oneself, employer = Oneself(head.pk, "sub"), acting(head)
    assert not may(Act.APPLY, actor=oneself, person_id=head.pk, voen=VOEN)
    assert not may(Act.APPLY, actor=employer, person_id=head.pk)
    assert not may(Act.APPLY, actor=employer, person_id=head.pk, voen=OTHER)
    assert may(Act.APPLY, actor=employer, person_id=head.pk, voen=VOEN)


def test_a_draft_in_its_name_is_another_than_ones_own(head: Person, service: Service) -> None:
    on, now = timezone.localdate(), timezone.now()
    own = begin(person=head, service=service, actor=Oneself(head.pk, "sub"), on=on, now=now).draft
    its = begin(person=head, service=service, actor=acting(head), on=on, now=now).draft
    assert own is not None
    assert its is not None
    assert (own.applicant_voen, its.applicant_voen) == ("", VOEN)
    assert begin(person=head, service=service, actor=acting(head), on=on, now=now).draft == its


def test_which_services_are_for_employers(service: Service) -> None:
    applied_for()
    assert services_for_employers(timezone.localdate()) == [service]
    definition = definition_of(service.versions.get())
    assert (definition.is_for_employers, [one.id for one in definition.asked]) == (True, list(TOLD))
    assert told_by_the_state(definition, VOEN) == {"acts_for_employer": True}
    assert told_by_the_state(definition, "") == {"acts_for_employer": False}


def test_staff_and_people_act_for_no_employer(head: Person) -> None:
    assert voen_of(acting(head)) == VOEN
    assert voen_of(Oneself(head.pk, "sub")) == ""
    assert voen_of(Staff(1, "examiner")) == ""


def test_a_matter_is_of_a_record_or_of_an_employer() -> None:
    version = VersionFactory()
    own = CaseFactory(version=version, basis_key="same")
    its = CaseFactory(version=version, basis_key="same", applicant_voen=VOEN)
    for one in (own, its):
        assert list(Case.objects.filter(same_matter(one))) == [one]
