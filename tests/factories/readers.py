"""Whoever reads the public pages in a language: each language has its own addresses."""

from __future__ import annotations

from typing import Any

from django.test import Client

from dost.ui.languages import in_language


class Reader(Client):
    """Opens each address in one language, as somebody who went on from a page in it."""

    def __init__(self, language: str, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.language = language

    def generic(self, method: str, path: Any, *given: Any, **named: Any) -> Any:
        """Ask for the page in the reader's language."""
        return super().generic(method, in_language(str(path), self.language), *given, **named)
