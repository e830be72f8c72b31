from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dost.accounts.models import User
from services_catalog.changes import history
from services_catalog.models import HistoryEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_an_entry_keeps_the_role_and_the_centre_its_author_had_then() -> None:
    user: Any = UserFactory(editor=True, centre="D-03")
    history.write(history.CREATED, by=user, at=NOW)
    User.objects.filter(pk=user.pk).update(role=User.Role.VIEWER, centre="")

    entry = HistoryEntry.objects.get()

    assert (entry.by, entry.by_role, entry.by_centre) == (user, "editor", "D-03")
