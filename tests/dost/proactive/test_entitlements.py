"""Everything the catalogue says of one person: one right for each matter, with the amount of the day asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dost.proactive.entitlements import entitlements
from registries.models import Person
from services_catalog.rules import Verdict
from tests.factories import registries as make
from tests.factories.services_catalog import ParameterFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)


def rule(require: str) -> dict[str, Any]:
    return {"id": "condition", "require": require, "text": texts("A condition"), "law": "Law, art. 1"}


def yeses(person: Person, *, on: date = ON) -> list[tuple[str, Decimal | None]]:
    """The records about which a rule says yes, with the amounts."""
    found = entitlements(person, on=on)
    return [
        (one.key or "", one.explanation.amount) for one in found if one.explanation and one.verdict is Verdict.ENTITLED
    ]


def test_two_records_of_one_loss_of_work_are_one_right() -> None:
    person = make.PersonFactory()
    VersionFactory(changes={"basis": "unemployment", "criteria": [rule("unemployment.insured_months >= 12")]})
    make.UnemploymentEventFactory(person=person, reference="U-1")
    second = make.UnemploymentEventFactory(person=person, reference="U-2")
    assert yeses(person) == [(f"{second.source_id}:U-2", Decimal(600))]


def test_two_decisions_of_one_day_are_one_right() -> None:
    person = make.PersonFactory()
    VersionFactory(changes={"basis": "disability", "criteria": [rule("disability.band <> 'none'")]})
    make.DisabilityFactory(person=person, reference="D-1")
    second = make.DisabilityFactory(person=person, reference="D-2")
    assert yeses(person) == [(f"{second.source_id}:D-2", Decimal(600))]


def test_of_two_decisions_of_one_day_only_the_later_is_the_newest() -> None:
    person = make.PersonFactory()
    VersionFactory(
        changes={"basis": "disability", "criteria": [rule("disability.newest AND disability.band = '81-100'")]}
    )
    make.DisabilityFactory(person=person, reference="D-1", band="81-100")
    make.DisabilityFactory(person=person, reference="D-2", band="61-80")
    assert yeses(person) == []


def test_the_children_of_one_mother_are_rights_of_their_own() -> None:
    mother = make.PersonFactory()
    VersionFactory(changes={"basis": "birth", "criteria": [rule("birth.born_alive")]})
    acts = [make.BirthActFactory(mother=mother, valid_from=ON) for _ in range(2)]
    assert sorted(key for key, _amount in yeses(mother)) == sorted(act.person.fin for act in acts)


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 2, 20), 44), (date(2026, 8, 9), 44), (date(2026, 8, 10), 28), (date(2027, 8, 9), 28)],
)
def test_a_monthly_amount_is_that_of_the_day_asked_about(on: date, amount: int) -> None:
    ParameterFactory(name="to_18_months", values=[(date(2023, 1, 1), 44)])
    ParameterFactory(name="to_3_years", values=[(date(2023, 1, 1), 28)])
    child = make.PersonFactory(birth_date=date(2025, 2, 10))
    mother = make.LeaveFactory(
        child_care=True, child=child, valid_from=date(2025, 4, 10), valid_until=date(2028, 2, 9)
    ).person
    by_age = "CASE WHEN months_between(child.birth_date, today) < 18"
    changes = {
        "basis": "leave",
        "criteria": [rule("leave.kind = 'child_care'")],
        "period": "monthly",
        "amount": f"{by_age} THEN parameter.to_18_months ELSE parameter.to_3_years END",
        "starts": "leave.since",
        "until": "add_days(birthday(child.birth_date, 3), -1)",
    }
    VersionFactory(changes=changes)
    assert [worth for _key, worth in yeses(mother, on=on)] == [amount]
