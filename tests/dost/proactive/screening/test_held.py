"""What is received already: told by kind, of the one who would receive, and never of what is paid once."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from dost.proactive.screening.candidate import Candidate
from dost.proactive.screening.family import Family
from dost.proactive.screening.held import is_held
from dost.proactive.screening.parts import Benefit, Pension, Stipend
from services_catalog.definition import AwardRegistry, Period

from .telling import HUSBAND, ON, WOMAN, tell_people

COUPLE = tell_people(WOMAN, HUSBAND)


def service(award: AwardRegistry | None, *, kind: str = "", period: Period = Period.MONTHLY) -> Any:
    """As much of a version as says what its awards are."""
    return SimpleNamespace(period=period, definition=SimpleNamespace(award=award, award_kind=kind))


def held(family: Family, rule: Any, *counts_as: str, subject: int | None = 0) -> bool:
    candidate = Candidate("person", "0", 0, subject, ON, certain=True, facts={}, unknown=frozenset())
    return is_held(candidate, rule, counts_as, family)


def having(**parts: Any) -> Family:
    return COUPLE.with_member(replace(COUPLE.asker, **parts))


def test_a_pension_of_this_kind_is_held_and_another_is_not() -> None:
    family = having(pension=Pension(has=True, kind="age"))
    assert held(family, service(AwardRegistry.PENS, kind="age"))
    assert not held(family, service(AwardRegistry.PENS, kind="disability"))


@pytest.mark.parametrize(
    ("award", "parts"),
    [
        (AwardRegistry.MUAV, {"benefit": Benefit(has=True, kind="age")}),
        (AwardRegistry.TEQ, {"stipend": Stipend(has=True, kind="age")}),
    ],
)
def test_an_award_is_held_where_its_kind_counts_as_the_service_s(award: AwardRegistry, parts: Any) -> None:
    assert held(having(**parts), service(award), "some.age", "some.other")
    assert not held(having(**parts), service(award), "some.other")
    assert not held(having(**parts), service(None), "some.age")


def test_what_the_household_receives_is_held_by_all() -> None:
    receives = replace(COUPLE, household=replace(COUPLE.household, assistance=True))
    assert held(receives, service(AwardRegistry.VEMTAS))
    assert not held(COUPLE, service(AwardRegistry.VEMTAS))


def test_what_is_paid_once_and_what_another_receives_is_not_held() -> None:
    family = having(pension=Pension(has=True, kind="age"))
    assert not held(family, service(AwardRegistry.PENS, kind="age", period=Period.ONCE))
    assert not held(family, service(AwardRegistry.PENS, kind="age"), subject=1)
    assert not held(family, service(AwardRegistry.PENS, kind="age"), subject=None)


def test_a_kind_that_was_not_told_is_not_held() -> None:
    assert not held(having(pension=Pension(has=True)), service(AwardRegistry.PENS, kind="age"))
