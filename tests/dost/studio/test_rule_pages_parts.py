"""The other parts of the rule editor: by choosing, terms, questions, example people, texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dost.studio import builder
from dost.studio.pages import words
from dost.studio.pages.rule_builder import acted, from_typed, sent_tree
from dost.studio.views.common import the_draft
from dost.studio.views.session import DraftSession
from dost.studio.wording.rule_words import COMPARISON
from services_catalog.models import DraftService
from tests.factories.accounts import sign_in
from tests.factories.studio import begun

HTMX = {"HX-Request": "true"}
EXAMPLE = {
    "act": "save",
    "name": "Seventy",
    "on": "2026-03-01",
    "verdict": "entitled",
    "amount": "600,50",
    "fact:person.alive": "true",
    "fact:person.age": "70",
}


@pytest.fixture
def draft(small_catalogue: Path, editor: Any) -> DraftService:
    """05-98 in a change set, as the editor has begun it."""
    return begun(editor)[1]


@pytest.fixture
def desk(client: Client, editor: Any, draft: DraftService) -> Client:
    """The editor's browser."""
    sign_in(client, editor)
    return client


@pytest.fixture
def place(draft: DraftService, rf: Any) -> DraftSession:
    """Where a condition of the draft stands."""
    return DraftSession(rf.get("/"), the_draft(draft.change_set_id, draft.code), can_edit=True)


def at(draft: DraftService, name: str, *args: Any) -> str:
    return reverse(f"studio:{name}", args=[draft.change_set_id, draft.code, *args])


def fresh(draft: DraftService) -> DraftService:
    return DraftService.objects.select_related("change_set").get(pk=draft.pk)


def content(response: Any) -> str:
    return response.content.decode()


# -- by choosing -------------------------------------------------------------------------------------------------------


def sent(**fields: str | list[str]) -> QueryDict:
    """A form of conditions as it is sent."""
    found = QueryDict(mutable=True)
    for key, value in fields.items():
        found.setlist(key.replace("__", "-"), value if isinstance(value, list) else [value])
    return found


@pytest.mark.parametrize(
    "text",
    [
        "person.age >= 65",
        "person.alive AND (person.age >= 65 OR disability.active)",
        "NOT person.missing",
        "person.birth_date < DATE '1961-03-14'",
        "person.birth_date BETWEEN DATE '1961-03-14' AND today",
        "known(person.age)",
        "insurance.pension_capital < parameter.test_benefit",
        "person.sex IN ('F', 'M')",
    ],
)
def test_what_is_shown_as_a_form_is_sent_back_as_the_same(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.root is not None
    assert page.error == ""
    assert page.text == text
    assert sent_tree(place, _fields(page.root)).text == text


def _fields(node: Any) -> QueryDict:
    """What the form of a page would send."""
    found = QueryDict(mutable=True)
    _fill(node, found)
    return found


def _fill(node: Any, found: QueryDict) -> None:
    if node.is_group:
        found[f"{node.path}-way"] = node.way
        for part in node.parts:
            _fill(part, found)
        return
    found[f"{node.path}-fact"], found[f"{node.path}-is"] = node.fact, node.way
    for value in node.values:
        found[f"{node.path}-k{value.number}"] = value.source
        found.setlist(f"{node.path}-v{value.number}", value.texts)


@pytest.mark.parametrize(
    "text", ["formula.old_enough", "person.age + 1 > 65", "CASE WHEN person.alive THEN TRUE ELSE FALSE END", "a b"]
)
def test_what_is_richer_than_the_form_stays_text(place: DraftSession, text: str) -> None:
    page = from_typed(place, text)
    assert page.too_rich
    assert page.text == text
    assert sent_tree(place, sent(require=text)).text == text


def test_buttons_add_take_out_and_pick(place: DraftSession) -> None:
    page = acted(place, sent_tree(place, sent(b__way="any", **{"b-0-fact": "person.alive"})), "b-group:b")
    page = acted(place, page, "b-pick:b-1-0:person.age")
    assert page.error
    assert page.text == "person.alive"
    page = acted(place, page, "b-remove:b-1-1")
    assert page.root is not None
    values = page.root.parts[1].parts[0].values  # type: ignore[union-attr]
    values[0].texts = ["65"]
    page = acted(place, page, "b-refresh")
    assert (page.error, page.text) == ("", "person.alive OR person.age = 65")
    page = acted(place, acted(place, page, "b-remove:b-1"), "b-remove:b-0")
    assert [part.path for part in page.root.parts] == ["b-0"]  # type: ignore[union-attr]


def test_a_word_of_a_label_finds_the_fact(place: DraftSession) -> None:
    page = sent_tree(place, sent(b__way="all", **{"b-0-fact": "yaş"}))
    matches = page.root.parts[0].matches  # type: ignore[union-attr]
    assert "person.age" in [name for name, _label in matches]


def test_values_from_outside_never_become_more_than_values(place: DraftSession) -> None:
    for value in ("65 OR TRUE", "65); DROP TABLE x", "parameter.test_benefit", "'"):
        page = sent_tree(place, sent(b__way="all", **{"b-0-fact": "person.age", "b-0-is": ">=", "b-0-v0": value}))
        assert page.text == ""
        assert page.error
    for value in ("x OR TRUE", "(SELECT 1)", "person.age) OR (TRUE"):
        fields = {"b-0-fact": "person.age", "b-0-is": ">=", "b-0-k0": "fact", "b-0-v0": value}
        assert sent_tree(place, sent(b__way="all", **fields)).text == ""


def test_a_condition_is_chosen_step_by_step_and_saved_without_javascript(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_criterion")
    form = {"name": "", "id": "grown_up", "text_az": "a", "text_en": "b", "text_ru": "р", "law": "", "as": "text"}
    page = content(desk.post(address, {**form, "require": "", "act": "as-form", "revision": draft.revision}))
    assert 'name="b-0-fact"' in page
    step = {**form, "as": "form", "b-way": "all", "b-0-fact": "yaş", "revision": draft.revision}
    page = content(desk.post(address, {**step, "act": "b-refresh"}))
    assert "b-pick:b-0:person.age" in page
    page = content(desk.post(address, {**step, "act": "b-pick:b-0:person.age"}))
    assert 'name="b-0-is"' in page
    whole = {**step, "b-0-fact": "person.age", "b-0-is": ">=", "b-0-k0": "typed", "b-0-v0": ""}
    assert "govuk-error-message" in content(desk.post(address, {**whole, "act": "save"}))
    assert desk.post(address, {**whole, "b-0-v0": "18", "act": "save"}).status_code == 302
    assert fresh(draft).content["criteria"][-1]["require"] == "person.age >= 18"


def test_the_builder_and_the_domain_agree_about_ways() -> None:
    assert set(COMPARISON) == set(builder.WAYS_TO_COMPARE)


# -- terms and questions -----------------------------------------------------------------------------------------------


def test_the_amount_is_changed_and_a_wrong_one_refused(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "paid")
    form = {"outcome": "payment", "period": "monthly", "payee_1": "subject", "award": "MUAV", "funding": "budget"}
    page = content(desk.post(address, {**form, "amount": "person.age", "revision": draft.revision}))
    assert "govuk-error-message" in page
    assert fresh(draft).content == draft.content
    desk.post(address, {**form, "amount": "2 * parameter.test_benefit", "revision": draft.revision})
    now = fresh(draft).content
    assert (now["amount"], now["period"], now["payee"]) == ("2 * parameter.test_benefit", "monthly", "subject")
    assert "award_kind" not in now


def test_days_can_be_set_and_emptied(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "days")
    desk.post(address, {"starts": "start_of_month(today)", "until": "", "revision": draft.revision})
    assert fresh(draft).content["starts"] == "start_of_month(today)"
    page = content(desk.post(address, {"starts": "", "until": "", "revision": fresh(draft).revision}, headers=HTMX))
    assert 'id="terms-days"' in page
    assert "starts" not in fresh(draft).content


def test_a_service_excludes_others_that_there_are(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_terms", "way")
    form = {"basis": "person", "mode": "automatic", "revision": draft.revision}
    assert "05-77" in content(desk.post(address, {**form, "excludes": "05-77"}))
    assert "govuk-error-message" in content(desk.post(address, {**form, "excludes": "05-98"}))
    assert desk.post(address, {**form, "verify": ["DIN.alive"], "excludes": ""}).status_code == 302
    assert fresh(draft).content["verify"] == ["DIN.alive"]


def test_a_question_is_asked_named_in_the_rule_and_taken_out(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_question")
    form = {
        "id": "relation",
        "ask_az": "Kimsiniz?",
        "ask_en": "Who are you?",
        "ask_ru": "Кто вы?",
        "type": "choice",
        "code-0": "parent",
        "choice-0_az": "Valideyn",
        "choice-0_en": "A parent",
        "choice-0_ru": "Родитель",
    }
    more = content(desk.post(address, {**form, "act": "more"}))
    assert "Valideyn" in more
    assert 'name="code-4"' in more
    assert "govuk-error-message" in content(desk.post(address, {**form, "type": "yes_no"}))
    assert desk.post(address, {**form, "revision": draft.revision}).status_code == 302
    asked = fresh(draft).content["questions"]
    assert asked[0]["choices"] == {"parent": {"az": "Valideyn", "en": "A parent", "ru": "Родитель"}}
    looked = desk.post(at(draft, "rule_check") + "?field=require&at=x", {"require": "answer.relation = 'parent'"})
    assert "dost-good" in content(looked)
    desk.post(at(draft, "rule_remove_question"), {"name": "relation", "revision": fresh(draft).revision})
    assert fresh(draft).content["questions"] == []


# -- example people ----------------------------------------------------------------------------------------------------


def test_examples_show_what_came_and_what_the_version_in_force_says(desk: Client, draft: DraftService) -> None:
    criterion = {
        "name": "age",
        "id": "age",
        "require": "person.age >= 70",
        "text_az": "70 yaşı var",
        "text_en": "Is 70",
        "text_ru": "Исполнилось 70",
        "law": "Law",
        "act": "save",
        "as": "text",
        "revision": draft.revision,
    }
    desk.post(at(draft, "rule_criterion"), criterion)
    page = content(desk.get(at(draft, "rule_examples"), headers={"Accept-Language": "en"}))
    off = page[page.index("Sixty-five") : page.index("Sixty-four")]
    assert "dost-bool3--no" in off
    assert "dost-changed" in off
    assert "600.50" in off
    right = page[page.index("Sixty-four") : page.index("Of unknown age")]
    assert "dost-good" in right
    assert "dost-changed" not in right


def test_an_example_is_added_with_typed_facts_and_copied(desk: Client, draft: DraftService) -> None:
    assert desk.post(at(draft, "rule_example"), {**EXAMPLE, "revision": draft.revision}).status_code == 302
    added = fresh(draft).content["examples"][-1]
    assert added == {
        "name": "Seventy",
        "on": "2026-03-01",
        "facts": {"person.alive": True, "person.age": 70},
        "expect": {"verdict": "entitled", "amount": "600.50"},
    }
    page = content(desk.get(at(draft, "rule_example") + "?copy=Seventy"))
    assert 'value="70"' in page
    assert 'name="name_before" value=""' in page


def test_facts_can_be_unknown_and_wrong_ones_are_refused(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_example")
    wrong = {**EXAMPLE, "fact:person.age": "old", "revision": draft.revision}
    page = content(desk.post(address, wrong))
    assert "govuk-error-message" in page
    assert 'value="old"' in page
    assert fresh(draft).content == draft.content
    unknown = {**EXAMPLE, "fact:person.age": "", "unknown:person.age": "on", "amount": "", "verdict": "unknown"}
    desk.post(address, {**unknown, "revision": draft.revision})
    assert fresh(draft).content["examples"][-1]["facts"]["person.age"] is None
    form = content(desk.get(address + "?name=Seventy"))
    assert "checked" in form[form.index('name="unknown:person.age"') :][:200]


def test_trying_saves_nothing(desk: Client, draft: DraftService) -> None:
    sent = {**EXAMPLE, "act": "try", "revision": draft.revision}
    page = content(desk.post(at(draft, "rule_example"), sent, headers=HTMX))
    assert page.count("govuk-tag--green") == 2
    assert fresh(draft).content == draft.content


def test_facts_that_nobody_knows_are_kept_until_emptied(desk: Client, draft: DraftService, editor: Any) -> None:
    strange = {**EXAMPLE, "fact:person.shoe_size": "42", "revision": draft.revision}
    desk.post(at(draft, "rule_example"), strange)
    assert fresh(draft).content["examples"][-1]["facts"]["person.shoe_size"] == "42"
    page = content(desk.get(at(draft, "rule_example") + "?name=Seventy"))
    assert 'name="fact:person.shoe_size"' in page
    emptied = {**strange, "name_before": "Seventy", "fact:person.shoe_size": "", "revision": fresh(draft).revision}
    desk.post(at(draft, "rule_example"), emptied)
    assert "person.shoe_size" not in fresh(draft).content["examples"][-1]["facts"]


def test_an_example_is_taken_out(desk: Client, draft: DraftService) -> None:
    desk.post(at(draft, "rule_remove_example"), {"name": "Sixty-four", "revision": draft.revision})
    assert "Sixty-four" not in [example["name"] for example in fresh(draft).content["examples"]]


# -- texts -------------------------------------------------------------------------------------------------------------


def test_a_text_that_lacks_is_marked_and_filled_in(desk: Client, draft: DraftService) -> None:
    address = at(draft, "rule_edit_text", "gets")
    whole = {
        f"{key}_{language}": f"{key} {language}" for key in ("receives", "takes", "next") for language in ("az", "en")
    }
    russian = {f"{key}_ru": "текст" for key in ("receives", "takes")}
    desk.post(address, {**whole, **russian, "revision": draft.revision})
    assert fresh(draft).texts["next"] == {"az": "next az", "en": "next en"}
    page = content(desk.get(at(draft, "rule_texts")))
    assert page.count("dost-sides__one--lacks") == 1
    desk.post(address, {**whole, **russian, "next_ru": "дальше", "revision": fresh(draft).revision})
    assert fresh(draft).texts["next"]["ru"] == "дальше"
    assert "dost-sides__one--lacks" not in content(desk.get(at(draft, "rule_texts")))


def test_what_its_awards_count_as_is_chosen_and_read_in_words(desk: Client, draft: DraftService) -> None:
    form = desk.get(at(draft, "rule_edit_text", "order")).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value()}
    data |= {"digitized": "on", "revision": draft.revision, "act": "save"}
    desk.post(at(draft, "rule_edit_text", "order"), {**data, "counts_as": ["benefit.survivor", "benefit.infant"]})
    assert fresh(draft).texts["counts_as"] == ["benefit.survivor", "benefit.infant"]
    page = content(desk.get(at(draft, "rule_texts")))
    assert "Bir yaşınadək uşağa görə müavinət" in page
    with translation.override("ru"):
        told = words.value(["benefit.survivor", "benefit.infant"], "texts.counts_as")
    assert told == "Пособие по потере кормильца, Пособие на ребёнка до года"

    data |= {"revision": fresh(draft).revision}
    desk.post(at(draft, "rule_edit_text", "order"), data)
    assert "counts_as" not in fresh(draft).texts


@pytest.mark.parametrize("name", ["names", "gets", "words", "open", "papers", "sheet", "order"])
def test_saving_a_part_as_it_is_changes_nothing(desk: Client, draft: DraftService, name: str) -> None:
    form = desk.get(at(draft, "rule_edit_text", name)).context["form"]
    data: dict[str, Any] = {"revision": draft.revision, "act": "save"}
    for bound in form:
        value = bound.value()
        if value is None or value is False or value == "":
            continue
        data[bound.html_name] = value if isinstance(value, list) else "on" if value is True else str(value)
    assert desk.post(at(draft, "rule_edit_text", name), data).status_code == 302
    now = fresh(draft)
    assert now.texts == draft.texts
    assert now.revision == draft.revision


def test_words_papers_and_the_sheet_are_brought_to_the_form_of_a_file(desk: Client, draft: DraftService) -> None:
    words = {"words_az": "bir\niki, üç\nbir", "words_en": "one", "words_ru": "один"}
    desk.post(at(draft, "rule_edit_text", "words"), {**words, "revision": draft.revision})
    assert fresh(draft).texts["words"]["az"] == ["bir", "iki", "üç"]
    papers = {"documents-0_az": "Pasport", "documents-0_en": "A passport", "documents-0_ru": "Паспорт"}
    form = {**papers, "steps-0_az": "Addım", "revision": fresh(draft).revision}
    more = content(desk.post(at(draft, "rule_edit_text", "papers"), {**form, "act": "more"}))
    assert "Pasport" in more
    desk.post(at(draft, "rule_edit_text", "papers"), form)
    sheet = fresh(draft).texts["passport"]
    assert sheet["documents"] == [{"az": "Pasport", "en": "A passport", "ru": "Паспорт"}]
    assert sheet["steps"] == [{"az": "Addım"}]
    assert sheet["fee"] == "0"
    paused = {"state": "paused", "until": "2027-06-01", "note_az": "Yayda", "revision": fresh(draft).revision}
    desk.post(at(draft, "rule_edit_text", "open"), paused)
    assert fresh(draft).texts["availability"] == {"state": "paused", "until": "2027-06-01", "note": {"az": "Yayda"}}
