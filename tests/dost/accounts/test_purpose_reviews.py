"""Marking a stated purpose as seen: who may, once, with a note; and nobody changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction
from django.utils import translation

from dost.accounts.access import state_purpose
from dost.accounts.actors import Staff
from dost.accounts.models import PurposeReview, StatedPurpose
from dost.accounts.purpose_reviews import ReviewError, mark_seen
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def a_purpose(actor: Staff | None = None) -> StatedPurpose:
    by = actor or Staff(UserFactory().pk, "examiner")
    state_purpose(actor=by, person_id=PersonFactory().pk, purpose="case", note="They called", now=NOW)
    return StatedPurpose.objects.latest("pk")


def supervisor() -> Staff:
    return Staff(UserFactory(supervisor=True).pk, "supervisor")


def test_it_is_kept_once_and_never_changed() -> None:
    stated, by = a_purpose(), supervisor()
    review = mark_seen(stated=stated, actor=by, note="  They did call ", now=NOW)

    assert (review.note, review.user_id, review.role, review.at) == ("They did call", by.user_id, "supervisor", NOW)
    with pytest.raises(ReviewError, match="in the meantime"):
        mark_seen(stated=stated, actor=supervisor(), note="I saw it, too", now=NOW)
    with pytest.raises(ProgrammingError), transaction.atomic():
        PurposeReview.objects.update(note="nothing")
    with pytest.raises(ProgrammingError), transaction.atomic():
        PurposeReview.objects.all().delete()


@pytest.mark.parametrize(("note", "says"), [("  ", "Write what you found"), ("x" * 501, "at most 500")])
def test_a_note_says_what_was_found(note: str, says: str) -> None:
    with pytest.raises(ReviewError, match=says):
        mark_seen(stated=a_purpose(), actor=supervisor(), note=note, now=NOW)


def test_nobody_marks_their_own_and_only_supervisors_do() -> None:
    by = supervisor()
    with pytest.raises(ReviewError, match="yourself"):
        mark_seen(stated=a_purpose(by), actor=by, note="Mine", now=NOW)
    with pytest.raises(ReviewError, match="A supervisor"):
        mark_seen(stated=a_purpose(), actor=Staff(UserFactory(auditor=True).pk, "auditor"), note="Seen", now=NOW)
    assert not PurposeReview.objects.exists()
