"""Convictions, adoption and illness are closed among the facts of a decision; a band of disability is not."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.accounts.actors import Staff
from dost.cases.text.contexts import FactView
from dost.counter.person_closed import facts_shown, is_closed

CLOSED = ["person.imprisoned", "subject.person.imprisoned", "placement.kind", "employment.on_sick_leave"]
OPEN = ["disability.band", "person.age", "person.alive", "answer.alone", "no.such"]


@pytest.mark.parametrize("name", CLOSED)
def test_closed_at_the_window_and_open_to_whoever_may(name: str) -> None:
    assert is_closed(name)
    fact = FactView(name, "label", "boolean", value=True, reference="X-1")
    with translation.override("en"):
        shown = facts_shown((fact,), actor=Staff(1, "clerk"))[0]
    assert (shown.value, shown.reference) == ("closed to others", "")
    assert facts_shown((fact,), actor=Staff(1, "supervisor")) == (fact,)


@pytest.mark.parametrize("name", OPEN)
def test_what_rights_at_the_window_depend_on_is_open(name: str) -> None:
    assert not is_closed(name)
