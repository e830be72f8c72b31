from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import drafts, edits, publish
from services_catalog.models import ChangeSet, DraftService, ServiceVersion
from tests.factories.accounts import sign_in
from tests.factories.studio import (
    NOW,
    ChangeSetFactory,
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


@pytest.fixture
def disputed(editor: Any, other_editor: Any) -> ChangeSet:
    """A set whose title and ground the other editor has changed since revision 1."""
    change_set = drafts.create(title="Decree", ground="Old ground", valid_from=SOON, by=editor, at=NOW)
    return drafts.edit(change_set, revision=1, title="Theirs", ground="New ground", by=other_editor, at=NOW)


def typed(**more: str) -> dict[str, str]:
    return {"title": "Mine", "ground": "Old ground", "valid_from": "2028-01-01", "revision": "1", **more}


def test_a_discarded_set_stays_readable(client_of: Any, editor: Any) -> None:
    change_set, _draft = changed(editor)
    client = client_of(editor)
    assert client.post(reverse("studio:discard", args=[change_set.pk]), {"reason": ""}).status_code == 302
    page = page_of(client, change_set)
    assert "Discarded" in page
    assert "The person is asked first" in page
    answer = client.post(reverse("studio:edit", args=[change_set.pk]), {"title": "Other", "revision": "3"})
    assert answer.status_code == 302
    change_set.refresh_from_db()
    assert change_set.title == "Decree"


def test_a_service_is_taken_in_and_out(client_of: Any, editor: Any) -> None:
    change_set = ChangeSetFactory(created_by=editor)
    client = client_of(editor)
    code = "05-98 Test benefit"  # as the list completes it
    answer = client.post(reverse("studio:add_service", args=[change_set.pk]), {"code": code})
    assert answer["Location"] == reverse("studio:rule", args=[change_set.pk, "05-98"])
    again = client.post(reverse("studio:add_service", args=[change_set.pk]), {"code": code}, follow=True)
    assert "is in this change set already" in text_of(again)
    assert client.post(reverse("studio:take_out", args=[change_set.pk, "05-98"])).status_code == 302
    assert not change_set.services.exists()
    answer = client.post(reverse("studio:add_service", args=[change_set.pk]), {"code": "99-99"})
    assert answer.status_code == 400
    assert '<a href="#add-code">There is no service 99-99.</a>' in text_of(answer)
    assert 'name="code" value="99-99"' in text_of(answer)


def test_a_draft_is_carried_over_to_the_version_of_the_new_day(client_of: Any, editor: Any, publisher: Any) -> None:
    first, _draft = changed(editor)
    second, draft = begun(editor, valid_from=SOON + timedelta(days=30))
    edits.set_field(draft, "mode", "on_application", revision=1, by=editor, at=NOW)
    published(first, editor=editor, publisher=publisher)
    client, url = client_of(editor), reverse("studio:carry_over", args=[second.pk, "05-98"])
    assert url in page_of(client, second)

    both = client.post(url)
    assert both.status_code == 409
    assert "The person is asked first" in text_of(both)
    assert "The person applies" in text_of(both)
    assert client.post(url, {"path-0": "mode", "choice-0": "mine"}).status_code == 302
    draft = second.services.get()
    assert draft.content["mode"] == "on_application"
    assert draft.base == ServiceVersion.objects.get(number=2)
    assert url not in page_of(client, second)


def test_two_editors_see_both_and_nothing_is_lost(client_of: Any, editor: Any, disputed: ChangeSet) -> None:
    answer = client_of(editor).post(reverse("studio:edit", args=[disputed.pk]), typed())
    assert answer.status_code == 409
    page = text_of(answer)
    assert all(text in page for text in ("Mine", "Theirs", "Decree", "New ground", "01.01.2028"))
    disputed.refresh_from_db()
    assert (disputed.title, disputed.revision) == ("Theirs", 2)


@pytest.mark.parametrize(
    ("chosen", "title", "ground", "day"),
    [
        ({"choice-0": "mine"}, "Mine", "New ground", date(2028, 1, 1)),
        ({"choice-0": "theirs"}, "Theirs", "New ground", date(2028, 1, 1)),
        ({"how": "mine"}, "Mine", "Old ground", date(2028, 1, 1)),
        ({"how": "theirs"}, "Theirs", "New ground", SOON),
    ],
)
def test_the_editor_chooses(
    client_of: Any, editor: Any, disputed: ChangeSet, chosen: Any, title: str, ground: str, day: date
) -> None:
    answer = client_of(editor).post(reverse("studio:edit", args=[disputed.pk]), typed(seen="2", **chosen))
    assert answer.status_code == 302
    disputed.refresh_from_db()
    assert (disputed.title, disputed.ground, disputed.valid_from) == (title, ground, day)


def test_without_a_choice_or_after_another_change_it_is_asked_again(
    client_of: Any, editor: Any, other_editor: Any, disputed: ChangeSet
) -> None:
    client, url = client_of(editor), reverse("studio:edit", args=[disputed.pk])
    assert client.post(url, typed(seen="2")).status_code == 409
    drafts.edit(disputed, revision=2, title="Theirs again", by=other_editor, at=NOW)
    again = client.post(url, typed(seen="2", how="mine"))
    assert again.status_code == 409
    assert "Theirs again" in text_of(again)


def test_what_does_not_overlap_is_kept_at_one_press(client_of: Any, editor: Any, other_editor: Any) -> None:
    change_set = drafts.create(title="Decree", ground="Ground", valid_from=SOON, by=editor, at=NOW)
    drafts.edit(change_set, revision=1, ground="Theirs", by=other_editor, at=NOW)
    client, url = client_of(editor), reverse("studio:edit", args=[change_set.pk])
    mine = {"title": "Mine", "ground": "Ground", "valid_from": SOON.isoformat(), "revision": "1"}
    asked = client.post(url, mine)
    assert asked.status_code == 409
    assert "Keep both" in text_of(asked)
    assert client.post(url, {**mine, "seen": "2"}).status_code == 302
    change_set.refresh_from_db()
    assert (change_set.title, change_set.ground) == ("Mine", "Theirs")


@pytest.mark.parametrize("name", ["edit", "discard", "amounts", "submit", "withdraw"])
def test_what_cannot_be_done_any_more_says_so_instead_of_showing_a_form(
    client_of: Any, editor: Any, publisher: Any, name: str
) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    answer = client_of(publisher).get(reverse(f"studio:{name}", args=[change_set.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("studio:set", args=[change_set.pk])
    assert "This cannot be done with the change set as it stands now." in text_of(answer)
