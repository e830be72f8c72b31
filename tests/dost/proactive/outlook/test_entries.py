"""The values of an outlook that say more than they hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from dost.cases.codes import WaitingReason
from dost.cases.stages import Stage
from dost.proactive.outlook.entries import OpenCase, OwnService
from tests.factories.services_catalog import ServiceFactory, texts

pytestmark = pytest.mark.django_db


def open_case(stage: Stage, reason: WaitingReason | None) -> OpenCase:
    service = OwnService.of(ServiceFactory(code="90-1", name=texts("Right 90-1")))
    since = datetime(2026, 6, 1, tzinfo=UTC)
    return OpenCase(service, 1, stage, "person", "", reason, since, is_granted=False)


@pytest.mark.parametrize(
    ("stage", "reason", "asks"),
    [
        (Stage.CHOOSE, WaitingReason.ASK_FIRST, True),
        (Stage.CHOOSE, WaitingReason.EXCLUSIVE, True),
        (Stage.VERIFY, WaitingReason.QUESTIONS, False),
        (Stage.DECIDE, WaitingReason.ASK_FIRST, False),
        (Stage.CHOOSE, None, False),
    ],
    ids=["ask first", "exclusive", "questions", "decided", "at work"],
)
def test_a_question_is_what_is_answered_with_yes_or_no(stage: Stage, reason: WaitingReason | None, asks: bool) -> None:
    assert open_case(stage, reason).is_question is asks


def test_a_list_does_not_name_a_sensitive_service_which_its_own_page_does() -> None:
    with translation.override("en"):
        own = OwnService.of(ServiceFactory(code="90-2", name=texts("Shelter"), sensitive=True))
        assert own.is_sensitive
        assert "Shelter" in str(own.title)
        assert "Shelter" not in str(own.in_list.title)
        assert "90-2" not in str(own.in_list)
