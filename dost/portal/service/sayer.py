"""Texts of the catalogue in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sayer:
    """Says texts in one language, in Azerbaijani where it has none."""

    language: str

    def __call__(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language) or texts.get("az", "")

    def each(self, many: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
        """Say several texts, in order."""
        return tuple(self(texts) for texts in many)
