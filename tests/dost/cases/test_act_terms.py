"""Where a case must stand for an act: each set that is given is asked, an empty one asks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from dost.cases.act_terms import Act, MovedOn, NotAllowed, NotImpartial, NotPossible, Where
from dost.cases.codes import WaitingReason
from dost.cases.models import Case
from dost.cases.stages import Stage, State, WaitingOn


def case(**changes: Any) -> Case:
    given = {
        "stage": Stage.DECIDE,
        "state": State.WAITING,
        "waiting_on": WaitingOn.CLERK,
        "reason": {"code": WaitingReason.UNKNOWN.value},
    }
    return Case(**{**given, **changes})


HERE: dict[str, Any] = {"stages": frozenset({Stage.DECIDE}), "states": frozenset({State.WAITING})}


@pytest.mark.parametrize(
    ("more", "changes", "holds"),
    [
        ({}, {}, True),
        ({}, {"stage": Stage.PAY}, False),
        ({}, {"state": State.READY}, False),
        ({"waiting_on": frozenset({WaitingOn.CLERK})}, {}, True),
        ({"waiting_on": frozenset({WaitingOn.PERSON})}, {}, False),
        ({"codes": frozenset({WaitingReason.UNKNOWN})}, {}, True),
        ({"codes": frozenset({WaitingReason.HELD})}, {}, False),
        ({"also": lambda _case: False}, {}, False),
    ],
    ids=["stands", "stage", "state", "for whom", "not for whom", "why", "not why", "besides"],
)
def test_where(more: dict[str, Any], changes: dict[str, Any], holds: bool) -> None:
    assert Where(**{**HERE, **more}).holds(case(**changes)) is holds


def test_what_costs_a_query_is_not_asked_of_a_case_that_stands_elsewhere() -> None:
    def asked(_case: Case) -> bool:
        raise AssertionError

    assert not Where(**HERE, also=asked).holds(case(stage=Stage.PAY))


def test_whoever_tries_is_told_in_their_language_and_nothing_of_anybodys_family() -> None:
    with translation.override("en"):
        for why in (MovedOn(), NotAllowed(Act.GRANT), NotImpartial()):
            assert isinstance(why, NotPossible)
            assert str(why)
        assert str(NotAllowed(Act.GRANT)) == "You may not do this."
        assert "might be concerned" in str(NotImpartial())
