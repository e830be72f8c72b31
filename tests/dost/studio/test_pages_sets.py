"""The pages of change sets: the first page, the road to publishing, two editors, and what is taken in and out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dost.studio.pages.home import home_page
from services_catalog.changes import amounts, drafts, edits, publish
from services_catalog.models import ChangeSet, DraftService, HistoryEntry, PreviewSeen, ServiceVersion
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.services_catalog import ServiceFactory, VersionFactory
from tests.factories.studio import (
    NOW,
    ChangeSetFactory,
    DraftParameterFactory,
    DraftServiceFactory,
    PreviewFactory,
    begun,
    looked_at,
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


# -- from nothing to in force --------------------------------------------------------------------------------------


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
    assert "You cannot publish it yet:" in page_of(theirs, change_set)
    refused = theirs.post(reverse("studio:publish", args=[change_set.pk]), {"read": "on"})
    assert refused.status_code == 400
    assert "Look at its preview first" in text_of(refused)

    assert theirs.get(reverse("studio:preview", args=[change_set.pk, preview.pk])).status_code == 200
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


def test_publishing_needs_the_confirmation(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    answer = client_of(publisher).post(reverse("studio:publish", args=[change_set.pk]), {})
    assert answer.status_code == 400
    assert "Confirm that you have read the differences." in text_of(answer)
    change_set.refresh_from_db()
    assert change_set.status == "submitted"


def test_a_day_in_the_past_needs_a_reason(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor, valid_from=date(2026, 1, 1))
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    client, url = client_of(publisher), reverse("studio:publish", args=[change_set.pk])
    assert "Why the law reaches back" in text_of(client.get(url))
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
    answer = client.post(reverse("studio:submit", args=[change_set.pk]), follow=True)
    assert "mend them first" in text_of(answer)
    change_set.refresh_from_db()
    assert change_set.status == "draft"


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


def test_a_discarded_set_stays_readable(client_of: Any, editor: Any) -> None:
    change_set, _draft = changed(editor)
    client = client_of(editor)
    assert client.post(reverse("studio:discard", args=[change_set.pk]), {"reason": ""}).status_code == 302
    page = page_of(client, change_set)
    assert "Discarded" in page
    assert "The person is asked first" in page
    answer = client.post(reverse("studio:edit", args=[change_set.pk]), {"title": "Other", "revision": "3"})
    assert answer.status_code == 400


# -- what is in it -------------------------------------------------------------------------------------------------


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
    answer = client.post(reverse("studio:add_service", args=[change_set.pk]), {"code": "99-99"}, follow=True)
    assert "There is no service 99-99." in text_of(answer)


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


# -- two editors ---------------------------------------------------------------------------------------------------


@pytest.fixture
def disputed(editor: Any, other_editor: Any) -> ChangeSet:
    """A set whose title and ground the other editor has changed since revision 1."""
    change_set = drafts.create(title="Decree", ground="Old ground", valid_from=SOON, by=editor, at=NOW)
    return drafts.edit(change_set, revision=1, title="Theirs", ground="New ground", by=other_editor, at=NOW)


def typed(**more: str) -> dict[str, str]:
    return {"title": "Mine", "ground": "Old ground", "valid_from": "2028-01-01", "revision": "1", **more}


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


# -- the first page ------------------------------------------------------------------------------------------------


def test_sets_stand_in_their_groups(client_of: Any, editor: Any, publisher: Any) -> None:
    ChangeSetFactory(title="Being prepared")
    submitted, _draft = changed(editor)
    publish.submit(submitted, by=editor, at=NOW)
    page = home_page({}, by=editor, today=timezone.localdate())
    groups = {group.key: [line.title for line in group.lines] for group in page.groups}
    assert groups == {"submitted": ["Decree"], "draft": ["Being prepared"], "scheduled": [], "closed": []}
    assert page.waiting == 1

    looked_at(submitted, publisher)
    publish.publish(submitted, by=publisher, at=NOW)
    later = home_page({}, by=editor, today=SOON)
    assert [[line.status.word for line in group.lines] for group in later.groups if group.key == "closed"] == [
        ["In force"]
    ]
    (row,) = home_page({}, by=editor, today=timezone.localdate()).rows
    assert (row.code, row.number, row.next) == ("05-98", 1, SOON)


def test_a_coming_amount_is_a_change_of_the_services_that_name_it(editor: Any, publisher: Any) -> None:
    change_set = drafts.create(title="Decree", ground="Decree", valid_from=SOON, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="Decree", by=editor, at=NOW)
    published(change_set, editor=editor, publisher=publisher)
    (row,) = home_page({}, by=editor, today=timezone.localdate()).rows
    assert (row.next, row.next_why) == (SOON, "new amount")


def test_services_are_found_by_name_without_marks_and_by_area(client_of: Any, viewer: Any) -> None:
    ServiceFactory(code="03-01", area="disability", name={"az": "Əlilliyin qiymətləndirilməsi", "en": "A", "ru": "Б"})
    today = timezone.localdate()
    assert [row.code for row in home_page({"q": "elilliyin"}, by=viewer, today=today).rows] == ["03-01"]
    assert [row.code for row in home_page({"area": "disability"}, by=viewer, today=today).rows] == ["03-01"]
    assert [row.code for row in home_page({"q": "03-01"}, by=viewer, today=today).rows] == ["03-01"]
    page = text_of(client_of(viewer).get(reverse("studio:home"), {"q": "no such"}))
    assert "No service is like that." in page


def test_htmx_gets_only_the_list(client_of: Any, viewer: Any) -> None:
    client = client_of(viewer)
    headers = {"HX-Request": "true", "HX-Target": "services"}
    piece = text_of(client.get(reverse("studio:home"), {"q": "05-98"}, headers=headers))
    assert "<html" not in piece
    assert "05-98" in piece


def test_an_empty_catalogue_says_what_to_do(client_of: Any, editor: Any) -> None:
    ServiceVersion.objects.all().delete()
    ServiceFactory._meta.model.objects.all().delete()
    page = text_of(client_of(editor).get(reverse("studio:home")))
    assert "There are no services yet." in page
    assert "Nothing waits for review." in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_first_page_asks_as_much_of_three_as_of_one(
    many: int, client_of: Any, viewer: Any, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        version = VersionFactory(service=ServiceFactory(code=f"05-9{number}"))
        change_set = ChangeSetFactory()
        DraftServiceFactory(change_set=change_set, service=version.service, code=version.service_id)
        DraftParameterFactory(change_set=change_set)
    client = client_of(viewer)
    client.get(reverse("studio:home"))
    with django_assert_num_queries(10):
        client.get(reverse("studio:home"))


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
    with django_assert_num_queries(12):
        client.get(reverse("studio:set", args=[change_set.pk]))
