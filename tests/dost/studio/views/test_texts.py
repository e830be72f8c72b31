from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dost.studio.wording import words
from services_catalog.models import DraftService
from tests.dost.studio.drafted import at, content, fresh


def test_a_text_that_lacks_is_marked_and_filled_in(editing: Client, draft: DraftService) -> None:
    address = at(draft, "rule_edit_text", "gets")
    whole = {
        f"{key}_{language}": f"{key} {language}" for key in ("receives", "takes", "next") for language in ("az", "en")
    }
    russian = {f"{key}_ru": "текст" for key in ("receives", "takes")}
    editing.post(address, {**whole, **russian, "revision": draft.revision})
    assert fresh(draft).texts["next"] == {"az": "next az", "en": "next en"}
    page = content(editing.get(at(draft, "rule_texts")))
    assert page.count("dost-sides__one--lacks") == 1
    editing.post(address, {**whole, **russian, "next_ru": "дальше", "revision": fresh(draft).revision})
    assert fresh(draft).texts["next"]["ru"] == "дальше"
    assert "dost-sides__one--lacks" not in content(editing.get(at(draft, "rule_texts")))


@pytest.mark.parametrize("name", ["names", "gets", "words", "open", "papers", "sheet", "order"])
def test_saving_a_part_as_it_is_changes_nothing(editing: Client, draft: DraftService, name: str) -> None:
    form = editing.get(at(draft, "rule_edit_text", name)).context["form"]
    data: dict[str, Any] = {"revision": draft.revision, "act": "save"}
    for bound in form:
        value = bound.value()
        if value is None or value is False or value == "":
            continue
        data[bound.html_name] = value if isinstance(value, list) else "on" if value is True else str(value)
    assert editing.post(at(draft, "rule_edit_text", name), data).status_code == 302
    now = fresh(draft)
    assert now.texts == draft.texts
    assert now.revision == draft.revision


def test_words_papers_and_the_sheet_are_brought_to_the_form_of_a_file(editing: Client, draft: DraftService) -> None:
    words = {"words_az": "bir\niki, üç\nbir", "words_en": "one", "words_ru": "один"}
    editing.post(at(draft, "rule_edit_text", "words"), {**words, "revision": draft.revision})
    assert fresh(draft).texts["words"]["az"] == ["bir", "iki", "üç"]
    papers = {"documents-0_az": "Pasport", "documents-0_en": "A passport", "documents-0_ru": "Паспорт"}
    form = {**papers, "steps-0_az": "Addım", "revision": fresh(draft).revision}
    more = content(editing.post(at(draft, "rule_edit_text", "papers"), {**form, "act": "more"}))
    assert "Pasport" in more
    editing.post(at(draft, "rule_edit_text", "papers"), form)
    sheet = fresh(draft).texts["passport"]
    assert sheet["documents"] == [{"az": "Pasport", "en": "A passport", "ru": "Паспорт"}]
    assert sheet["steps"] == [{"az": "Addım"}]
    assert sheet["fee"] == "0"
    paused = {"state": "paused", "until": "2027-06-01", "note_az": "Yayda", "revision": fresh(draft).revision}
    editing.post(at(draft, "rule_edit_text", "open"), paused)
    assert fresh(draft).texts["availability"] == {"state": "paused", "until": "2027-06-01", "note": {"az": "Yayda"}}


def test_what_its_awards_count_as_is_chosen_and_read_in_words(editing: Client, draft: DraftService) -> None:
    form = editing.get(at(draft, "rule_edit_text", "order")).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value()}
    data |= {"digitized": "on", "revision": draft.revision, "act": "save"}
    editing.post(at(draft, "rule_edit_text", "order"), {**data, "counts_as": ["benefit.survivor", "benefit.infant"]})
    assert fresh(draft).texts["counts_as"] == ["benefit.survivor", "benefit.infant"]
    page = content(editing.get(at(draft, "rule_texts")))
    assert "Bir yaşınadək uşağa görə müavinət" in page
    with translation.override("ru"):
        told = words.value(["benefit.survivor", "benefit.infant"], "texts.counts_as")
    assert told == "Пособие по потере кормильца, Пособие на ребёнка до года"

    data |= {"revision": fresh(draft).revision}
    editing.post(at(draft, "rule_edit_text", "order"), data)
    assert "counts_as" not in fresh(draft).texts


def test_that_a_leak_would_harm_is_ticked_and_taken_back(editing: Client, draft: DraftService) -> None:
    form = editing.get(at(draft, "rule_edit_text", "order")).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value()} | {"act": "save"}
    editing.post(at(draft, "rule_edit_text", "order"), {**data, "sensitive": "on", "revision": draft.revision})
    assert fresh(draft).texts["sensitive"] is True
    assert "Başqası bilsə, zərər verə bilər" in content(editing.get(at(draft, "rule_texts")))
    editing.post(at(draft, "rule_edit_text", "order"), {**data, "revision": fresh(draft).revision})
    assert "sensitive" not in fresh(draft).texts


def test_how_sure_it_is_is_written_in_three_languages(editing: Client, draft: DraftService) -> None:
    form = editing.get(at(draft, "rule_edit_text", "order")).context["form"]
    assert [names for _label, names in form.groups] == [["note"]]
    data = {bound.html_name: bound.value() for bound in form if bound.value()}
    note = {"az": "Qanunda oxunub", "en": "Read in the law", "ru": "Прочитано в законе"}
    data |= {f"note_{language}": f" {text}\n" for language, text in note.items()}
    data |= {"digitized": "on", "revision": draft.revision, "act": "save"}
    assert editing.post(at(draft, "rule_edit_text", "order"), data).status_code == 302
    assert fresh(draft).texts["provenance"]["note"] == note
    page = content(editing.get(at(draft, "rule_texts")))
    assert "Qanunda oxunub" in page
    assert "“ru” is missing" not in page

    data |= {"revision": fresh(draft).revision, "note_ru": ""}
    editing.post(at(draft, "rule_edit_text", "order"), data)
    assert fresh(draft).texts["provenance"]["note"] == {"az": "Qanunda oxunub", "en": "Read in the law"}
    assert "“ru” çatmır" in content(editing.get(at(draft, "rule_texts")))
