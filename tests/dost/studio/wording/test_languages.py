from __future__ import annotations

import pytest
from django.utils import translation

from dost.studio.wording.languages import languages_reader_first, reader_language, three_texts


@pytest.mark.parametrize(("page", "language"), [("az", "az"), ("ru", "ru"), ("en-gb", "en"), ("de", "az")])
def test_pages_are_in_one_of_three_languages(page: str, language: str) -> None:
    with translation.override(page):
        assert reader_language() == language
        assert languages_reader_first()[0] == language
        assert sorted(languages_reader_first()) == ["az", "en", "ru"]


def test_a_text_is_shown_in_the_readers_language_else_in_any() -> None:
    with translation.override("ru"):
        texts = three_texts({"az": "Uşaq", "en": ""})

    assert texts.here == "Uşaq"
    assert texts.missing == ("Русский", "English")


@pytest.mark.parametrize("wrong", [None, "", "Uşaq", ["Uşaq"]])
def test_what_is_no_text_lacks_everywhere(wrong: object) -> None:
    texts = three_texts(wrong)

    assert texts.here == ""
    assert len(texts.missing) == 3
