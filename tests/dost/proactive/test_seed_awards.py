"""The made-up past: no two awards that exclude each other, and none beside an open case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dost.proactive.seed_awards import seed_awards
from dost.proactive.sweep import start, work_to_the_end
from registries.models import BenefitCase, Person
from tests.dost.road.house import publish
from tests.factories.registries import (
    BenefitFactory,
    DisabilityFactory,
    HonourFactory,
    InstitutionFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ON = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dost.proactive.seed_awards.LEFT_PER_THOUSAND", 0)
    InstitutionFactory(code="DSMF")
    publish("05-21", "05-23", "05-24")


def old_and_disabled(band: str) -> Person:
    """Somebody whom both the benefit for age and the one for a disability are there for."""
    person = PersonFactory(birth_date=date(1950, 3, 3), sex="M")
    DisabilityFactory(person=person, band=band, valid_from=date(2024, 1, 10), valid_until=None)
    return person


def awards() -> list[tuple[str, Decimal]]:
    return list(BenefitCase.objects.filter(superseded_at=None).values_list("service_code", "amount"))


@pytest.mark.parametrize(("band", "service", "amount"), [("61-80", "05-23", 250), ("31-60", "05-21", 220)])
def test_of_two_rights_that_exclude_each_other_the_better_paid_is_written(band: str, service: str, amount: int) -> None:
    old_and_disabled(band)
    assert sum(seed_awards(on=ON, now=NOW).values()) == 1
    assert awards() == [(service, Decimal(amount))]
    assert sum(seed_awards(on=ON, now=NOW).values()) == 0


def test_whoever_has_an_excluding_payment_keeps_it() -> None:
    person = old_and_disabled("61-80")
    BenefitFactory(
        person=person, service_code="05-24", amount=Decimal(10), valid_from=date(2024, 1, 1), valid_until=None
    )
    assert sum(seed_awards(on=ON, now=NOW).values()) == 0


def test_nothing_is_written_beside_an_open_case() -> None:
    PersonFactory(birth_date=date(1950, 3, 3), sex="M")
    run = start(on=ON, now=NOW, services=["05-21"])
    found = work_to_the_end(run)
    assert found is not None
    assert found.opened == 1
    assert sum(seed_awards(on=ON, now=NOW).values()) == 0


@pytest.mark.parametrize(("since", "written"), [(date(2026, 11, 18), 0), (date(2026, 11, 17), 1)])
def test_what_a_record_of_the_last_days_gives_is_left_to_be_found(since: date, written: int) -> None:
    publish("05-53")
    veteran = PersonFactory(birth_date=date(1970, 3, 3), sex="M")
    DisabilityFactory(person=veteran, band="61-80", cause="war", valid_from=date(2012, 1, 10), valid_until=None)
    HonourFactory(person=veteran, status="war_disabled", injured_on=date(1993, 7, 23), valid_from=since)
    assert seed_awards(on=ON, now=NOW)["05-53"] == written
