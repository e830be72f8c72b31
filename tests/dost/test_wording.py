"""What pages and messages say: one word for one thing, and no sentence that native readers have mended once."""

from __future__ import annotations

import pytest

from tests.wording import FORBIDDEN, OFFICIAL, Forbidden, asks_without_asking, catalogue_texts, forbidden_in, page_texts


@pytest.mark.parametrize("one", FORBIDDEN, ids=lambda one: f"{one.language} {one.example}")
def test_a_forbidden_word_is_caught_and_what_is_said_instead_is_not(one: Forbidden) -> None:
    assert one.instead in forbidden_in(one.language, one.example)
    assert one.instead not in forbidden_in(one.language, one.instead)


def test_pages_use_no_forbidden_word() -> None:
    wrong = [
        f"{language}: {text!r} – say {', '.join(instead)}"
        for _msgid, language, text in page_texts()
        if (instead := forbidden_in(language, text))
    ]
    assert wrong == []


def test_questions_on_pages_ask() -> None:
    assert [text for _msgid, language, text in page_texts() if language == "az" and asks_without_asking(text)] == []


@pytest.mark.parametrize(
    ("text", "asks_not"),
    [
        ("Şəxs sağdır?", True),
        ("Şəxs sağdırmı?", False),
        ("Doğum aktı var?", True),
        ("Neçə boş iş yeriniz var?", False),
        ("Qeydiyyat üçün bu lazımdır. Hansı gün gəlirsiniz?", False),
        ("Yeni məmulat lazımdır, yoxsa təmir?", False),
    ],
)
def test_what_a_question_is(text: str, asks_not: bool) -> None:
    assert asks_without_asking(text) is asks_not


@pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in OFFICIAL for name in OFFICIAL[language]]
)
def test_an_exception_goes_when_nothing_needs_it_any_more(language: str, name: str) -> None:
    texts = [
        text for found in (catalogue_texts(), page_texts()) for _where, said_in, text in found if said_in == language
    ]
    assert any(name in text for text in texts)
