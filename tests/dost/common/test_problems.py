"""What went wrong with what is sent out, in the language of the reader."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.common.problems import PROBLEMS, problem_in_words


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("timeout 5", "did not answer within 5 s"),
        ("AC04", "AC04"),
        ("the account is closed", "the account is closed"),
        ("", ""),
    ],
)
def test_a_problem_is_said_in_the_language_of_the_reader(kept: str, said: str) -> None:
    with translation.override("en"):
        assert problem_in_words(kept) == said
    with translation.override("az"):
        assert (problem_in_words(kept) == said) is not kept.startswith("timeout")


@pytest.mark.parametrize("code", PROBLEMS)
@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_problem_of_the_house_has_words_in_every_language(code: str, language: str) -> None:
    with translation.override("en"):
        english = problem_in_words(code)
    with translation.override(language):
        assert problem_in_words(code) not in {english, code}


def test_particulars_stand_behind_the_words() -> None:
    with translation.override("en"):
        assert problem_in_words("returned_partly AC04 closed") == "only a part of the payment came back (AC04 closed)"
