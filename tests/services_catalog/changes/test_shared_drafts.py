"""What services share, in a change set: drafted, checked, published with the services that use it, and taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import drafts, edits, history, publish
from services_catalog.changes.checking import NotReady, check_change_set
from services_catalog.changes.errors import Conflict, NotFound, StudioError
from services_catalog.changes.exchange import export_change_set, import_change_set
from services_catalog.changes.following import followers
from services_catalog.changes.pairs import compiled_pairs
from services_catalog.changes.permissions import StudioDenied
from services_catalog.changes.reading import base_content, parameters_with
from services_catalog.changes.shared_drafts import put_shared, remove_shared
from services_catalog.changes.shared_library import library, library_of
from services_catalog.models import ChangeSet, DraftService, Parameter, ServiceVersion, SharedVersion
from tests.factories.studio import NEXT_YEAR, NOW, confirmed, published

pytestmark = pytest.mark.django_db

FIRST = date(2019, 4, 1)
RESIDENT = {"az": "Sağdır və buradadır", "en": "Is alive and lives here", "ru": "Жив и живёт здесь"}
ALIVE = {"require": "person.alive AND NOT person.missing", "text": RESIDENT, "law": "Law, art. 1"}
OLD = {"value": "person.age >= 70", "label": {"az": "70 yaş", "en": "Is 70", "ru": "70 лет"}}
NEEDED = {
    "type": "money",
    "label": {"az": "Yeni məbləğ", "en": "New amount", "ru": "Новая сумма"},
    "value": "50.50",
    "least": "1",
    "most": "100",
    "source": "Act 7",
}


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Shared", ground="Act 7", valid_from=NEXT_YEAR, by=editor, at=NOW)


def put(change_set: ChangeSet, by: Any, kind: str = "criterion", name: str = "alive", **changes: Any) -> Any:
    content = {"criterion": ALIVE, "formula": OLD, "parameter": NEEDED}[kind]
    if kind == "parameter":
        changes.setdefault("is_new", True)
    more = {key: changes.pop(key) for key in ("revision", "is_new", "merge") if key in changes}
    return put_shared(change_set, kind=kind, name=name, content={**content, **changes}, by=by, at=NOW, **more)


def messages(change_set: ChangeSet) -> list[str]:
    return [issue.message for _code, issue in check_change_set(change_set).serious]


def with_examples(change_set: ChangeSet, editor: Any, **facts: Any) -> DraftService:
    """05-98 in the set, with other facts in its examples, which are judged when the set is in force."""
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    examples = [
        {
            **one,
            "on": "2027-03-01",
            "facts": {**one["facts"], **(facts if one["expect"]["verdict"] == "entitled" else {})},
            "expect": {"verdict": one["expect"]["verdict"]},
        }
        for one in draft.content["examples"]
    ]
    return edits.set_field(draft, "examples", examples, revision=1, by=editor, at=NOW)


# -- drafting ------------------------------------------------------------------------------------------------------


def test_what_is_drafted_is_kept_step_by_step_and_taken_out(change_set: ChangeSet, editor: Any, viewer: Any) -> None:
    draft = put(change_set, editor)
    assert (draft.revision, draft.content) == (1, ALIVE)
    assert put(change_set, editor, revision=1).revision == 1
    wrong = put(change_set, editor, revision=1, require="person.alvie")
    assert (wrong.revision, wrong.content["require"]) == (2, "person.alvie")
    with pytest.raises(StudioDenied):
        put(change_set, viewer, revision=2)
    remove_shared(wrong, by=editor, at=NOW)
    with pytest.raises(NotFound):
        remove_shared(wrong, by=editor, at=NOW)
    assert [entry.action for entry in change_set.history.filter(subject="criterion.alive").order_by("pk")] == [
        "shared_added",
        "shared_edited",
        "shared_removed",
    ]
    assert editor.pk in history.authors(change_set)


def test_two_editors_lose_nothing(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    put(change_set, editor)
    put(change_set, other_editor, revision=1, law="Law, art. 2")
    with pytest.raises(Conflict):
        put(change_set, editor, revision=1, law="Law, art. 3", merge=True)
    merged = put(change_set, editor, revision=1, require="person.alive", merge=True)
    assert (merged.content["require"], merged.content["law"]) == ("person.alive", "Law, art. 2")


def test_names_are_words_and_new_ones_are_free(change_set: ChangeSet, editor: Any) -> None:
    for name, code in (("Not a word", "name"), ("alive", "name")):
        with pytest.raises(StudioError) as caught:
            put(change_set, editor, name=name, is_new=True)
        assert caught.value.code == code
    with pytest.raises(StudioError):
        put(change_set, editor, kind="parameter", name="test_benefit", is_new=True)
    with pytest.raises(NotFound):
        put(change_set, editor, name="nothing_so")
    with pytest.raises(NotFound):
        put_shared(change_set, kind="phrase", name="x", content={}, by=editor, at=NOW)


# -- checking ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("criterion", {"require": "person.alvie"}, "There is no fact"),
        ("criterion", {"require": "person.age"}, "is needed here"),
        ("criterion", {"text": {"az": "Sağdır"}}, "EN, RU"),
        ("criterion", {"law": ""}, "On which act"),
        ("formula", {"value": "formula.old_enough"}, "leads back to itself"),
        ("formula", {"label": {}}, "AZ, EN, RU"),
        ("parameter", {"value": "500"}, "500 is too much."),
        ("parameter", {"value": "5,000"}, "thousand"),
        ("parameter", {"least": "200"}, "The least is more than the most."),
        ("parameter", {"type": "date"}, "measured in"),
        ("parameter", {"source": ""}, "The source is missing"),
    ],
)
def test_what_is_wrong_is_said_and_stands_in_the_way(
    change_set: ChangeSet, editor: Any, kind: str, changes: Any, message: str
) -> None:
    names = {"criterion": "alive", "formula": "old_enough", "parameter": "new_amount"}
    put(change_set, editor, kind, names[kind], **changes)
    assert any(message in said for said in messages(change_set)), messages(change_set)
    with pytest.raises(NotReady):
        publish.submit(change_set, by=editor, at=NOW)


def test_nothing_changed_is_nothing_to_publish(change_set: ChangeSet, editor: Any) -> None:
    text = {"az": "Sağdır", "en": "Is alive", "ru": "Жив"}
    put(change_set, editor, require="person.alive", text=text)
    assert messages(change_set) == ["Nothing is changed in it; change something or take it out."]


def test_a_condition_that_changed_without_its_words_is_doubtful(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, text={"az": "Sağdır", "en": "Is alive", "ru": "Жив"})
    assert [(doubt.subject, doubt.code) for doubt in check_change_set(change_set).doubts] == [
        ("criterion.alive", "text_stays")
    ]


# -- the services that use it --------------------------------------------------------------------------------------


def test_the_services_that_use_it_follow_and_their_examples_are_tried(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, require="person.alive AND person.age > 65")
    [draft] = followers(change_set)
    assert draft.code == "05-98"
    assert not DraftService.objects.exists()
    check = check_change_set(change_set)
    assert check.followers == {"05-98"}
    assert check.drafts["05-98"].changes_rule
    assert {code for code, _issue in check.serious} == {"05-98"}  # its example of 65 years comes out otherwise
    with_examples(change_set, editor, **{"person.age": 66})
    assert followers(change_set) == []
    assert messages(change_set) == []


def test_a_formula_takes_along_whatever_names_it(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 AND TRUE")
    assert [draft.code for draft in followers(change_set)] == ["05-98"]
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65", revision=1)
    assert followers(change_set) == []


def test_a_preview_counts_the_services_that_follow(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough")
    [pair] = compiled_pairs(change_set, NEXT_YEAR)
    assert pair.code == "05-98"
    assert pair.before is not None
    assert pair.after is not None
    assert "65" in pair.before.criteria[1].expression.text
    assert "70" in pair.after.criteria[1].expression.text


def test_a_set_that_only_changes_texts_of_a_service_takes_its_rule_along(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    drafts.save(draft, content={}, revision=1, by=editor, at=NOW)
    put(change_set, editor, "formula", "old_enough")
    [pair] = compiled_pairs(change_set, NEXT_YEAR)
    assert "70" in pair.after.criteria[1].expression.text  # type: ignore[union-attr]
    assert check_change_set(change_set).drafts["05-98"].changes_rule


# -- publishing, and taking back -------------------------------------------------------------------------------------


def test_published_every_service_that_uses_it_has_a_new_version_and_no_old_one_changes(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    before = ServiceVersion.objects.get(service="05-98")
    put(change_set, editor)
    with_examples(change_set, editor)
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 OR person.age >= 66")
    published(change_set, editor=editor, publisher=publisher)
    old, new = ServiceVersion.objects.filter(service="05-98").order_by("number")
    assert (old.definition, old.valid.upper) == (before.definition, NEXT_YEAR)
    alive, age = new.definition["criteria"]
    assert (alive["shared"], alive["require"]) == ("alive", ALIVE["require"])
    assert (age["require"], age["written"]) == ("(person.age >= 65 OR person.age >= 66)", "formula.old_enough")
    # What is drafted afterwards names it, and means what it means on its day.
    assert base_content(new)["criteria"] == base_content(old)["criteria"]
    assert library(FIRST).criteria["alive"].require == "person.alive"
    assert library(NEXT_YEAR).criteria["alive"].require == ALIVE["require"]


def test_followers_are_published_like_drafts_and_withdrawn_with_the_set(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    put(change_set, editor, "formula", "old_enough", value="person.age >= 65 AND TRUE")
    put(change_set, editor, "parameter", "new_amount")
    published(change_set, editor=editor, publisher=publisher)
    assert ServiceVersion.objects.filter(service="05-98", status="published").count() == 2
    assert Parameter.objects.get(name="new_amount").bounds.most == 100
    assert Parameter.objects.get(name="new_amount").values.get().value == 50.5
    publish.withdraw(change_set, reason="Wrong", by=publisher, at=NOW)
    [version] = ServiceVersion.objects.filter(service="05-98", status="published")
    assert (version.number, version.valid.upper) == (1, None)
    assert not SharedVersion.objects.exists()
    assert not Parameter.objects.filter(name="new_amount").exists()
    assert library(NEXT_YEAR).formulas["old_enough"] == "person.age >= 65"


def test_a_rule_of_the_same_set_names_what_is_new(change_set: ChangeSet, editor: Any, publisher: Any) -> None:
    put(change_set, editor, "parameter", "new_amount", is_new=True)
    put(change_set, editor, "criterion", "not_missing", require="NOT person.gone", is_new=True)
    draft = with_examples(change_set, editor)
    draft = edits.set_field(draft, "amount", "parameter.new_amount", revision=2, by=editor, at=NOW)
    edits.use_shared(draft, "not_missing", revision=3, by=editor, at=NOW)
    assert messages(change_set) == []
    assert parameters_with(change_set)["new_amount"].value_on(NEXT_YEAR) == 50.5
    assert compiled_pairs(change_set, NEXT_YEAR)[0].code == "05-98"
    confirmed(change_set, by=editor)
    published(change_set, editor=editor, publisher=publisher)
    version = ServiceVersion.objects.get(service="05-98", number=2)
    assert version.definition["criteria"][-1]["shared"] == "not_missing"
    assert library_of(change_set).criteria["not_missing"].law == "Law, art. 1"


def test_a_file_of_the_set_carries_them(change_set: ChangeSet, editor: Any) -> None:
    put(change_set, editor, "formula", "old_enough")
    put(change_set, editor, "parameter", "new_amount")
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    edits.set_field(draft, "mode", "ask_first", revision=1, by=editor, at=NOW)
    text = export_change_set(change_set, by=editor, at=NOW)
    imported = import_change_set(text.encode(), by=editor, at=NOW).change_set
    assert [(one.kind, one.name, one.content) for one in imported.shared.all()] == [
        (one.kind, one.name, one.content) for one in change_set.shared.all()
    ]
    assert imported.services.get().content["criteria"][1]["require"] == "formula.old_enough"
    wrong = import_change_set(text.replace("name: new_amount", "name: test_benefit").encode(), by=editor, at=NOW)
    assert [found.subject for found in wrong.findings if found.serious][:1] == ["parameter.test_benefit"]
