"""The transition table, and that the database holds it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from dost.cases.models import Case
from dost.cases.stages import TRANSITIONS, Stage, State
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db

EVERY_PAIR = [(a, b) for a in Stage.values for b in Stage.values if a != b]


def put(case: Case, stage: str) -> None:
    state = State.DONE if stage == Stage.CLOSED else State.READY
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage=stage, state=state, closed_at=timezone.now())


@pytest.mark.parametrize(("before", "after"), EVERY_PAIR)
def test_transition_is_as_the_table_says(before: str, after: str) -> None:
    state = State.DONE if before == Stage.CLOSED else State.READY
    case = CaseFactory(stage=before, state=state)
    if (before, after) in TRANSITIONS:
        put(case, after)
        assert Case.objects.get(pk=case.pk).stage == after
    else:
        with pytest.raises(ProgrammingError, match="Invalid transition"):
            put(case, after)


def test_a_closed_case_cannot_be_ready() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(stage=Stage.CLOSED, state=State.READY)


def test_a_waiting_case_waits_for_someone() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(state=State.WAITING, waiting_on="")


def test_the_same_right_is_a_case_once_while_it_lives() -> None:
    first = CaseFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(service=first.service, version=first.version, basis=first.basis, basis_key=first.basis_key)
    Case.objects.filter(pk=first.pk).update(live=False)
    CaseFactory(service=first.service, version=first.version, basis=first.basis, basis_key=first.basis_key)
