from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services_catalog.changes import amounts, drafts, edits, publish
from services_catalog.models import ChangeSet, DraftService, HistoryEntry
from tests.factories.accounts import PASSWORD, sign_in
from tests.factories.studio import (
    NOW,
    PreviewFactory,
    begun,
    looked_at,
)

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


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    def signed_in(user: Any) -> Client:
        client = Client()
        sign_in(client, user)
        client.cookies["django_language"] = "en"
        return client

    return signed_in


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


def test_all_differences_are_told_word_by_word(client: Client, editor: Any) -> None:
    change_set, draft = begun(editor, valid_from=SOON)
    draft = edits.set_field(draft, "amount", "parameter.test_benefit * 2", revision=1, by=editor, at=NOW)
    edits.remove_item(draft, "criteria", "alive", revision=2, by=editor, at=NOW)
    page = text_of(client.get(reverse("studio:differences", args=[change_set.pk])))
    assert "Test benefit<ins> × 2</ins>" in page
    assert "removed" in page
    assert "parameter.test_benefit" not in page


def test_the_whole_road_through_the_pages(client_of: Any, editor: Any, publisher: Any) -> None:
    mine, theirs = client_of(editor), client_of(publisher)
    told = {"title": "Decree of June", "ground": "Decree of 12.06.2027", "valid_from": SOON.isoformat()}
    answer = mine.post(reverse("studio:new"), told)
    change_set = ChangeSet.objects.get()
    assert answer["Location"] == reverse("studio:set", args=[change_set.pk])

    sheet = {"rows": "1", "name-0": "test_benefit", "value-0": "700", "source_for_all": "Decree, 12.06.2027"}
    assert mine.post(reverse("studio:amounts", args=[change_set.pk]), sheet).status_code == 302
    page = page_of(mine, change_set)
    assert "Nothing stands in its way." in page
    assert "Nobody has made a preview yet." in page
    assert "99.50" in page  # 600.50 before
    assert "+16.6" in page

    change_set.refresh_from_db()
    preview = PreviewFactory(change_set=change_set)
    assert mine.post(reverse("studio:submit", args=[change_set.pk])).status_code == 302
    looked_for = reverse("studio:preview", args=[change_set.pk, preview.pk])
    assert f'href="{looked_for}"> Review and publish' in page_of(theirs, change_set)
    assert theirs.get(reverse("studio:publish", args=[change_set.pk]))["Location"] == looked_for
    refused = theirs.post(reverse("studio:publish", args=[change_set.pk]), {"read": "on"})
    assert refused.status_code == 400
    assert "Look at its preview first" in text_of(refused)

    page = text_of(theirs.get(looked_for))
    assert "I have read the differences and seen what they do" in page
    assert "Test benefit" in page
    assert f"{publisher.get_full_name()} has looked at the preview." in page_of(theirs, change_set)
    answer = theirs.post(reverse("studio:publish", args=[change_set.pk]), {"read": "on"})
    assert answer.status_code == 302
    change_set.refresh_from_db()
    assert (change_set.status, change_set.published_by) == ("published", publisher)
    assert "Scheduled" in page_of(theirs, change_set)

    assert theirs.post(reverse("studio:withdraw", args=[change_set.pk]), {"reason": ""}).status_code == 400
    assert theirs.post(reverse("studio:withdraw", args=[change_set.pk]), {"reason": "A mistake"}).status_code == 302
    change_set.refresh_from_db()
    assert change_set.status == "withdrawn"
    assert "A mistake" in page_of(mine, change_set)


def test_who_prepared_it_reads_why_they_cannot_publish_it(client_of: Any, publisher: Any) -> None:
    change_set, _draft = changed(publisher)
    publish.submit(change_set, by=publisher, at=NOW)
    page = page_of(client_of(publisher), change_set)
    assert "You handed it in; a second person publishes it." in page
    assert "There is no finished preview of it as it is now." in page


def test_publishing_wants_the_password_once_more_and_then_goes_on(editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    client = Client()
    sign_in(client, publisher, password_given=False)
    there = reverse("studio:publish", args=[change_set.pk])

    asked = client.post(there, {"read": "on"}).headers["Location"]

    assert asked.startswith("/accounts/sign-in/password-again/")
    change_set.refresh_from_db()
    assert change_set.status != "published"
    client.post(asked, {"password": PASSWORD})
    change_set.refresh_from_db()
    assert (change_set.status, change_set.published_by) == ("published", publisher)


def test_publishing_needs_the_confirmation(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    answer = client_of(publisher).post(reverse("studio:publish", args=[change_set.pk]), {})
    assert answer.status_code == 400
    assert '<a href="#id_read">Confirm that you have read the differences.</a>' in text_of(answer)
    assert "What it would do" in text_of(answer)
    change_set.refresh_from_db()
    assert change_set.status == "submitted"


def test_a_day_in_the_past_needs_a_reason(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor, valid_from=date(2026, 1, 1))
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    client, url = client_of(publisher), reverse("studio:publish", args=[change_set.pk])
    assert "Why the law reaches back" in text_of(client.get(url, follow=True))
    assert client.post(url, {"read": "on"}).status_code == 400
    assert client.post(url, {"read": "on", "backdated_reason": "Article 3 of the act"}).status_code == 302
    assert HistoryEntry.objects.get(action="published").note == "Article 3 of the act"


def test_a_preview_of_an_earlier_state_does_not_count(client_of: Any, editor: Any) -> None:
    change_set, draft = changed(editor)
    PreviewFactory(change_set=change_set)
    edits.set_field(draft, "period", "monthly", revision=draft.revision, by=editor, at=NOW)
    assert "It was changed after the last preview." in page_of(client_of(editor), change_set)


def test_giving_back_needs_a_reason_that_stays(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    client, url = client_of(publisher), reverse("studio:give_back", args=[change_set.pk])
    assert client.post(url, {"reason": " "}).status_code == 400
    assert client.post(url, {"reason": "The amount is missing"}).status_code == 302
    page = page_of(client_of(editor), change_set)
    assert "The amount is missing" in page
    assert "Hand in for review" in page


def test_what_is_wrong_is_listed_and_keeps_it_from_being_handed_in(client_of: Any, editor: Any) -> None:
    change_set, draft = begun(editor, valid_from=None)
    edits.set_field(draft, "amount", "parameter.tset_benefit", revision=1, by=editor, at=NOW)
    client = client_of(editor)
    page = page_of(client, change_set)
    assert "From which day is it to be in force?" in page
    assert reverse("studio:edit", args=[change_set.pk]) + "#id_valid_from" in page
    assert "tset_benefit" in page
    assert "It cannot be handed in yet. First mend:" in page
    assert "Hand in for review</button>" not in page
    answer = client.post(reverse("studio:submit", args=[change_set.pk]), {"valid_from": SOON.isoformat()})
    assert answer.status_code == 400
    assert reverse("studio:rule", args=[change_set.pk, "05-98"]) in text_of(answer)
    change_set.refresh_from_db()
    assert (change_set.status, change_set.valid_from) == ("draft", None)


@pytest.fixture
def bare(editor: Any) -> ChangeSet:
    """A set with an amount in it, and nothing else said."""
    made = drafts.create(title="Decree", by=editor, at=NOW)
    amounts.set_parameter(made, name="test_benefit", value=700, by=editor, at=NOW)
    made.refresh_from_db()
    return made


def test_what_is_missing_is_asked_where_it_is_handed_in(client_of: Any, editor: Any, bare: ChangeSet) -> None:
    client, url = client_of(editor), reverse("studio:submit", args=[bare.pk])
    for page in (page_of(client, bare), text_of(client.get(url))):
        assert all(f'id="id_{field}"' in page for field in ("ground", "valid_from", "source"))

    answer = client.post(url, {"ground": "Decree 412 (20.11.2026)", "valid_from": "", "source": "Decree 412"})
    assert answer.status_code == 400
    page = text_of(answer)
    assert '<a href="#id_valid_from">Write a day such as 31.01.2027.</a>' in page
    assert "Decree 412 (20.11.2026)</textarea>" in page

    told = {"ground": "Decree 412 (20.11.2026)", "valid_from": SOON.isoformat(), "source": "Decree 412"}
    assert client.post(url, told)["Location"] == reverse("studio:set", args=[bare.pk])
    bare.refresh_from_db()
    assert (bare.status, bare.ground, bare.valid_from) == ("submitted", "Decree 412 (20.11.2026)", SOON)
    assert bare.parameters.get().source == "Decree 412"
    assert bare.previews.get().on == SOON


def test_what_is_no_draft_any_more_is_not_handed_in_again(client_of: Any, editor: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    answer = client_of(editor).post(reverse("studio:submit", args=[change_set.pk]), follow=True)
    assert "This cannot be done with the change set as it stands now." in text_of(answer)
    assert HistoryEntry.objects.filter(action="submitted").count() == 1


@pytest.mark.parametrize(("previewed", "first"), [(False, "See what it does"), (True, "Hand in for review")])
def test_one_button_is_the_next_step(client_of: Any, editor: Any, previewed: bool, first: str) -> None:
    change_set, _draft = changed(editor)
    if previewed:
        PreviewFactory(change_set=change_set)
    page = page_of(client_of(editor), change_set).split("<main")[1]
    primary = re.findall(r'<(?:button|a)[^>]*class="govuk-button"[^>]*>\s*([^<]+?)\s*</', page)
    assert primary == [first]


def test_the_way_of_a_publisher_before_there_is_a_preview(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    client = client_of(publisher)
    page = page_of(client, change_set)
    assert "There is no finished preview of it as it is now." in page
    assert "Make a preview </button>" in page
    there = reverse("studio:set", args=[change_set.pk])
    assert client.get(reverse("studio:publish", args=[change_set.pk]))["Location"] == there
    answer = client.post(reverse("studio:previews", args=[change_set.pk]), {"on": SOON.isoformat()})
    assert answer.status_code == 302
    assert "Make a preview </button>" not in page_of(client, change_set)


def test_the_end_of_a_preview_is_what_the_reader_may_do(
    client_of: Any, editor: Any, publisher: Any, viewer: Any
) -> None:
    change_set, _draft = changed(editor)
    url = reverse("studio:preview", args=[change_set.pk, PreviewFactory(change_set=change_set).pk])

    def ending(reader: Any) -> str:
        return text_of(client_of(reader).get(url)).partition('id="ending"')[2]

    assert "Hand in for review</button>" in ending(editor).replace(" </", "</")
    assert ending(viewer) == ""
    publish.submit(change_set, by=editor, at=NOW)
    assert ending(editor) == ""
    assert reverse("studio:publish", args=[change_set.pk]) in ending(publisher)


def test_a_publisher_who_has_prepared_it_finds_no_button_at_its_end(client_of: Any, publisher: Any) -> None:
    change_set, _draft = changed(publisher)
    preview = PreviewFactory(change_set=change_set)
    publish.submit(change_set, by=publisher, at=NOW)
    page = text_of(client_of(publisher).get(reverse("studio:preview", args=[change_set.pk, preview.pk])))
    assert "You handed it in; a second person publishes it." in page
    assert f'action="{reverse("studio:publish", args=[change_set.pk])}"' not in page
