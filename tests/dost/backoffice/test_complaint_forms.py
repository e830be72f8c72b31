"""What staff write about complaints: what is missing is said beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from dost.backoffice.complaint_forms import AnswerForm, LeaveForm, WriteDownForm, name_of
from dost.cases.models import Complaint
from tests.factories.accounts import UserFactory

About, Outcome = Complaint.About, Complaint.Outcome
REASONS = "Two windows were closed, and nobody was told of it."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(**changes: Any) -> WriteDownForm:
    given = {"kind": "complaint", "about": About.GENERAL, "words": "I waited.", **changes}
    return WriteDownForm(
        given, services=[("10-07", "Appeals")], cases=[("7", "2026-0000007")], centres=[("baku-1", "Baku 1")]
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": About.SERVICE}, "service"),
        ({"about": About.CASE}, "case"),
        ({"about": About.STAFF}, "named"),
        ({"about": About.EMPLOYER}, "named"),
        ({"about": About.SERVICE, "service": "99-99"}, "service"),
        ({"words": ""}, "words"),
        ({"kind": "song"}, "kind"),
    ],
    ids=["service", "case", "staff", "employer", "no such service", "words", "kind"],
)
def test_what_it_is_about_has_to_be_named(changes: dict[str, Any], field: str) -> None:
    assert list(written(**changes).errors) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"about": About.SERVICE, "service": "10-07"},
        {"about": About.CASE, "case": "7"},
        {"about": About.STAFF, "centre": "baku-1"},
        {"about": About.STAFF, "named": "window 3"},
        {"about": About.EMPLOYER, "named": "A building firm"},
    ],
    ids=["general", "service", "case", "centre", "somebody", "employer"],
)
def test_what_is_named_is_its_subject(changes: dict[str, Any]) -> None:
    form = written(**changes)
    assert form.is_valid(), form.errors
    assert form.subject.about == changes.get("about", About.GENERAL)
    assert form.subject.case == (7 if "case" in changes else None)


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
