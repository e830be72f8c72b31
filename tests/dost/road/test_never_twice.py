"""Two cases about one matter, a right found again, an application for what is paid already: nothing is paid twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dost.accounts.actors import staff_actor
from dost.cases.acts import NotPossible
from dost.cases.codes import EntryKind
from dost.cases.handlers import grant
from dost.cases.models import Case, Entitlement
from dost.cases.prior_awards import HeldMeanwhile, PriorAwards, ensure_not_held, prior_awards_of, siblings
from dost.cases.stages import Origin, Outcome, Stage, State
from dost.payments.models import PaymentOrder
from dost.proactive.sweep import start, work_to_the_end
from registries.models import Person, StipendCase
from tests.dost.road.house import publish, work
from tests.factories.accounts import UserFactory
from tests.factories.registries import (
    BenefitFactory,
    DisabilityFactory,
    HonourFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _more_institutions() -> None:
    InstitutionFactory(code="MEHKEME")


def sweep(*codes: str) -> None:
    assert work_to_the_end(start(on=ON, now=NOW, services=codes)) is not None


def martyrs_mother() -> tuple[Person, Any]:
    """The mother of a martyr whose status is kept twice."""
    mother = PersonFactory(birth_date=date(1960, 5, 1))
    first = HonourFactory(person=mother, valid_from=date(2026, 9, 1))
    KinshipFactory(person=first.martyr, relative=mother, valid_from=first.martyr.birth_date)
    HonourFactory(person=mother, martyr=first.martyr, valid_from=date(2026, 10, 1))
    return mother, first


def test_of_two_cases_about_one_martyr_one_is_granted() -> None:
    publish("07-03")
    martyrs_mother()
    sweep("07-03")
    assert Case.objects.count() == 2
    work()
    assert sorted(Case.objects.values_list("outcome", "live")) == [
        (Outcome.GRANTED, True),
        (Outcome.NO_RIGHT, False),
    ]
    assert StipendCase.objects.filter(superseded_at=None).count() == 1
    sweep("07-03")
    assert Case.objects.count() == 2


def test_two_cases_about_one_matter_know_of_each_other() -> None:
    publish("07-03", "05-21")
    martyrs_mother()
    HonourFactory(person=PersonFactory(birth_date=date(1962, 5, 1)), valid_from=date(2026, 9, 1))
    sweep("07-03", "05-21")
    cases = list(Case.objects.select_related("version"))
    assert len(cases) > 3
    together = {case.pk for case in cases if case.basis == "honour" and case.person.birth_date.year == 1960}
    assert siblings(cases) == together


def test_a_case_whose_sibling_was_granted_meanwhile_is_not_granted() -> None:
    publish("07-03")
    mother, status = martyrs_mother()
    sweep("07-03")
    case = Case.objects.select_related("version").get(basis_key=f"{status.source_id}:{status.reference}")
    ensure_not_held(case)
    other = Case.objects.exclude(pk=case.pk).get()
    StipendCase.objects.create(
        person=mother,
        source_id="DSMF",
        reference=f"DOST-{other.pk}",
        valid_from=date(2026, 10, 1),
        recorded_at=NOW,
        service_code="07-03",
        basis_key=other.basis_key,
        assigned_on=ON,
        amount=Decimal(700),
    )
    with pytest.raises(HeldMeanwhile):
        ensure_not_held(case)
    ensure_not_held(other)  # its own award does not stand in its way
    assert prior_awards_of([case])[case.pk] == PriorAwards(held=True)


def test_what_the_mother_was_paid_for_is_not_paid_to_the_father_again() -> None:
    publish("05-25")
    mother = PersonFactory(birth_date=date(1986, 5, 1), died_on=date(2026, 11, 10))
    father = PersonFactory(birth_date=date(1985, 5, 1), male=True)
    child = PersonFactory(birth_date=date(2016, 5, 1))
    KinshipFactory(person=child, relative=mother, valid_from=child.birth_date)
    KinshipFactory(person=child, relative=father, father=True, valid_from=child.birth_date)
    decision = DisabilityFactory(person=child, valid_from=date(2025, 1, 10))
    BenefitFactory(
        person=mother,
        child=child,
        service_code="05-25",
        basis_key=f"{decision.source_id}:{decision.reference}",
        valid_from=date(2025, 1, 10),
        valid_until=date(2026, 11, 10),
    )
    sweep("05-25")
    work()
    right = Entitlement.objects.get()
    assert (right.person, right.starts) == (father, date(2026, 12, 1))
    assert not PaymentOrder.objects.exists()


def applied_for(person: Person) -> Case:
    """An application for the age benefit, made at a centre."""
    sweep("05-21")
    case = Case.objects.get(person=person)
    Case.objects.filter(pk=case.pk).update(origin=Origin.COUNTER)
    return case


def test_an_application_for_what_is_paid_already_goes_to_a_clerk_who_cannot_grant_it() -> None:
    publish("05-21")
    person = PersonFactory(birth_date=date(1950, 3, 3))
    case = applied_for(person)
    BenefitFactory(person=person, service_code="05-21", basis_key=person.fin, valid_from=date(2025, 1, 1))
    work()
    case.refresh_from_db()
    assert (case.stage, case.state, case.reason) == (Stage.DECIDE, State.WAITING, {"code": "held"})
    with translation.override("en"), pytest.raises(NotPossible, match="nothing is paid twice"):
        grant(case_id=case.pk, actor=staff_actor(UserFactory()), note="as was asked for", now=NOW)


def test_a_line_of_a_held_case_says_so() -> None:
    publish("05-21")
    person = PersonFactory(birth_date=date(1950, 3, 3))
    sweep("05-21")
    BenefitFactory(person=person, service_code="05-21", basis_key=person.fin, valid_from=date(2025, 1, 1))
    work()
    case = Case.objects.get()
    assert (case.stage, case.outcome, case.live) == (Stage.CLOSED, Outcome.NO_RIGHT, False)
    assert case.entries.filter(what=EntryKind.HELD).exists()
