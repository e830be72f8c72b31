"""Somebody who answers the screening's questions, page by page."""

from __future__ import annotations

from typing import Any, Final

from django.test import Client

from dost.ui.languages import in_language

BORN: Final = {"born-d": "1", "born-m": "2", "born-y": "1955"}


class Visitor(Client):
    """Opens the screening in one language; `begin` leads to the list of people with the visitor in it."""

    def __init__(self, language: str = "en", **defaults: Any) -> None:
        super().__init__(**defaults)
        self.language = language

    def generic(self, method: str, path: Any, *given: Any, **named: Any) -> Any:
        """Ask for the page in the visitor's language."""
        return super().generic(method, in_language(str(path), self.language), *given, **named)

    def begin(self, **person: str) -> None:
        """Begin, and tell of oneself."""
        assert self.post("/screening/begin/").status_code == 302
        response = self.post("/screening/pages/1/people/0/", {"sex": "F", **BORN, **person})
        assert response.status_code == 302, response.content.decode()

    def everybody(self) -> None:
        """Go on from the list of people."""
        assert self.post("/screening/pages/1/").status_code == 302

    def carried(self) -> str:
        """What the visitor's browser carries."""
        return str(self.cookies[f"screening-{self.language}"].value)
