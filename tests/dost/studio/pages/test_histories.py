from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dost.studio.wording import words
from services_catalog.changes import edits, history
from services_catalog.models import ChangeSet, HistoryEntry
from tests.factories.accounts import sign_in
from tests.factories.studio import NOW, ChangeSetFactory, begun, published

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=60)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


@pytest.fixture
def client(editor: Any) -> Client:
    """The editor, signed in, in English."""
    signed_in = Client()
    sign_in(signed_in, editor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


@pytest.fixture
def scheduled(editor: Any, publisher: Any) -> ChangeSet:
    """A published set that makes 05-98 ask first, in sixty days."""
    change_set, draft = begun(editor, valid_from=SOON)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return published(change_set, editor=editor, publisher=publisher)


def test_the_history_is_filtered(client: Client, scheduled: ChangeSet, editor: Any, publisher: Any) -> None:
    url = reverse("studio:history")

    def actions(**asked: str) -> set[str]:
        page = client.get(url, asked).context["page"]
        return {line.action for line in page.lines}

    everything = {words.action(code) for code in HistoryEntry.objects.values_list("action", flat=True)}
    assert actions() == everything
    assert actions(by=str(publisher.pk)) == {"Change set published", "New version published"}
    assert actions(service="05-98", by=str(editor.pk)) == {"Service taken in", "Service changed"}
    assert actions(action="submitted") == {"Handed in for review"}
    assert actions(set="999999") == set()
    assert actions(by="x", action="no", set="²") == everything


@pytest.mark.parametrize("many", [1, 3])
def test_the_history_asks_as_much_of_three_as_of_one(many: int, client: Client, django_assert_num_queries: Any) -> None:
    for number in range(many):
        change_set = ChangeSetFactory()
        user = change_set.created_by
        history.write("service_added", by=user, at=NOW, change_set=change_set, subject="05-98")
        history.write("parameter_added", by=user, at=NOW, change_set=change_set, subject=f"parameter.test_{number}")
    url = reverse("studio:history")
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)


def test_long_histories_come_in_pages(client: Client, editor: Any) -> None:
    for _number in range(31):
        history.write("created", by=editor, at=NOW, note="again")
    url = reverse("studio:history")
    first = client.get(url, {"by": str(editor.pk)})
    page = first.context["page"].pages
    assert (page.first, page.last, page.total) == (1, 30, 31)
    assert page.next_url == f"{url}?by={editor.pk}&page=2"
    assert client.get(page.next_url).context["page"].pages.first == 31
    assert client.get(url, {"page": "nonsense"}).context["page"].pages.first == 1
