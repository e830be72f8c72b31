"""What staff write about complaints: what is missing is said beside its field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from dost.backoffice.complaint_forms import AnswerForm, LeaveForm, name_of
from dost.cases.models import Complaint
from tests.factories.accounts import UserFactory

Outcome = Complaint.Outcome
REASONS = "Two windows were closed, and nobody was told of it."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_an_answer_is_one_of_those_offered_with_reasons() -> None:
    offered = [Outcome.JUSTIFIED, Outcome.PARTLY]
    assert AnswerForm({"outcome": "justified", "reasons": REASONS}, outcomes=offered).is_valid()
    assert list(AnswerForm({"outcome": "noted", "reasons": "No."}, outcomes=offered).errors) == ["outcome", "reasons"]


def test_without_earlier_answers_none_can_be_named() -> None:
    assert list(LeaveForm(None, outcomes=[], earlier=[]).fields) == ["outcome", "reasons"]


@pytest.mark.django_db
def test_a_colleague_is_named_with_role_and_centre() -> None:
    assert name_of(UserFactory(first_name="Nigar", last_name="Rzayeva", centre="baku-1")) == (
        "Nigar Rzayeva, Back-office examiner, baku-1"
    )
