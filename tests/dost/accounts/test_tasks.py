"""What runs in the background for accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dost.accounts.models import Session
from dost.accounts.sessions import KEPT_AFTER_THE_END
from dost.accounts.tasks import forget_sessions
from dost.ops.schedule import BEAT_SCHEDULE
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def test_sessions_that_ended_are_forgotten_every_night() -> None:
    one, other = Client(), Client()
    sign_in(one, UserFactory())
    sign_in(other, UserFactory())
    ended = timezone.now() - KEPT_AFTER_THE_END - timedelta(minutes=1)
    Session.objects.filter(session_key=one.session.session_key).update(expire_date=ended)

    forget_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == [other.session.session_key]
    assert forget_sessions.name in {entry["task"] for entry in BEAT_SCHEDULE.values()}
