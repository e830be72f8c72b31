"""What follows from an award is found at once, in every order of work, like what follows from an event."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dost.cases import road
from dost.cases.batch import run_batch
from dost.cases.endings import end
from dost.cases.models import Case, Entitlement
from dost.cases.stages import Outcome, Stage, State
from dost.cases.steps import WORK
from dost.common.dates import local_day
from dost.proactive.detect import detect
from dost.proactive.sweep import start, work_to_the_end
from registries.models import BenefitCase, PensionCase, Person, RegistryChange, RegistryEvent
from services_catalog.models import ServiceVersion
from tests.dost.road.house import publish, send, work
from tests.factories.cases import CaseFactory, EntitlementFactory
from tests.factories.registries import (
    AccountFactory,
    CivilServiceFactory,
    DisabilityFactory,
    PensionFactory,
    PersonFactory,
)
from tests.factories.services_catalog import VersionFactory

PENSION, SUPPLEMENT, PENSION_PAPER, BENEFIT_PAPER = "05-01", "05-07", "01-02", "01-03"
ALL = (PENSION, SUPPLEMENT, PENSION_PAPER, BENEFIT_PAPER)


def retired_official(**more: Any) -> Person:
    """Somebody of pension age who was in the civil service for many years, and draws no pension yet."""
    person: Person = PersonFactory(birth_date=date(1955, 3, 3), **more)
    AccountFactory(person=person)
    CivilServiceFactory(person=person, valid_until=date(2020, 12, 31))
    return person


def sweep(*codes: str) -> None:
    now = timezone.now()
    assert work_to_the_end(start(on=local_day(now), now=now, services=codes)) is not None


def granted() -> Counter[tuple[str, str]]:
    """Who was granted what."""
    cases = Case.objects.filter(outcome=Outcome.GRANTED, stage=Stage.CLOSED, live=True)
    return Counter(cases.values_list("person__fin", "service_id"))


def test_a_pension_brings_its_supplement_and_the_certificates_of_both_in_one_go() -> None:
    publish(*ALL)
    person = retired_official()
    sweep(PENSION)
    work()
    assert granted() == Counter((person.fin, code) for code in ALL)
    pension, supplement = PensionCase.objects.get(), BenefitCase.objects.get()
    assert Case.objects.get(service=PENSION_PAPER).basis_key == f"DSMF:{pension.reference}"
    assert Case.objects.get(service=BENEFIT_PAPER).basis_key == f"DSMF:{supplement.reference}"


def test_nothing_goes_round_in_circles() -> None:
    publish(*ALL)
    retired_official()
    sweep(PENSION)
    work()
    cases, changes = Case.objects.count(), RegistryChange.objects.count()
    assert (cases, changes) == (4, 2)
    RegistryChange.objects.update(detected_at=None)
    work()
    assert (Case.objects.count(), RegistryChange.objects.count()) == (cases, changes)
    assert not Entitlement.objects.exclude(review=None).exists()


def test_an_award_is_no_event_that_somebody_sent() -> None:
    publish(*ALL)
    retired_official()
    sweep(PENSION)
    work()
    assert not RegistryEvent.objects.exists()
    assert not RegistryChange.objects.filter(detected_at=None).exists()


def test_the_change_is_written_with_the_award_or_not_at_all() -> None:
    publish(*ALL)
    retired_official()
    sweep(PENSION)
    with transaction.atomic():
        run_batch(Stage.VERIFY, WORK)
        assert (PensionCase.objects.count(), RegistryChange.objects.count()) == (1, 1)
        transaction.set_rollback(True)
    assert (PensionCase.objects.count(), RegistryChange.objects.count()) == (0, 0)


def drawing(person: Person, code: str, kind: PensionCase.Kind) -> Entitlement:
    """A pension of this person that was granted in February, with its award."""
    version = ServiceVersion.objects.filter(service=code).latest("valid")
    case = CaseFactory(version=version, person=person, stage=Stage.CLOSED, state=State.DONE, outcome=Outcome.GRANTED)
    right: Entitlement = EntitlementFactory(
        case=case, period=Entitlement.Period.MONTHLY, starts=date(2025, 2, 1), amount=Decimal("349.76")
    )
    PensionFactory(
        person=person,
        reference=f"DOST-{case.pk}",
        valid_from=right.starts,
        service_code=code,
        basis_key=case.basis_key,
        kind=kind,
    )
    return right


def end_in_september(right: Entitlement) -> None:
    right.ended_on, right.end_reason = date(2026, 9, 30), "clerk"
    end([right], now=timezone.now())


def test_the_end_of_a_pension_marks_the_supplement_that_depends_on_it() -> None:
    publish(PENSION, SUPPLEMENT)
    pension = drawing(retired_official(), PENSION, PensionCase.Kind.AGE)
    sweep(SUPPLEMENT)
    work()
    assert Entitlement.objects.get(service=SUPPLEMENT).review is None
    end_in_september(pension)
    detect()
    supplement = Entitlement.objects.get(service=SUPPLEMENT)
    assert supplement.review is not None
    assert supplement.review["criteria"] == ["draws_pension"]
    assert supplement.ended_on is None


def test_the_end_of_an_award_lets_be_found_what_it_stood_in_the_way_of() -> None:
    publish("05-04", "05-22")
    person = PersonFactory(birth_date=date(1985, 3, 3))
    DisabilityFactory(person=person, valid_from=date(2025, 1, 1))
    pension = drawing(person, "05-04", PensionCase.Kind.DISABILITY)
    sweep("05-22")
    assert not Case.objects.filter(service="05-22").exists()
    end_in_september(pension)
    work()
    assert Case.objects.filter(service="05-22", outcome=Outcome.GRANTED).count() == 1


def test_a_refusal_of_something_else_is_not_looked_at_again() -> None:
    publish(*ALL)
    person = retired_official()
    refused = CaseFactory(
        version=VersionFactory(changes={"basis": "person"}),
        person=person,
        stage=Stage.CLOSED,
        state=State.DONE,
        outcome=Outcome.REFUSED,
    )
    sweep(PENSION)
    work()
    refused.refresh_from_db()
    assert refused.live


PIECES = (*road.PIECES, "detect", "detect one", "verify one", "decide one")
orders = st.lists(st.sampled_from(PIECES), min_size=4, max_size=24)


def _work(piece: str) -> None:
    if piece == "detect":
        detect()
    elif piece == "detect one":
        detect(limit=1)
    elif piece in {"verify one", "decide one"}:
        run_batch(Stage(piece.split(maxsplit=1)[0]), WORK, limit=1)
    else:
        road.work_once(piece)


@pytest.mark.django_db
@given(order=orders)
@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_outcome_is_the_same_in_whatever_order(order: list[str]) -> None:
    """Two officials; an event makes the detection look at one of them at some moment, and nothing more follows."""
    with transaction.atomic():
        publish(*ALL)
        one, two = retired_official(), retired_official()
        sweep(PENSION)
        for number, piece in enumerate(order):
            if number == 2:
                send(_contribution(one))
            _work(piece)
        work()
        found = granted()
        transaction.set_rollback(True)
    assert found == Counter((person.fin, code) for person in (one, two) for code in ALL)


def _contribution(person: Person) -> dict[str, Any]:
    """An event that gives no right by itself, but makes the detection look at the person."""
    return {
        "institution": "DSMF",
        "id": "C-1",
        "kind": "contributions",
        "happened_on": "2026-11-01",
        "registry": "UCOT",
        "record": {"fin": person.fin, "insurance_months": 313},
    }
