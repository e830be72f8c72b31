"""What the catalogue and the facts say: one word for one thing, and nothing that native readers have mended."""

from __future__ import annotations

from tests.wording import asks_without_asking, catalogue_texts, fact_texts, forbidden_in


def test_the_catalogue_uses_no_forbidden_word() -> None:
    wrong = [
        f"{where}, {language}: {text!r} – say {', '.join(instead)}"
        for where, language, text in catalogue_texts()
        if (instead := forbidden_in(language, text))
    ]
    assert wrong == []


def test_facts_and_rules_use_no_forbidden_word() -> None:
    wrong = [
        f"{name}, {language}: {text!r} – say {', '.join(instead)}"
        for name, language, text in fact_texts()
        if (instead := forbidden_in(language, text))
    ]
    assert wrong == []


def test_questions_of_the_catalogue_ask() -> None:
    asked = [text for _where, language, text in catalogue_texts() if language == "az" and "?" in text]
    assert len(asked) > 100
    assert [text for text in asked if asks_without_asking(text)] == []
