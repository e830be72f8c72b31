from __future__ import annotations

import pytest
from django.utils import translation

from dost.cases import verification
from registries.bridge import directory
from registries.bridge.confirmations import CONFIRMATIONS, confirmation
from services_catalog import schema


@pytest.mark.parametrize("code", CONFIRMATIONS)
def test_every_confirmation_is_a_question_that_its_institution_answers(code: str) -> None:
    institution, _dot, name = code.partition(".")

    assert directory.profile(institution).question(name).name == name


def test_the_catalogue_may_name_them_and_the_road_knows_how_to_ask_them() -> None:
    assert tuple(CONFIRMATIONS) == schema.QUESTIONS
    assert verification.QUESTIONS.keys() == CONFIRMATIONS.keys()


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_confirmation_has_words(language: str) -> None:
    with translation.override("en"):
        english = {code: confirmation(code) for code in CONFIRMATIONS}
    with translation.override(language):
        assert [code for code in CONFIRMATIONS if confirmation(code) in (code, english[code])] == []


def test_one_that_nobody_has_given_words_is_called_by_its_code() -> None:
    assert confirmation("DIN.shoe_size") == "DIN.shoe_size"
