"""What a set that reaches back means for months already paid is asked of whoever keeps them, with the set's amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.changes import counters
from services_catalog.changes.arrears import Arrears, arrears_of
from services_catalog.changes.counters import count_with
from services_catalog.models import ChangeSet
from services_catalog.queries import forget_parameters
from tests.factories.services_catalog import VersionFactory
from tests.factories.studio import ChangeSetFactory, DraftParameterFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 2)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked of the only one who counts."""
    questions: list[dict[str, Any]] = []

    def count(**question: Any) -> Arrears:
        question.pop("tick")()
        questions.append(question)
        return Arrears(rights=1, months=3, total=Decimal("90.00"))

    monkeypatch.setattr(counters, "_paths", ["somebody"])
    count_with("somebody")
    assert counters._paths == ["somebody"]
    monkeypatch.setattr(counters, "import_string", {"somebody": count}.__getitem__)
    return questions


def a_set(*, since: date | None, value: int = 700) -> ChangeSet:
    VersionFactory()
    forget_parameters()
    change_set: ChangeSet = ChangeSetFactory(valid_from=since)
    DraftParameterFactory(change_set=change_set, value=value)
    return change_set


def nothing() -> None:
    """Nobody wants it to stop."""


def test_who_counts_is_asked_with_the_amounts_of_the_set(asked: list[dict[str, Any]]) -> None:
    found = arrears_of(a_set(since=OCTOBER), today=TODAY, tick=nothing)
    assert found is not None
    assert found.as_json() == {
        "rights": 1, "months": 3, "total": "90.00", "lowered_months": 0, "lowered_total": "0.00",
    }  # fmt: skip
    (question,) = asked
    book = question.pop("book")
    assert question == {"services": ["05-99"], "since": OCTOBER, "until": None}
    assert [book["test_benefit"].value_on(day) for day in (date(2026, 9, 30), OCTOBER, TODAY)] == [600, 700, 700]


def test_a_set_before_the_last_value_reaches_up_to_it(asked: list[dict[str, Any]]) -> None:
    arrears_of(a_set(since=date(2024, 1, 1)), today=TODAY, tick=nothing)
    assert asked[0]["until"] == date(2025, 7, 1)


@pytest.mark.parametrize("since", [None, date(2027, 1, 1)])
def test_what_does_not_reach_back_is_not_asked(since: date | None, asked: list[dict[str, Any]]) -> None:
    assert arrears_of(a_set(since=since), today=TODAY, tick=nothing) is None
    assert asked == []
