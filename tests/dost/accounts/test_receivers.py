from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from dost.accounts.models import AccessLog
from services_catalog.changes.signals import samples_seen
from tests.factories.accounts import UserFactory
from tests.factories.registries import PersonFactory

pytestmark = pytest.mark.django_db


def test_samples_seen_are_logged_for_each_person() -> None:
    user, people = UserFactory(editor=True), [PersonFactory() for _number in range(3)]

    with CaptureQueriesContext(connection) as asked:
        samples_seen.send(
            sender=None,
            user=user,
            persons=[person.pk for person in people],
            reason="Preview 12: child benefit raised" + "!" * 200,
            registries=["VVADR", "MUAV"],
            service_code="05-40",
        )

    kept = AccessLog.objects.order_by("person_id")
    assert [look.person_id for look in kept] == sorted(person.pk for person in people)
    assert {(look.user_id, look.purpose, look.service_code) for look in kept} == {(user.pk, "preview", "05-40")}
    assert kept[0].registries == ["MUAV", "VVADR"]
    assert kept[0].reason.startswith("Preview 12: child benefit raised!")
    assert len(asked.captured_queries) <= 4  # whatever the number of people


def test_purpose_of_a_preview_has_words() -> None:
    with translation.override("en"):
        assert str(AccessLog.Purpose.PREVIEW.label) == "Preview of a rule change"
