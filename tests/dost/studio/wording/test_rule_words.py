from __future__ import annotations

import pytest
from django.utils import translation

from dost.studio.wording import rule_words
from services_catalog import schema
from services_catalog.vocabulary import vocabularies


@pytest.mark.parametrize("language", ["az", "en", "ru"])
@pytest.mark.parametrize("code", schema.QUESTIONS)
def test_what_institutions_are_asked_names_the_institution(code: str, language: str) -> None:
    with translation.override(language):
        told = rule_words.asked_of_institution(code)

    assert told.startswith(f"{code.partition('.')[0]}: ")
    assert code not in told


def test_every_basis_has_words() -> None:
    assert set(vocabularies()) - set(rule_words.BASIS) == set()


def test_codes_can_be_chosen_with_nothing_in_front() -> None:
    assert rule_words.choices({"a": "A"}, empty="None") == [("", "None"), ("a", "A")]
    assert rule_words.choices({"a": "A"}) == [("a", "A")]


def test_what_has_no_words_is_called_by_its_name() -> None:
    assert (rule_words.role("stranger"), rule_words.unit("parsec"), rule_words.unit("")) == ("stranger", "parsec", "")
