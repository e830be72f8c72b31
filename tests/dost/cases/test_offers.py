"""What is gained and lost by a choice, of rights as they stand in the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dost.cases.models import Case
from dost.cases.offers import offers_of
from dost.cases.stages import Stage
from dost.notifications.offers import Offer, Side
from registries.models import Person
from services_catalog.models import ServiceVersion
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import BenefitFactory, InstitutionFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ON = date(2026, 11, 20)
CODES = ("90-1", "90-2", "90-3")


@pytest.fixture(autouse=True)
def _institution() -> None:
    InstitutionFactory(code="DSMF")


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory(birth_date=date(1950, 1, 1))
    return made


def version(code: str, *, excludes: Sequence[str] = CODES, **more: Any) -> ServiceVersion:
    changes = {"excludes": [one for one in excludes if one != code], "period": "monthly", **more}
    service = ServiceFactory(code=code, name=texts(f"Right {code}"), law=["Law, art. 1"])
    made: ServiceVersion = VersionFactory(service=service, changes=changes)
    return made


def case_of(person: Person, code: str = "90-1", *, excludes: Sequence[str] = CODES, **more: Any) -> Case:
    made: Case = CaseFactory(
        version=version(code, excludes=excludes, **more), person=person, on=ON, stage=Stage.CHOOSE, opened_at=NOW
    )
    return made


def offer_of(case: Case) -> Offer:
    return offers_of([case], now=NOW)[case.pk]


def names(sides: Sequence[Side]) -> list[str]:
    return [side.service for side in sides]


def test_gain_is_what_would_be_granted(person: Person) -> None:
    case = case_of(person, excludes=())
    offer = offer_of(case)

    assert not hasattr(case, "decision")  # nothing was decided by asking

    assert (offer.gain.service, offer.gain.amount, offer.gain.is_monthly) == ("90-1", Decimal("600.00"), True)
    assert (offer.gain.starts, offer.gain.until, offer.gain.law) == (ON, None, ("Law, art. 1",))
    assert not offer.is_exclusive
    assert offer.change_a_month is None


def test_amount_is_not_told_while_a_fact_is_not_known(person: Person) -> None:
    unknown = [{"id": "known", "require": "household.income_per_head < 100", "text": texts("Poor"), "law": "x"}]
    offer = offer_of(case_of(person, excludes=(), criteria=unknown))

    assert (offer.gain.amount, offer.gain.starts) == (None, None)
    assert offer.gain.is_paid


def test_right_that_another_system_awarded_ends(person: Person) -> None:
    version("90-2")
    BenefitFactory(person=person, service_code="90-2", amount=Decimal(220), valid_from=date(2020, 1, 1))
    offer = offer_of(case_of(person))

    (old,) = offer.ends
    assert (old.service, old.name["en"], old.amount) == ("90-2", "Right 90-2", Decimal(220))
    assert (old.starts, old.until, old.case_id) == (date(2020, 1, 1), None, None)
    assert offer.change_a_month == Decimal("380.00")
    assert (offer.not_given, offer.stays) == ((), ())


def test_right_of_which_only_another_system_knows_is_told_by_its_code(person: Person) -> None:
    BenefitFactory(person=person, service_code="90-3", amount=Decimal(100))

    (old,) = offer_of(case_of(person)).ends

    assert old.name == {"az": "90-3"}


def test_right_that_was_granted_here_is_told_once_with_what_is_paid_now(person: Person) -> None:
    held = CaseFactory(version=version("90-2"), person=person, on=ON - timedelta(30), granted_and_paid=True)
    EntitlementFactory._meta.model.objects.filter(case=held).update(period="monthly", starts=ON, amount=Decimal(180))
    BenefitFactory(person=person, service_code="90-2", reference=f"DOST-{held.pk}", amount=Decimal(180))

    (old,) = offer_of(case_of(person)).ends

    assert (old.service, old.case_id, old.starts) == ("90-2", held.pk, ON)
    assert old.amount is not None


def test_several_rights_are_all_told(person: Person) -> None:
    for code in ("90-2", "90-3"):
        version(code)
        BenefitFactory(person=person, service_code=code, amount=Decimal(400))
    offer = offer_of(case_of(person))

    assert names(offer.ends) == ["90-2", "90-3"]
    assert offer.change_a_month == Decimal("-200.00")


def test_open_case_that_goes_before_is_not_given(person: Person) -> None:
    better = case_of(person, "90-2", amount="parameter.test_benefit * 2")
    case = case_of(person)

    offer = offer_of(case)

    assert names(offer.not_given) == ["90-2"]
    assert offer.not_given[0].amount == Decimal("1200.00")
    assert offer_of(better).not_given == ()  # the better goes on and is not asked about


def test_what_somebody_else_receives_for_the_same_record_stays(person: Person) -> None:
    other = CaseFactory(
        version=version("90-2"), person=PersonFactory(), basis="person", basis_key=person.fin, granted_and_paid=True
    )
    case = case_of(person)

    offer = offer_of(case)

    assert (names(offer.stays), offer.ends) == (["90-2"], ())
    assert offer.stays[0].case_id == other.pk


def test_several_cases_are_told_of_at_once(django_assert_max_num_queries: Any) -> None:
    people = [PersonFactory(birth_date=date(1950, 1, 1)) for _time in range(3)]
    made = version("90-1")
    version("90-2")
    for one in people:
        BenefitFactory(person=one, service_code="90-2", amount=Decimal(220))
    cases = [CaseFactory(version=made, person=one, on=ON, stage=Stage.CHOOSE, opened_at=NOW) for one in people]
    fresh = list(Case.objects.select_related("person", "about").prefetch_related("version", "service"))

    with django_assert_max_num_queries(14):
        found = offers_of(fresh, now=NOW)

    assert {pk: names(offer.ends) for pk, offer in found.items()} == {case.pk: ["90-2"] for case in cases}
    assert offers_of([], now=NOW) == {}
