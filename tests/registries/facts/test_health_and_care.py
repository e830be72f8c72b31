"""Disability, rehabilitation, care, social services, visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.factories import registries as make

Fact = Callable[..., Any]


@pytest.mark.parametrize(("band", "degree"), [("81-100", 1), ("61-80", 2), ("31-60", 3)])
def test_the_band_and_the_old_degree(fact: Fact, band: str, degree: int) -> None:
    person = make.DisabilityFactory(band=band).person
    assert (fact("disability.band", person), fact("disability.degree", person)) == (band, degree)


def test_the_latest_decision_in_force_counts(fact: Fact) -> None:
    person = make.DisabilityFactory(band="61-80", valid_from=date(2022, 3, 1), valid_until=date(2026, 2, 28)).person
    make.DisabilityFactory(person=person, band="81-100", cause="sight", before_18=True, valid_from=date(2025, 6, 1))
    assert [fact("disability.band", person, on) for on in (date(2022, 2, 28), date(2025, 5, 31), date(2025, 6, 1))] == [
        "none",
        "61-80",
        "81-100",
    ]
    assert (fact("disability.sight", person), fact("disability.before_18", person)) == (True, True)
    assert (fact("disability.cause", person), fact("disability.since", person)) == ("sight", date(2025, 6, 1))
    assert (fact("disability.first_since", person), fact("disability.until", person)) == (date(2022, 3, 1), None)


def test_a_disability_that_ended_was_once(fact: Fact) -> None:
    person = make.DisabilityFactory(valid_until=date(2025, 12, 31), indefinite=False).person
    assert (fact("disability.active", person), fact("disability.ever", person)) == (False, True)
    assert (fact("disability.band", person), fact("disability.degree", person)) == ("none", 0)
    assert (fact("disability.cause", person), fact("disability.indefinite", person)) == ("none", False)


def test_a_car_is_indicated_queued_and_handed_over(fact: Fact) -> None:
    item = make.RehabilitationFactory(car=True, queue_turn=True)
    person = item.person
    state = ("car_indicated", "car_queued", "car_turn_come", "car_received")
    assert [fact(f"rehabilitation.{name}", person) for name in state] == [True, True, True, False]
    make.correct(item, handed_over_on=date(2026, 3, 1))
    assert [fact(f"rehabilitation.{name}", person) for name in state] == [True, False, False, True]
    assert [fact(f"rehabilitation.{name}", person, date(2026, 2, 28)) for name in state] == [True, True, True, False]
    assert fact("rehabilitation.chair_received", person) is False


def test_aids_pending_and_received(fact: Fact) -> None:
    person = make.RehabilitationFactory().person
    make.RehabilitationFactory(person=person, handed_over_on=date(2025, 10, 1))
    make.RehabilitationFactory(person=person, kind="motor_chair", handed_over_on=date(2025, 10, 1))
    assert (fact("rehabilitation.aids_pending", person), fact("rehabilitation.aids_received", person)) == (1, 1)
    assert (fact("rehabilitation.programme", person), fact("rehabilitation.chair_received", person)) == (True, True)


def test_whom_a_carer_looks_after(fact: Fact) -> None:
    carer = make.PersonFactory()
    child = make.PersonFactory(schoolchild=True)
    make.DisabilityFactory(person=child, band="31-60")
    make.CareFactory(person=child, carer=carer)
    assert (fact("care.is_carer", carer), fact("care.cared_count", carer)) == (True, 1)
    assert (fact("care.of_disabled_child", carer), fact("care.of_severely_disabled", carer)) == (True, False)
    adult = make.DisabilityFactory().person
    make.CareFactory(person=adult, carer=carer)
    assert (fact("care.cared_count", carer), fact("care.of_severely_disabled", carer)) == (2, True)
    assert (fact("care.receives_care", adult), fact("social_service.active", adult)) == (True, False)


def test_care_ends_with_the_death_of_the_cared_for(fact: Fact) -> None:
    carer = make.CareFactory(person=make.PersonFactory(dead=True)).carer
    assert (fact("care.is_carer", carer), fact("care.is_carer", carer, date(2025, 12, 30))) == (False, True)


def test_care_ends_where_the_cared_for_is_missing(fact: Fact) -> None:
    carer = make.CareFactory(person=make.DisabilityFactory(person__missing_since=date(2026, 2, 20)).person).carer
    asked = ("care.is_carer", "care.cared_count", "care.of_severely_disabled")
    assert [fact(name, carer, date(2026, 2, 19)) for name in asked] == [True, 1, True]
    assert [fact(name, carer, date(2026, 2, 20)) for name in asked] == [False, 0, False]


def test_in_a_residential_institution(fact: Fact) -> None:
    person = make.CareFactory(residential=True, needs_score=34).person
    assert (fact("social_service.kind", person), fact("social_service.residential", person)) == ("residential", True)
    assert fact("social_service.full_state_provision", person) is True
    assert fact("social_service.needs_score", person) == 34
    assert fact("social_service.kind", make.PersonFactory()) == "none"


def test_visits_calls_and_appeals(fact: Fact) -> None:
    person = make.ReceptionFactory(valid_from=date(2026, 2, 3), rating=4).person
    make.ReceptionFactory(person=person, valid_from=date(2025, 2, 3))
    make.ReceptionFactory(person=person, kind="call", valid_from=date(2025, 12, 1), rating=5)
    make.ReceptionFactory(person=person, kind="complaint", valid_from=date(2026, 1, 5), due_on=date(2026, 2, 1))
    make.ReceptionFactory(
        person=person,
        kind="application",
        valid_from=date(2026, 1, 5),
        due_on=date(2026, 2, 1),
        closed_at=datetime(2026, 1, 20, 20, 30, tzinfo=UTC),  # 21 January in Baku
    )
    assert (fact("reception.visits_12m", person), fact("reception.calls_12m", person)) == (1, 1)
    assert (fact("reception.last_visit_on", person), fact("reception.last_rating", person)) == (date(2026, 2, 3), 4)
    assert (fact("reception.open_appeals", person), fact("reception.appeal_overdue", person)) == (1, True)
    assert fact("reception.open_appeals", person, date(2026, 1, 20)) == 2
    assert fact("reception.open_appeals", person, date(2026, 1, 21)) == 1
    assert fact("reception.appeal_overdue", person, date(2026, 2, 1)) is False
