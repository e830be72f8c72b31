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
from services_catalog.models import ChangeSet, DraftService, ServiceVersion
from tests.factories.accounts import sign_in
from tests.factories.services_catalog import ServiceFactory, VersionFactory
from tests.factories.studio import (
    NOW,
    ChangeSetFactory,
    DraftParameterFactory,
    DraftServiceFactory,
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


def changed(editor: Any, *, valid_from: date | None = SOON) -> tuple[ChangeSet, DraftService]:
    """A set in which 05-98 asks the person first."""
    change_set, draft = begun(editor, valid_from=valid_from)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set, draft


def test_sets_stand_in_their_groups(client_of: Any, editor: Any, publisher: Any) -> None:
    ChangeSetFactory(title="Being prepared")
    submitted, _draft = changed(editor)
    publish.submit(submitted, by=editor, at=NOW)
    page = home_page({}, by=editor, today=timezone.localdate())
    groups = {group.key: [line.title for line in group.lines] for group in page.groups}
    assert groups == {"submitted": ["Decree"], "draft": ["Being prepared"], "scheduled": [], "closed": []}

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
    with django_assert_num_queries(11):
        client.get(reverse("studio:home"))


def test_of_the_closed_ones_it_is_said_how_many_there_are(client_of: Any, viewer: Any) -> None:
    for _number in range(9):
        ChangeSetFactory(status="discarded")
    page = text_of(client_of(viewer).get(reverse("studio:home")))
    assert "(8 of 9)" in page
    assert "Waiting for you" not in page


def test_what_waits_for_the_reader_stands_first(client_of: Any, editor: Any, publisher: Any) -> None:
    change_set, _draft = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    page = text_of(client_of(publisher).get(reverse("studio:home")))
    assert page.index("Waiting for you") < page.index("Waiting for review")
    assert "To review and publish" in page
    assert "since <time" in page
    assert "Nothing waits for you." in text_of(client_of(editor).get(reverse("studio:home")))
