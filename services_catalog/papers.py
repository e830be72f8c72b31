"""The papers that a passport asks for: what each is called, why it is asked for, where to get it, what one is like.

They stand in `catalogue/papers.yaml`, beside the phrases that passports name (`passport.documents`). A paper that the
state gets itself, by asking an institution, is shown where people come in person; nobody is asked to send it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from .laws import CATALOGUE
from .located import read_document
from .models import Service

PAPERS_FILE: Final = "papers.yaml"
Texts = Mapping[str, str]
"""A text by language: az, en, ru."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper by its code. `asked_of` is the question by which the state gets it itself (`DIN.identity`), or empty.

    One that somebody has written into a passport in the studio has no code, and nothing but its name.
    """

    code: str
    name: Texts
    why: Texts = field(default_factory=dict)
    where: Texts = field(default_factory=dict)
    example: Texts = field(default_factory=dict)
    asked_of: str = ""

    @property
    def is_had(self) -> bool:
        """Whether the state gets it itself."""
        return bool(self.asked_of)


def has_papers(root: Path) -> bool:
    """Whether a catalogue folder says anything of papers."""
    return (root / PAPERS_FILE).exists()


def documents_to_ask(service: Service) -> tuple[Paper, ...]:
    """Return the papers that somebody who applies for a service is asked to send, in the order of its passport.

    What the state gets itself is left out.
    """
    known = {_key(paper.name): paper for paper in papers().values()}
    written = [text for text in service.passport.get("documents", ()) if isinstance(text, Mapping)]
    named = [known.get(_key(text)) or Paper(code="", name=text) for text in written]
    return tuple(paper for paper in named if not paper.is_had)


@cache
def papers(root: Path = CATALOGUE) -> Mapping[str, Paper]:
    """Return the papers of this installation's files, by code; what is wrong in them `catalogue check` says."""
    if not has_papers(root):
        return {}
    written: Mapping[str, Mapping[str, Any]] = read_document(root / PAPERS_FILE).data
    phrases: Mapping[str, Mapping[str, str]] = read_document(root / "phrases.yaml").data
    return {
        code: Paper(
            code=code,
            name=_texts(phrases.get(code)),
            why=_texts(entry.get("why")),
            where=_texts(entry.get("where")),
            example=_texts(entry.get("example")),
            asked_of=str(entry.get("asked_of", "")),
        )
        for code, entry in written.items()
    }


def _texts(value: Any) -> dict[str, str]:
    return {str(key): " ".join(str(text).split()) for key, text in value.items()} if isinstance(value, Mapping) else {}


def _key(texts: Texts) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(texts.items()))
