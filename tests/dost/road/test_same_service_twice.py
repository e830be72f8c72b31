"""One person may hold a service more than once, for different people."""

from __future__ import annotations

from datetime import date
from typing import Any

from dost.cases.models import Case
from dost.cases.stages import Outcome
from registries.models import BenefitCase, Person
from tests.dost.road.house import publish, send, work
from tests.factories.registries import KinshipFactory, PersonFactory

CHILD_DISABILITY = "05-25"


def decision(child: Person, *, number: str, until: str | None = None) -> dict[str, Any]:
    """A disability decision as the agency of expertise sends it."""
    return {
        "institution": "DTSERA",
        "id": number,
        "kind": "disability_decision",
        "happened_on": "2026-11-18",
        "registry": "TSERAS",
        "record": {
            "fin": child.fin,
            "decision_no": number,
            "decision_date": "2026-11-18",
            "band": "61-80",
            "cause": "general",
            "icd10": "H54.0",
            "before_18": True,
            "indefinite": False,
            "valid_until": until or "2028-11-17",
            "commission": "1",
            "referral_no": number,
        },
    }


def child_of(mother: Person, name: str) -> Person:
    """A child of ten."""
    child: Person = PersonFactory(given_name=name, birth_date=date(2016, 3, 1))
    KinshipFactory(person=child, relative=mother, kind="mother", valid_from=child.birth_date)
    return child


def test_second_child_with_a_disability_is_found_when_the_first_is_paid_for(mother: Person) -> None:
    publish(CHILD_DISABILITY)
    first, second = child_of(mother, "Murad"), child_of(mother, "Aysel")
    assert send(decision(first, number="T-1")) == ["applied"]
    work()
    assert BenefitCase.objects.get().child == first

    assert send(decision(second, number="T-2")) == ["applied"]
    work()
    assert {case.about: case.outcome for case in Case.objects.all()} == {
        first: Outcome.GRANTED,
        second: Outcome.GRANTED,
    }


def test_new_decision_about_a_child_that_is_paid_for_opens_nothing(mother: Person) -> None:
    publish(CHILD_DISABILITY)
    child = child_of(mother, "Murad")
    send(decision(child, number="T-1"))
    work()
    send(decision(child, number="T-2", until="2029-11-17"))
    work()
    assert Case.objects.count() == 1
