"""The history of accounts says who it was, in which role, and from where."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dost.accounts.account_events import KINDS, Acting, Place, What, note
from dost.accounts.actors import SYSTEM, Staff
from dost.accounts.models import AccountEvent, SecurityEvent
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Baku"))


def test_member_of_staff_stands_there_with_the_role_they_had() -> None:
    user, by = UserFactory(), UserFactory(clerk=True)

    note(What.SUSPENDED, whom=user, by=Acting(Staff(by.pk, "accounts"), "10.0.0.7"), now=NOW)

    event = AccountEvent.objects.get()
    assert (event.by, event.by_role, event.address, event.at, event.whom) == (by, "accounts", "10.0.0.7", NOW, user)
    assert (event.role_before, event.role_after) == ("", "")


def test_each_stands_in_the_security_log_too_once() -> None:
    assert set(KINDS) == set(What)
    user, by = UserFactory(username="elchin"), UserFactory(accounts=True)

    note(What.SUSPENDED, whom=user, by=Acting(Staff(by.pk, "accounts"), "10.0.0.7"), now=NOW)
    note(What.STEP_ADDED, whom=user, by=Acting(Staff(user.pk, "examiner"), "10.0.0.8"), now=NOW)

    event = SecurityEvent.objects.get()
    assert (event.kind, event.user, event.address, event.about) == ("account", by, "10.0.0.7", "suspended: elchin")


def test_command_is_nobody_and_places_are_kept_before_and_after() -> None:
    note(
        What.ROLE_GIVEN,
        whom=UserFactory(),
        by=Acting(SYSTEM),
        now=NOW,
        before=Place("clerk", "D-01"),
        after=Place("greeter", "D-03"),
    )

    event = AccountEvent.objects.get()
    assert (event.by, event.by_role, event.address) == (None, "", "")
    assert (event.role_before, event.centre_before) == ("clerk", "D-01")
    assert (event.role_after, event.centre_after) == ("greeter", "D-03")
