"""What is removed in the night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import Session
from dost.accounts.sessions import KEPT_AFTER_THE_END
from dost.ops.retention import remove_expired
from dost.ops.schedule import BEAT_SCHEDULE
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def test_sessions_that_ended_are_forgotten_every_night() -> None:
    one, other = Client(), Client()
    sign_in(one, UserFactory())
    sign_in(other, UserFactory())
    ended = timezone.now() - KEPT_AFTER_THE_END - timedelta(minutes=1)
    Session.objects.filter(session_key=one.session.session_key).update(expire_date=ended)

    assert remove_expired()["accounts_session"] == 1

    assert list(Session.objects.values_list("session_key", flat=True)) == [other.session.session_key]
    assert "dost.retention" in {entry["task"] for entry in BEAT_SCHEDULE.values()}
