"""The road of a change set: reviewed, published by a second person, in force on its day, taken back before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from services_catalog.changes import amounts, drafts, edits, history, publish
from services_catalog.changes.checking import NotReady
from services_catalog.changes.errors import StudioError
from services_catalog.load import load_catalogue
from services_catalog.models import ChangeSet, ParameterValue, Preview, Service, ServiceVersion
from services_catalog.signals import services_changed, versions_published
from tests.factories.services_catalog import SECOND_VERSION_YAML, SERVICE_YAML, write_catalogue
from tests.factories.studio import NEXT_YEAR, NOW, TODAY, PreviewFactory, begun, looked_at, published

pytestmark = pytest.mark.django_db

FIRST = date(2019, 4, 1)


@pytest.fixture
def announced() -> Iterator[list[tuple[str, list[str]]]]:
    """What was announced, in order."""
    heard: list[tuple[str, list[str]]] = []

    def versions(codes: list[str], **kwargs: object) -> None:
        heard.append(("versions", codes))

    def services(codes: list[str], **kwargs: object) -> None:
        heard.append(("services", codes))

    versions_published.connect(versions)
    services_changed.connect(services)
    yield heard
    versions_published.disconnect(versions)
    services_changed.disconnect(services)


@pytest.fixture(autouse=True)
def _catalogue(small_catalogue: Path) -> None:
    """Every test here has the small catalogue."""


def changed(editor: Any, *, valid_from: date | None = NEXT_YEAR, mode: str = "ask_first") -> ChangeSet:
    """A change set in which 05-98 has another mode."""
    change_set, draft = begun(editor, valid_from=valid_from)
    edits.set_field(draft, "mode", mode, revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set


def ranges(code: str = "05-98") -> list[tuple[int, str, date | None, date | None]]:
    return [
        (version.number, version.status, version.valid.lower, version.valid.upper)
        for version in ServiceVersion.objects.filter(service=code).order_by("number")
    ]


# -- who may, and when ---------------------------------------------------------------------------------------------


def test_the_whole_road(editor: Any, publisher: Any, announced: list[tuple[str, list[str]]]) -> None:
    change_set = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    done = publish.publish(change_set, by=publisher, at=NOW)

    assert (done.status, done.published_by, done.submitted_by) == ("published", publisher, editor)
    assert ranges() == [(1, "published", FIRST, NEXT_YEAR), (2, "published", NEXT_YEAR, None)]
    version = ServiceVersion.objects.get(number=2)
    assert (version.published_by, version.published_at) == ("rena", NOW)
    assert (version.definition["mode"], version.definition["valid_from"]) == ("ask_first", "2027-01-01")
    assert version.definition["criteria"] == ServiceVersion.objects.get(number=1).definition["criteria"]
    assert done.services.get().published == version
    assert announced == []
    assert list(publish.scheduled(after=TODAY)) == [done]


def test_a_set_with_problems_is_not_submitted(editor: Any) -> None:
    change_set, draft = begun(editor)
    edits.set_criterion(
        draft,
        id="age",
        require="person.agee >= 60",
        text={"az": "a", "en": "b", "ru": "в"},
        law="Law",
        replaces="age",
        revision=1,
        by=editor,
        at=NOW,
    )
    with pytest.raises(NotReady) as caught:
        publish.submit(change_set, by=editor, at=NOW)
    [(code, issue)] = caught.value.check.serious
    assert (code, issue.path, issue.word) == ("05-98", "criteria[1].require", "person.agee")
    change_set.refresh_from_db()
    assert change_set.status == "draft"


@pytest.mark.parametrize("verdict", ["entitled", "not_entitled", "unknown"])
def test_a_version_needs_an_example_of_each_answer(editor: Any, verdict: str) -> None:
    change_set, draft = begun(editor)
    draft = edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    others = [example for example in draft.content["examples"] if example["expect"]["verdict"] != verdict]
    edits.set_field(draft, "examples", others, revision=2, by=editor, at=NOW)
    with pytest.raises(NotReady) as caught:
        publish.submit(change_set, by=editor, at=NOW)
    assert [issue.code for _code, issue in caught.value.check.serious] == ["example_lacks"]


def test_a_version_whose_examples_come_out_otherwise_is_not_submitted(editor: Any) -> None:
    change_set, draft = begun(editor)
    edits.set_field(draft, "amount", "300", revision=1, by=editor, at=NOW)
    with pytest.raises(NotReady) as caught:
        publish.submit(change_set, by=editor, at=NOW)
    [(_code, issue)] = caught.value.check.serious
    assert issue.path == "examples[0].expect.amount"
    assert "300.00" in issue.message


def test_a_set_goes_back_with_a_reason_and_comes_again(editor: Any, publisher: Any) -> None:
    change_set = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    with pytest.raises(StudioError, match="Say why"):
        publish.give_back(change_set, reason=" ", by=publisher, at=NOW)
    back = publish.give_back(change_set, reason="The law says 60", by=publisher, at=NOW)
    assert (back.status, back.submitted_by) == ("draft", None)
    assert history.of_change_set(change_set)[0].note == "The law says 60"
    assert publish.submit(change_set, by=editor, at=NOW).status == "submitted"


def test_another_editor_does_not_take_it_back(editor: Any, other_editor: Any) -> None:
    change_set = changed(editor)
    publish.submit(change_set, by=editor, at=NOW)
    with pytest.raises(PermissionDenied):
        publish.give_back(change_set, reason="x", by=other_editor, at=NOW)
    assert publish.give_back(change_set, reason="x", by=editor, at=NOW).status == "draft"


def test_whoever_edited_or_submitted_does_not_publish(editor: Any, publisher: Any) -> None:
    from tests.factories.accounts import UserFactory

    second = UserFactory(username="second", publisher=True)
    change_set, draft = begun(editor)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=publisher, at=NOW)
    publish.submit(change_set, by=second, at=NOW)
    for person, code in ((publisher, "author"), (second, "submitter")):
        looked_at(change_set, person)
        with pytest.raises(StudioError) as caught:
            publish.publish(change_set, by=person, at=NOW)
        assert caught.value.code == code
    with pytest.raises(PermissionDenied):
        publish.publish(change_set, by=editor, at=NOW)


@pytest.mark.parametrize("content", ["title", "ground", "valid_from"])
def test_whoever_set_the_day_the_title_or_the_ground_does_not_publish(
    content: str, editor: Any, publisher: Any
) -> None:
    """A publisher moved the day on which a set takes force, and published it."""
    change_set = changed(editor)
    assert change_set.valid_from is not None
    new: Any = {"title": "Another", "ground": "Another law", "valid_from": change_set.valid_from + timedelta(days=1)}[
        content
    ]
    edited: dict[str, Any] = {content: new}
    drafts.edit(change_set, revision=change_set.revision, by=publisher, at=NOW, **edited)
    publish.submit(change_set, by=editor, at=NOW)

    assert what_stops(change_set, publisher) == "author"


def test_whoever_began_the_set_does_not_publish(editor: Any, publisher: Any) -> None:
    """Who begins a set sets its title, its ground and its day, also where another does all the rest."""
    own = drafts.create(title="Own", ground="A law", valid_from=NEXT_YEAR, by=publisher, at=NOW)
    draft = drafts.add_service(own, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "mode", "ask_first", revision=draft.revision, by=editor, at=NOW)
    publish.submit(own, by=editor, at=NOW)

    assert what_stops(own, publisher) == "author"


def test_whoever_handed_it_in_once_does_not_publish_after_it_went_back(editor: Any, publisher: Any) -> None:
    change_set = changed(editor)
    publish.submit(change_set, by=publisher, at=NOW)
    publish.give_back(change_set, reason="Not yet", by=publisher, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)

    assert what_stops(change_set, publisher) == "submitter"


def what_stops(change_set: Any, person: Any) -> str:
    """The code of what keeps somebody who has seen the preview from publishing."""
    looked_at(change_set, person)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=person, at=NOW)
    return caught.value.code


def test_whoever_edited_and_took_it_out_again_is_still_an_author(editor: Any, publisher: Any) -> None:
    change_set = changed(editor)
    draft = amounts.set_parameter(change_set, name="test_benefit", value=700, source="D", by=publisher, at=NOW)
    amounts.remove_parameter(draft, by=publisher, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=publisher, at=NOW)
    assert caught.value.code == "author"


def test_publishing_needs_a_finished_preview_of_this_revision_that_one_has_seen(editor: Any, publisher: Any) -> None:
    change_set = changed(editor)
    looked_at(change_set, publisher)
    draft = change_set.services.get()
    edits.set_field(draft, "verify", ["DIN.alive"], revision=draft.revision, by=editor, at=NOW)
    change_set = publish.submit(change_set, by=editor, at=NOW)

    def refused() -> str:
        with pytest.raises(StudioError) as caught:
            publish.publish(change_set, by=publisher, at=NOW)
        return caught.value.code

    assert refused() == "preview"
    PreviewFactory(change_set=change_set, state=Preview.State.RUNNING)
    assert refused() == "preview"
    PreviewFactory(change_set=change_set)
    assert refused() == "unseen"
    looked_at(change_set, editor)
    assert refused() == "unseen"
    looked_at(change_set, publisher)
    assert publish.publish(change_set, by=publisher, at=NOW).status == "published"


def test_a_day_in_the_past_needs_a_reason(editor: Any, publisher: Any, announced: list[tuple[str, list[str]]]) -> None:
    change_set = changed(editor, valid_from=date(2026, 11, 1))
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=publisher, at=NOW)
    assert caught.value.code == "past"
    publish.publish(change_set, by=publisher, at=NOW, backdated_reason="The law reaches back to 1 November")
    entry = change_set.history.get(action="published")
    assert entry.note == "The law reaches back to 1 November"
    assert ranges()[1] == (2, "published", date(2026, 11, 1), None)
    assert announced == [("versions", ["05-98"])]


def test_the_day_is_that_of_baku(editor: Any, publisher: Any) -> None:
    change_set = changed(editor, valid_from=date(2026, 11, 23))
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=publisher, at=datetime(2026, 11, 23, 20, 30, tzinfo=UTC))
    assert caught.value.code == "past"
    publish.publish(change_set, by=publisher, at=datetime(2026, 11, 23, 19, 59, tzinfo=UTC))


def test_nothing_is_published_twice(editor: Any, publisher: Any) -> None:
    change_set = published(changed(editor), editor=editor, publisher=publisher)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=publisher, at=NOW)
    assert caught.value.code == "status"


def test_what_was_published_meanwhile_stops_a_draft_begun_before(editor: Any, publisher: Any) -> None:
    late = changed(editor)
    published(changed(editor), editor=editor, publisher=publisher)
    with pytest.raises(NotReady) as caught:
        publish.submit(late, by=editor, at=NOW)
    assert "base_moved" in [issue.code for _code, issue in caught.value.check.serious]


# -- versions ------------------------------------------------------------------------------------------------------


def test_a_later_scheduled_version_keeps_standing(editor: Any, publisher: Any) -> None:
    published(changed(editor, valid_from=date(2027, 6, 1)), editor=editor, publisher=publisher)
    published(changed(editor), editor=editor, publisher=publisher)
    assert ranges() == [
        (1, "published", FIRST, NEXT_YEAR),
        (2, "published", date(2027, 6, 1), None),
        (3, "published", NEXT_YEAR, date(2027, 6, 1)),
    ]


def test_a_version_that_begins_on_the_same_day_is_replaced(editor: Any, publisher: Any) -> None:
    published(changed(editor), editor=editor, publisher=publisher)
    published(changed(editor, mode="automatic"), editor=editor, publisher=publisher)
    assert ranges() == [
        (1, "published", FIRST, NEXT_YEAR),
        (2, "withdrawn", NEXT_YEAR, None),
        (3, "published", NEXT_YEAR, None),
    ]


def test_withdrawing_restores_everything(editor: Any, publisher: Any) -> None:
    before = (ranges(), list(ParameterValue.objects.order_by("pk").values_list()))
    change_set = changed(editor)
    amounts.set_parameter(change_set, name="test_benefit", value=700, source="D", by=editor, at=NOW)
    done = published(change_set, editor=editor, publisher=publisher)
    assert ParameterValue.objects.get(valid_from=NEXT_YEAR).confidence == "decree"

    with pytest.raises(StudioError, match="Say why"):
        publish.withdraw(done, reason="", by=publisher, at=NOW)
    gone = publish.withdraw(done, reason="Not signed", by=publisher, at=NOW)

    assert gone.status == "withdrawn"
    assert ranges()[0] == before[0][0]
    assert ranges()[1][1] == "withdrawn"
    assert list(ParameterValue.objects.order_by("pk").values_list()) == before[1]
    assert load_catalogue(root=_root(), at=NOW).left_alone == []


def _root() -> Path:
    from services_catalog import files

    return files.CATALOGUE


def test_withdrawing_the_middle_heals_the_neighbours(editor: Any, publisher: Any) -> None:
    june = published(changed(editor, valid_from=date(2027, 6, 1)), editor=editor, publisher=publisher)
    january = published(changed(editor), editor=editor, publisher=publisher)
    publish.withdraw(june, reason="x", by=publisher, at=NOW)
    assert [entry for entry in ranges() if entry[1] == "published"] == [
        (1, "published", FIRST, NEXT_YEAR),
        (3, "published", NEXT_YEAR, None),
    ]
    publish.withdraw(january, reason="x", by=publisher, at=NOW)
    assert [entry for entry in ranges() if entry[1] == "published"] == [(1, "published", FIRST, None)]


def test_withdrawing_a_replacement_brings_back_what_it_replaced(editor: Any, publisher: Any) -> None:
    first = published(changed(editor), editor=editor, publisher=publisher)
    second = published(changed(editor, mode="automatic"), editor=editor, publisher=publisher)
    with pytest.raises(StudioError) as caught:
        publish.withdraw(first, reason="x", by=publisher, at=NOW)
    assert caught.value.code == "replaced"
    publish.withdraw(second, reason="x", by=publisher, at=NOW)
    assert [entry for entry in ranges() if entry[1] == "published"] == [
        (1, "published", FIRST, NEXT_YEAR),
        (2, "published", NEXT_YEAR, None),
    ]


def test_what_is_in_force_is_not_withdrawn(editor: Any, publisher: Any) -> None:
    done = published(changed(editor, valid_from=TODAY), editor=editor, publisher=publisher)
    with pytest.raises(StudioError) as caught:
        publish.withdraw(done, reason="x", by=publisher, at=NOW)
    assert caught.value.code == "in_force"
    with pytest.raises(PermissionDenied):
        publish.withdraw(done, reason="x", by=editor, at=NOW)


def test_a_rule_is_ended_and_loading_the_files_does_not_bring_it_back(editor: Any, publisher: Any) -> None:
    change_set, draft = begun(editor)
    edits.end_rule(draft, revision=1, by=editor, at=NOW)
    done = published(change_set, editor=editor, publisher=publisher)
    assert ranges() == [(1, "published", FIRST, NEXT_YEAR)]
    assert load_catalogue(root=_root(), at=NOW).left_alone == ["05-98"]
    assert ranges() == [(1, "published", FIRST, NEXT_YEAR)]

    publish.withdraw(done, reason="x", by=publisher, at=NOW)
    assert ranges() == [(1, "published", FIRST, None)]


def test_a_rule_with_a_scheduled_version_is_not_ended_before_it(editor: Any, publisher: Any) -> None:
    published(changed(editor, valid_from=date(2027, 6, 1)), editor=editor, publisher=publisher)
    change_set, draft = begun(editor)
    edits.end_rule(draft, revision=1, by=editor, at=NOW)
    publish.submit(change_set, by=editor, at=NOW)
    looked_at(change_set, publisher)
    with pytest.raises(StudioError) as caught:
        publish.publish(change_set, by=publisher, at=NOW)
    assert caught.value.code == "scheduled"
    change_set.refresh_from_db()
    assert change_set.status == "submitted"


def test_rolling_back_publishes_the_old_rule_under_a_new_number(editor: Any, publisher: Any) -> None:
    published(changed(editor), editor=editor, publisher=publisher)
    old = ServiceVersion.objects.get(number=1)
    back = publish.roll_back(old, valid_from=date(2027, 3, 1), by=editor, at=NOW)
    drafts.edit(back, revision=back.revision, ground="Court decision", by=editor, at=NOW)
    published(back, editor=editor, publisher=publisher)

    newest = ServiceVersion.objects.get(number=3)
    assert newest.valid == DateRange(date(2027, 3, 1), None)
    assert {**newest.definition, "valid_from": "2019-04-01"} == old.definition
    with pytest.raises(StudioError, match="in force already"):
        publish.roll_back(newest, valid_from=date(2027, 4, 1), by=editor, at=NOW)


def test_publishing_and_withdrawing_over_two_versions_of_the_file(
    small_catalogue: Path, editor: Any, publisher: Any
) -> None:
    load_catalogue(root=write_catalogue(small_catalogue, service=SERVICE_YAML + SECOND_VERSION_YAML), at=NOW)
    before = ranges()
    change_set = changed(editor, valid_from=date(2026, 12, 1))
    done = published(change_set, editor=editor, publisher=publisher)
    assert ranges()[1:] == [
        (2, "published", date(2026, 5, 1), date(2026, 12, 1)),
        (3, "published", date(2026, 12, 1), None),
    ]
    publish.withdraw(done, reason="x", by=publisher, at=NOW)
    assert ranges()[:2] == before


# -- parameters ----------------------------------------------------------------------------------------------------


def test_amounts_are_published_and_their_services_announced(
    editor: Any, publisher: Any, announced: list[tuple[str, list[str]]], small_catalogue: Path
) -> None:
    change_set = drafts.create(title="D", ground="Decree", valid_from=TODAY, by=editor, at=NOW)
    amounts.set_parameter(change_set, name="test_benefit", value="700", source="Decree, 1", by=editor, at=NOW)
    published(change_set, editor=editor, publisher=publisher)

    value = ParameterValue.objects.get(valid_from=TODAY)
    assert (value.value, value.source, value.confidence) == (Decimal("700.0000"), "Decree, 1", "decree")
    assert announced == [("versions", ["05-98"])]
    assert not load_catalogue(root=small_catalogue, at=NOW).changed
    assert ParameterValue.objects.filter(valid_from=TODAY).exists()


def test_a_value_of_that_day_is_replaced_and_comes_back(editor: Any, publisher: Any) -> None:
    def amount(value: str) -> ChangeSet:
        change_set = drafts.create(title="D", ground="Decree", valid_from=NEXT_YEAR, by=editor, at=NOW)
        amounts.set_parameter(change_set, name="test_benefit", value=value, source=value, by=editor, at=NOW)
        return published(change_set, editor=editor, publisher=publisher)

    first, second = amount("700"), amount("800")
    assert ParameterValue.objects.get(valid_from=NEXT_YEAR).value == 800
    with pytest.raises(StudioError) as caught:
        publish.withdraw(first, reason="x", by=publisher, at=NOW)
    assert caught.value.code == "replaced"
    publish.withdraw(second, reason="x", by=publisher, at=NOW)
    assert ParameterValue.objects.get(valid_from=NEXT_YEAR).value == 700
    publish.withdraw(first, reason="x", by=publisher, at=NOW)
    assert not ParameterValue.objects.filter(valid_from=NEXT_YEAR).exists()


# -- passports -----------------------------------------------------------------------------------------------------


def renamed(editor: Any, name: str, *, valid_from: date) -> ChangeSet:
    change_set, draft = begun(editor, valid_from=valid_from)
    edits.set_text(draft, ["name", "en"], name, revision=1, by=editor, at=NOW)
    change_set.refresh_from_db()
    return change_set


def test_a_passport_changes_at_once_when_its_day_is_today(
    editor: Any, publisher: Any, announced: list[tuple[str, list[str]]], small_catalogue: Path
) -> None:
    published(renamed(editor, "Better name", valid_from=TODAY), editor=editor, publisher=publisher)
    assert Service.objects.get().name["en"] == "Better name"
    assert announced == [("services", ["05-98"])]
    assert len(ranges()) == 1
    assert load_catalogue(root=small_catalogue, at=NOW).left_alone == ["05-98"]
    assert Service.objects.get().name["en"] == "Better name"


def test_a_passport_waits_for_its_day_and_is_applied_once(
    editor: Any, publisher: Any, announced: list[tuple[str, list[str]]]
) -> None:
    published(renamed(editor, "Better name", valid_from=NEXT_YEAR), editor=editor, publisher=publisher)
    assert publish.take_force(on=date(2026, 12, 31)) == []
    assert Service.objects.get().name["en"] == "Test benefit"
    assert publish.take_force(on=NEXT_YEAR) == ["05-98"]
    assert Service.objects.get().name["en"] == "Better name"
    assert announced == [("services", ["05-98"])]

    Service.objects.update(name={"az": "A", "en": "Changed later", "ru": "Р"})
    assert publish.take_force(on=date(2027, 1, 2)) == []
    assert Service.objects.get().name["en"] == "Changed later"


def test_two_passports_waiting_change_only_what_each_changed(editor: Any, publisher: Any) -> None:
    first = renamed(editor, "Better name", valid_from=NEXT_YEAR)
    second, draft = begun(editor, valid_from=date(2027, 2, 1))
    edits.set_text(draft, ["summary", "en"], "Paid twice", revision=1, by=editor, at=NOW)
    published(first, editor=editor, publisher=publisher)
    published(second, editor=editor, publisher=publisher)

    assert publish.take_force(on=date(2027, 2, 1)) == ["05-98", "05-98"]

    service = Service.objects.get()
    assert (service.name["en"], service.summary["en"]) == ("Better name", "Paid twice")


def test_a_new_service_is_published_and_is_gone_when_withdrawn(
    editor: Any, publisher: Any, announced: list[tuple[str, list[str]]]
) -> None:
    change_set, model = begun(editor)
    content, texts = model.content, model.texts
    drafts.remove_service(model, by=editor, at=NOW)
    content["criteria"][1]["require"] = "person.age >= 70"
    content["examples"][0]["facts"]["person.age"] = 70
    draft = drafts.add_new_service(change_set, code="05-97", content=content, texts=texts, by=editor, at=NOW)
    done = published(change_set, editor=editor, publisher=publisher)

    service = Service.objects.get(code="05-97")
    assert service.name["en"] == "Test benefit"
    assert ranges("05-97") == [(1, "published", NEXT_YEAR, None)]
    assert announced == [("services", ["05-97"])]
    publish.take_force(on=NEXT_YEAR)
    assert announced == [("services", ["05-97"])]

    publish.withdraw(done, reason="x", by=publisher, at=NOW)
    assert not Service.objects.filter(code="05-97").exists()
    draft.refresh_from_db()
    assert (draft.service, draft.published) == (None, None)
    assert draft.content == content
