"""YAML that remembers where everything was written, so that every error can name its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import plain_yaml
from .plain_yaml import Where

__all__ = ["CatalogueError", "Document", "Problem", "Where", "parse_document", "read_document", "shown"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a catalogue file; `message` says what is wrong and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CatalogueError(ValueError):
    """Files that cannot be used as they are, with every problem found in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Document:
    """A YAML file: its `data`, and the line of each value by its place (`("versions", 0, "basis")`)."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, where: Where) -> int:
        """Return the line of a place, or of the nearest place around it that was written."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, message: str) -> Problem:
        """Return a problem that points at a place of this file."""
        return Problem(self.file, self.line(where), message)


def read_document(path: Path) -> Document:
    """Read one YAML file; raises `CatalogueError` naming the line of what is not YAML, or not plain."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = _("cannot be read: %(reason)s") % {"reason": error.strerror or str(error)}
        raise CatalogueError([Problem(shown(path), 1, message)]) from None
    return parse_document(raw, shown(path))


def parse_document(raw: bytes, name: str) -> Document:
    """Read the content of a YAML file that is called `name`; raises `CatalogueError` as `read_document` does."""
    document = Document(name)
    try:
        document.data = plain_yaml.read(raw, document.lines.__setitem__)
    except plain_yaml.PlainYamlError as error:
        raise CatalogueError([Problem(name, error.line, error.message)]) from None
    return document


def shown(path: Path) -> str:
    """Return the path as people type it: relative to where they are, if it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
