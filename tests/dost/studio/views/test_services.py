from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import edits
from services_catalog.models import ChangeSet, ServiceVersion
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


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for name in ("service", "compare", "change", "end"):
        assert client.get(reverse(f"studio:{name}", args=["99-99"])).status_code == 404
    assert client.post(reverse("studio:roll_back", args=["05-98", 7])).status_code == 404
    assert client.get(reverse("studio:set", args=[999_999])).status_code == 404


def test_two_versions_stand_side_by_side(client: Client, scheduled: ChangeSet) -> None:
    url = reverse("studio:compare", args=["05-98"])
    page = text_of(client.get(url, {"a": "1", "b": "2"}))
    assert "How it comes to the person" in page
    assert "By itself" in page
    assert "The person is asked first" in page
    assert "These are the same version" in text_of(client.get(url, {"a": "2", "b": "2"}))
    by_itself = client.get(url, {"a": "x", "b": ""}).context["page"]
    assert (by_itself.a.number, by_itself.b.number) == (1, 2)  # the one in force and what is to come


def test_one_version_cannot_be_compared(client: Client) -> None:
    answer = client.get(reverse("studio:compare", args=["05-98"]), follow=True)
    assert "no two versions" in text_of(answer)


def test_changing_takes_it_into_a_set_and_opens_the_rule(client: Client) -> None:
    url = reverse("studio:change", args=["05-98"])
    existing = ChangeSetFactory(title="Being prepared")
    answer = client.post(url, {"change_set": str(existing.pk)})
    assert answer["Location"] == reverse("studio:rule", args=[existing.pk, "05-98"])
    again = client.post(url, {"change_set": str(existing.pk)})
    assert again["Location"] == answer["Location"]
    assert existing.services.count() == 1

    assert client.post(url, {"change_set": "new", "title": "A new one"}).status_code == 302
    assert ChangeSet.objects.get(title="A new one").services.get().code == "05-98"
    assert client.post(url, {"change_set": "new", "title": " "}).status_code == 400


def test_ending_it_begins_a_set_that_ends_the_rule(client: Client) -> None:
    url = reverse("studio:end", args=["05-98"])
    assert client.post(url, {"title": "It ends", "valid_from": "never"}).status_code == 400
    assert client.post(url, {"title": "It ends", "valid_from": SOON.isoformat()}).status_code == 302
    made = ChangeSet.objects.get()
    assert (made.title, made.valid_from, made.status) == ("It ends", SOON, "draft")
    assert made.services.get().withdraws
    assert "Ends" in text_of(client.get(reverse("studio:set", args=[made.pk])))
    assert ServiceVersion.objects.get().valid.upper is None


def test_going_back_begins_a_set_like_the_old_version(client: Client, scheduled: ChangeSet) -> None:
    refused = client.post(reverse("studio:roll_back", args=["05-98", 1]), follow=True)
    assert "That version is in force already." in text_of(refused)
    answer = client.post(reverse("studio:roll_back", args=["05-98", 2]))
    made = ChangeSet.objects.exclude(pk=scheduled.pk).get()
    assert answer["Location"] == reverse("studio:set", args=[made.pk])
    assert made.services.get().content["mode"] == "ask_first"
