from __future__ import annotations

from typing import Any

import pytest

from dost.studio.forms.document import DocumentForm

SENT = {
    "title_az": "Arayış",
    "title_en": "Certificate",
    "title_ru": "Справка",
    "states": "person.age\n\n  person.alive ",
    "text_az": "{person}   yaşı: {person.age}.\r\n[person.alive]  Yaşayır.\r\n",
    "text_en": "{person} is {person.age}.\n\nIs alive.",
    "text_ru": "{person}, возраст: {person.age}.\nЖив.",
}
DOCUMENT = {
    "title": {"az": "Arayış", "en": "Certificate", "ru": "Справка"},
    "states": ["person.age", "person.alive"],
    "text": [
        {
            "az": "{person} yaşı: {person.age}.",
            "en": "{person} is {person.age}.",
            "ru": "{person}, возраст: {person.age}.",
        },
        {"az": "Yaşayır.", "en": "Is alive.", "ru": "Жив.", "when": "person.alive"},
    ],
}


def written(**changes: str) -> Any:
    form = DocumentForm({**SENT, **changes})
    assert form.is_valid(), form.errors
    return form.written()["document"]


def test_lines_are_sentences_and_a_fact_in_brackets_says_when() -> None:
    assert written() == DOCUMENT


def test_what_is_begun_from_comes_back_as_it_was() -> None:
    begun = DocumentForm.begin({"document": DOCUMENT})
    assert begun["text_az"] == "{person} yaşı: {person.age}.\n[person.alive] Yaşayır."
    assert begun["text_en"].endswith("Is alive.")  # the fact is named once, in Azerbaijani
    assert written(**begun) == DOCUMENT


@pytest.mark.parametrize("content", [{}, {"document": None}, {"document": "x"}, {"document": {}}])
def test_a_version_without_a_document_begins_empty(content: Any) -> None:
    assert set(DocumentForm.begin(content).values()) == {""}


def test_nothing_said_takes_it_out_and_anything_keeps_it() -> None:
    nothing = dict.fromkeys(SENT, "")
    assert written(**nothing) is None
    assert written(**{**nothing, "title_az": "Arayış"}) == {"title": {"az": "Arayış"}, "text": []}
    assert written(**{**nothing, "states": "person.age"}) == {"title": {}, "states": ["person.age"], "text": []}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"text_ru": "Жив."}, ["text_ru"]),
        ({"text_en": "One.\nTwo.\nThree."}, ["text_en"]),
        ({"text_az": "Yaşayır."}, ["text_en", "text_ru"]),
    ],
)
def test_each_sentence_stands_in_all_three_languages(changes: dict[str, str], wrong: list[str]) -> None:
    form = DocumentForm({**SENT, **changes})
    assert sorted(form.errors) == wrong
    assert form.errors[wrong[0]] == ["As many lines as in Azerbaijani."]


@pytest.mark.parametrize("line", ["[not a fact] Yaşayır.", "Yaşayır [person.alive].", "[person.alive"])
def test_brackets_that_name_no_fact_at_the_start_are_part_of_the_sentence(line: str) -> None:
    assert written(text_az=line, text_en="x", text_ru="х")["text"] == [{"az": line, "en": "x", "ru": "х"}]
