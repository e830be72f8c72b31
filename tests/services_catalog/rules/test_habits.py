"""What people write from habit: the words they mean, and what is no habit of anybody."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from services_catalog.rules import habits
from services_catalog.rules.lexer import KEYWORDS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("və person.alive", ("və", "AND")),
        ("VƏ YA person.alive", ("VƏ YA", "OR")),
        ("əks  halda 0", ("əks  halda", "ELSE")),
        ("İLİ", ("İLİ", "")),
        ("person.alive", ("person.alive", "")),
        (")", (")", "")),
    ],
)
def test_a_word_is_read_whole_and_two_where_they_mean_one_thing(text: str, found: tuple[str, str]) -> None:
    assert habits.word_at(text, 0) == found


@pytest.mark.parametrize(("word", "plain"), [("person.аge", "person.age"), ("əmək.növ", "emek.nov"), ("Ж", "")])
def test_letters_that_look_alike_are_written_plainly(word: str, plain: str) -> None:
    assert habits.name_alike(word) == plain


@pytest.mark.parametrize(("before", "share"), [("x * 65", "0.65"), ("12.5 ", "0.125"), ("100", "1"), ("x", "")])
def test_a_sign_of_per_cent_is_a_share(before: str, share: str) -> None:
    assert habits.share_before(before) == share


@pytest.mark.parametrize(
    ("text", "meant"), [("true", "TRUE"), ("Xeyr", "FALSE"), ("65", "65"), ("və", ""), ("81_100", "")]
)
def test_a_text_that_is_a_truth_or_a_number(text: str, meant: str) -> None:
    assert habits.of_text(text) == meant


def test_where_an_operator_is_missing_sql_is_answered_too() -> None:
    with translation.override("en"):
        assert habits.of_operators("ve") == "Did you mean AND?"
        assert habits.of_operators("like") == "Texts are only compared as a whole: = or IN (…)."
        assert habits.of_operators("person") == ""


def test_whatever_is_meant_is_of_the_language() -> None:
    assert {word for meant in habits.MEANT.values() for word in meant.split() if word.isupper()} <= KEYWORDS
    assert all(word == word.lower() for word in habits.MEANT)


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    if text:
        found, _meant = habits.word_at(text, 0)
        assert text.startswith(found)
    habits.name_alike(text)
    habits.share_before(text)
    habits.of_text(text)
