"""The three languages: that of the reader, what each calls itself, and texts that stand in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation

from services_catalog.schema import LANGUAGES

NAMES: Final[Mapping[str, str]] = {"az": "Azərbaycanca", "en": "English", "ru": "Русский"}
"""What the three languages call themselves."""


def reader_language() -> str:
    """Return the language of the page: az, en or ru."""
    language = (translation.get_language() or "az")[:2]
    return language if language in LANGUAGES else "az"


def languages_reader_first() -> list[str]:
    """Return the three languages, that of the page first."""
    first = reader_language()
    return [first, *(language for language in LANGUAGES if language != first)]


@dataclass(frozen=True, slots=True)
class ThreeTexts:
    """A text in three languages, the reader's first: (language, its name, text); `missing` are those that lack."""

    all: tuple[tuple[str, str, str], ...]

    @property
    def here(self) -> str:
        """The text in the reader's language, else in any."""
        return next((text for _language, _name, text in self.all if text), "")

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the languages in which there is no text."""
        return tuple(name for _language, name, text in self.all if not text)


def three_texts(texts: Any) -> ThreeTexts:
    """Return a mapping by language as a page shows it; anything else is a text that lacks everywhere."""
    known = texts if isinstance(texts, Mapping) else {}
    return ThreeTexts(
        tuple((language, NAMES[language], str(known.get(language) or "")) for language in languages_reader_first())
    )
