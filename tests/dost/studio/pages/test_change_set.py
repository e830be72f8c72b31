from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import edits
from services_catalog.models import ChangeSet, DraftService, PreviewSeen
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.studio import (
    NOW,
    ChangeSetFactory,
    DraftParameterFactory,
    PreviewFactory,
    begun,
    published,
)

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client()
        sign_in(client, user)
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def page_of(client: Client, change_set: ChangeSet) -> str:
    answer = client.get(reverse("studio:set", args=[change_set.pk]))
    assert answer.status_code == 200
    return text_of(answer)


def changed(editor: Any, *, valid_from: date | None = SOON) -> tuple[ChangeSet, DraftService]:
    """A set in which 05-98 asks the person first."""
    change_set, draft = begun(editor, valid_from=valid_from)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set, draft


def test_buttons_follow_the_role_and_the_state(client_of: Any, editor: Any, viewer: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    pages = {user.username: page_of(client_of(user), change_set) for user in (editor, viewer)}
    assert "Hand in for review" in pages[editor.username]
    assert "Take out" in pages[editor.username]
    assert "<form" not in pages[viewer.username].split("<main")[1]
    published(change_set, editor=editor, publisher=publisher)
    page = page_of(client_of(publisher), change_set)
    assert reverse("studio:withdraw", args=[change_set.pk]) in page
    assert "Hand in for review" not in page
    assert reverse("studio:withdraw", args=[change_set.pk]) not in page_of(client_of(editor), change_set)


@pytest.mark.parametrize("many", [1, 3])
def test_a_set_asks_as_much_of_three_amounts_as_of_one(
    many: int, client_of: Any, viewer: Any, publisher: Any, django_assert_num_queries: Any
) -> None:
    change_set = ChangeSetFactory(status="published", published_by=publisher, published_at=NOW)
    for number in range(many):
        DraftParameterFactory(change_set=change_set, parameter__name=f"test_{number}")
        PreviewSeen.objects.create(preview=PreviewFactory(change_set=change_set), user=UserFactory(), at=NOW)
    client = client_of(viewer)
    client.get(reverse("studio:set", args=[change_set.pk]))
    with django_assert_num_queries(15):
        client.get(reverse("studio:set", args=[change_set.pk]))
