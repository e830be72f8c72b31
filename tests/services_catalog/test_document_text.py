"""The text of a document as a file writes it, and the placeholders in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.document_text import MOST_STATEMENTS, filled, placeholders, read_document_text
from services_catalog.located import parse_document
from services_catalog.schema import Reader

WHERE = ("document",)
TITLE = "  title: {az: Arayış, en: Certificate, ru: Справка}\n"
SENTENCE = "    - {az: Yaşayır., en: Is alive., ru: Жив.}\n"
WHOLE = f"""\
document:
{TITLE}  states: [person.age, person.alive]
  text:
    - az: "{{person}}, yaşı: {{person.age}}."
      en: "{{person}} is {{person.age}}."
      ru: "Возраст: {{person.age}}, {{person}}."
    - {{az: Yaşayır., en: Is alive., ru: Жив., when: person.alive}}
"""


def read(text: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """What is read of a document, and the problems with their lines."""
    document = parse_document(text.encode(), "05-98.yaml")
    reader = Reader(document)
    found = read_document_text(reader, document.data["document"], WHERE)
    return found, [(one.line, one.message) for one in reader.problems]


# -- placeholders ------------------------------------------------------------------------------------------------


def test_placeholders_are_found_in_their_order_and_filled() -> None:
    text = "{person}: {pension_award.amount}, {person}"
    assert placeholders(text) == ["person", "pension_award.amount", "person"]
    assert filled(text, {"person": "A", "pension_award.amount": "5"}) == "A: 5, A"


def test_what_has_no_value_is_not_left_in_a_document() -> None:
    with pytest.raises(KeyError, match=r"pension_award\.amount"):
        filled("{person}: {pension_award.amount}", {"person": "A"})


names = st.text("abc_.", min_size=1, max_size=5)
words = st.text(st.sampled_from("aə ж\n\\.:"), max_size=8)


@settings(max_examples=40)
@given(st.lists(st.tuples(words, names), max_size=4), words, st.sampled_from(["", "5", "{}", "\\1", "\\g<0>"]))
def test_values_stand_where_the_names_stood_whatever_they_are(parts: list[tuple[str, str]], end: str, one: str) -> None:
    text = "".join(f"{before}{{{name}}}" for before, name in parts) + end
    assert placeholders(text) == [name for _before, name in parts]
    values = {name: f"{one}{{{name}}}" for _before, name in parts}  # a value with braces is not filled again
    assert filled(text, values) == "".join(f"{before}{values[name]}" for before, name in parts) + end


# -- reading a file ----------------------------------------------------------------------------------------------


def test_a_text_is_read_as_it_is_kept() -> None:
    found, problems = read(WHOLE)
    assert problems == []
    assert found == {
        "title": {"az": "Arayış", "en": "Certificate", "ru": "Справка"},
        "states": ["person.age", "person.alive"],
        "text": [
            {
                "az": "{person}, yaşı: {person.age}.",
                "en": "{person} is {person.age}.",
                "ru": "Возраст: {person.age}, {person}.",
            },
            {"az": "Yaşayır.", "en": "Is alive.", "ru": "Жив.", "when": "person.alive"},
        ],
    }


def test_a_document_may_state_no_fact() -> None:
    found, problems = read(f"document:\n{TITLE}  text:\n{SENTENCE}")
    assert (found["states"], problems) == ([], [])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (TITLE, "", (2, "“title” is missing.")),
        ("ru: Справка", "ru: Spravka", (2, "This text has no Russian letters; write it in Russian.")),
        ("[person.age, person.alive]", "person.age", (3, "Here a list is expected: [a, b].")),
        ("person.alive]", "65]", (3, "Here a text is expected.")),
        ("person.alive]", f"{'x' * 121}]", (3, "The text is too long: at most 120 characters.")),
        ("{person} is {person.age}", "Is {person.age}", (6, "Each language names the same in braces; here it is not")),
        ("{person.age}, {person}.", "{person.age}.", (7, "Each language names the same in braces; here it is not")),
        ("en: Is alive., ", "", (8, "“en” is missing.")),
        ("when: person.alive", "when: 1", (8, "Here a text is expected.")),
        ("when: person.alive", f"when: {'x' * 121}", (8, "The text is too long: at most 120 characters.")),
        ("when: person.alive", "if: person.alive", (8, "“if” is not known here.")),
    ],
)
def test_what_is_wrong_is_told_at_its_place(before: str, after: str, told: tuple[int, str]) -> None:
    assert before in WHOLE
    _found, problems = read(WHOLE.replace(before, after))
    [(line, message)] = problems
    assert message.startswith(told[1])
    assert line == told[0] - (not after and before == TITLE)


def test_a_sentence_that_is_no_mapping_is_told_and_not_kept() -> None:
    found, problems = read(f"document:\n{TITLE}  text:\n    - Yaşayır.\n")
    assert found["text"] == [{}]
    assert problems == [(4, "Here a mapping is expected, with: az, en, ru.")]


@pytest.mark.parametrize(("sentences", "right"), [(0, False), (1, True), (MOST_STATEMENTS, True), (13, False)])
def test_a_document_has_one_to_twelve_sentences(sentences: int, right: bool) -> None:
    text = f"  text:\n{SENTENCE * sentences}" if sentences else "  text: []\n"
    found, problems = read(f"document:\n{TITLE}{text}")
    assert len(found["text"]) == sentences
    assert problems == ([] if right else [(3, "A document has one to 12 sentences.")])
