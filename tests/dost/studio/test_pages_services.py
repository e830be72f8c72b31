"""A service in the studio, two versions side by side, the history, and files in and out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dost.studio.pages.service import service_page
from dost.studio.wording import words
from services_catalog.changes import edits, history
from services_catalog.models import ChangeSet, HistoryEntry, Service, ServiceVersion
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


# -- a service -----------------------------------------------------------------------------------------------------


def test_the_time_line_has_what_was_is_and_will_be(scheduled: ChangeSet, editor: Any) -> None:
    service = Service.objects.get(code="05-98")
    today = timezone.localdate()

    def standing(on: date) -> list[tuple[int, str, date | None]]:
        page = service_page(service, number=None, by=editor, today=on)
        return [(version.number, str(version.status.word), version.until) for version in page.versions]

    assert standing(today) == [(2, "Scheduled", None), (1, "In force", SOON - timedelta(days=1))]
    assert standing(SOON) == [(2, "In force", None), (1, "Past", SOON - timedelta(days=1))]


def test_the_rule_is_read_out_in_three_languages(client: Client, scheduled: ChangeSet) -> None:
    page = text_of(client.get(reverse("studio:service", args=["05-98"])))
    assert "The rule of version 1, in words" in page
    assert all(f'lang="{language}"' in page for language in ("az", "en", "ru"))
    assert "Is alive" in page
    assert "Sağdır" in page
    assert "Жив" in page
    other = text_of(client.get(reverse("studio:service", args=["05-98"]), {"version": "2"}))
    assert "The rule of version 2, in words" in other
    assert "The person is asked first" in other


@pytest.mark.parametrize("version", ["x", "99", "-1", "9" * 30])
def test_a_version_that_is_not_there_shows_the_one_in_force(client: Client, version: str) -> None:
    answer = client.get(reverse("studio:service", args=["05-98"]), {"version": version})
    assert "The rule of version 1, in words" in text_of(answer)


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for name in ("service", "compare", "change", "end"):
        assert client.get(reverse(f"studio:{name}", args=["99-99"])).status_code == 404
    assert client.post(reverse("studio:roll_back", args=["05-98", 7])).status_code == 404
    assert client.get(reverse("studio:set", args=[999_999])).status_code == 404


def test_a_service_without_a_rule_says_so(client: Client) -> None:
    ServiceVersion.objects.all().delete()
    page = text_of(client.get(reverse("studio:service", args=["05-98"])))
    assert "There is no version yet." in page
    assert "There is no rule yet" in page
    assert "End it on a day" not in page


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


# -- the differences of a set --------------------------------------------------------------------------------------


def test_all_differences_are_told_word_by_word(client: Client, editor: Any) -> None:
    change_set, draft = begun(editor, valid_from=SOON)
    draft = edits.set_field(draft, "amount", "parameter.test_benefit * 2", revision=1, by=editor, at=NOW)
    edits.remove_item(draft, "criteria", "alive", revision=2, by=editor, at=NOW)
    page = text_of(client.get(reverse("studio:differences", args=[change_set.pk])))
    assert "<ins> * 2</ins>" in page.replace("<ins>* 2</ins>", "<ins> * 2</ins>")
    assert "removed" in page


# -- history -------------------------------------------------------------------------------------------------------


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


def test_every_action_has_words() -> None:
    codes = {
        value for name, value in vars(history).items() if name.isupper() and isinstance(value, str) and name[0] != "_"
    }
    assert codes == set(words.ACTIONS)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("criteria[alive].text.az", "Criterion “alive”, text, AZ"),
        ("criteria[3].require", "Criterion 3, condition"),
        ("amount", "Amount"),
        ("texts.passport.fee", "Description, passport, fee"),
        ('values."2027-02-01"', "Amount from 01.02.2027"),
        ("", "The whole"),
        ("not a [place", "not a [place"),
    ],
)
def test_places_are_told_in_words(path: str, told: str) -> None:
    assert words.place(path) == told


@pytest.mark.parametrize(
    ("value", "path", "told"),
    [
        ("ask_first", "mode", "The person is asked first"),
        ("2027-02-01", "valid_from", "01.02.2027"),
        ("2027-13-99", "valid_from", "2027-13-99"),
        (True, "withdraws", "yes"),
        ([], "excludes", ""),
        (["05-40", "05-41"], "excludes", "05-40, 05-41"),
        ({"value": "40", "source": "Act"}, "values", "Amount: 40; Source: Act"),
        ("benefits", "texts.area", "Benefits"),
        (None, "amount", ""),
    ],
)
def test_values_are_told_in_words(value: Any, path: str, told: str) -> None:
    assert words.value(value, path) == told


@pytest.mark.parametrize("many", [1, 3])
def test_the_history_asks_as_much_of_three_as_of_one(many: int, client: Client, django_assert_num_queries: Any) -> None:
    for number in range(many):
        change_set = ChangeSetFactory()
        user = change_set.created_by
        history.write("service_added", by=user, at=NOW, change_set=change_set, subject="05-98")
        history.write("parameter_added", by=user, at=NOW, change_set=change_set, subject=f"parameter.test_{number}")
    url = reverse("studio:history")
    client.get(url)
    with django_assert_num_queries(8):
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


# -- files ---------------------------------------------------------------------------------------------------------


def test_a_set_goes_out_as_a_file_and_comes_in_as_a_draft(client: Client, editor: Any) -> None:
    change_set, draft = begun(editor, valid_from=SOON)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    file = client.get(reverse("studio:export", args=[change_set.pk]))
    assert file["Content-Type"].startswith("application/yaml")
    assert f'filename="change-set-{change_set.pk}.yaml"' in file["Content-Disposition"]

    upload = SimpleUploadedFile("decree.yaml", file.content)
    answer = client.post(reverse("studio:import"), {"file": upload})
    made = ChangeSet.objects.exclude(pk=change_set.pk).get()
    assert answer["Location"] == reverse("studio:set", args=[made.pk])
    assert made.services.get().content["mode"] == "ask_first"
    assert made.status == "draft"


def test_what_is_different_here_is_told(client: Client, editor: Any) -> None:
    file = (
        "change_set: {format: 1, title: Decree, ground: Act, installation: elsewhere.az}\n"
        "parameters: [{name: no_such, type: money, value: 5, source: Act}]\n"
    )
    upload = SimpleUploadedFile("decree.yaml", file.encode())
    page = text_of(client.post(reverse("studio:import"), {"file": upload}, follow=True))
    assert "There is no such parameter here" in page
    assert "elsewhere.az" in page


@pytest.mark.parametrize(
    ("content", "words_"),
    [
        (b"", "The file is empty."),
        (b"just: a list", "“change_set” is missing"),
        (b"\xff\xfe\x00", "There is a problem"),
        (b"x" * 2_000_001, "The file is too large"),
        (None, "Choose a file."),
    ],
)
def test_other_files_are_refused_in_words(client: Client, content: bytes | None, words_: str) -> None:
    sent = {} if content is None else {"file": SimpleUploadedFile("x.yaml", content)}
    answer = client.post(reverse("studio:import"), sent)
    assert answer.status_code == 400
    assert words_ in text_of(answer)
    assert not ChangeSet.objects.exists()
