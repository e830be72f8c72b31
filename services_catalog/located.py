"""YAML that remembers where everything was written, so that every error can name its file and line.

Differences from plain YAML: a key written twice is an error, decimals are exact (`Decimal`), only plain values,
lists and mappings exist, and one file is bounded in size and in what its anchors may unfold to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

MAX_BYTES = 1_000_000
MAX_VALUES = 50_000

Where = tuple[str | int, ...]

_FLOAT = "tag:yaml.org,2002:float"
_CONTAINERS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


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


class _Loader(yaml.SafeLoader):
    """The safe loader, with dates that must exist."""


class _Builder:
    """Turns YAML's nodes into values, writing down lines."""

    def __init__(self, document: Document, loader: _Loader) -> None:
        self.document = document
        self.loader = loader
        self.open: list[int] = []
        self.merged: set[int] = set()
        self.values = 0

    def fail(self, node: yaml.Node, message: str) -> CatalogueError:
        return CatalogueError([Problem(self.document.file, node.start_mark.line + 1, message)])

    def build(self, node: yaml.Node, where: Where, line: int) -> Any:
        self.document.lines[where] = line
        self.values += 1
        if self.values > MAX_VALUES or id(node) in self.open:
            raise self.fail(node, _("The file unfolds to too much; use anchors sparingly and never inside themselves."))
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if node.tag not in _CONTAINERS:
            raise self.fail(node, _("Only plain values, lists and mappings are understood here."))
        self.open.append(id(node))
        value = self.mapping(node, where) if isinstance(node, yaml.MappingNode) else self.sequence(node, where)
        self.open.pop()
        return value

    def scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag == _FLOAT:
            return self.decimal(node)
        try:
            value = self.loader.construct_object(node)
        except (ValueError, OverflowError):
            raise self.fail(node, _("%(value)s does not exist.") % {"value": node.value}) from None
        except yaml.constructor.ConstructorError:
            raise self.fail(node, _("Only plain values, lists and mappings are understood here.")) from None
        if value is not None and type(value) not in (str, bool, int, date):
            raise self.fail(node, _("Put %(value)s in quotation marks.") % {"value": node.value})
        return value

    def decimal(self, node: yaml.ScalarNode) -> Decimal:
        try:
            value = Decimal(node.value.replace("_", ""))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.fail(node, _("%(value)s is not a number; write digits, such as 600.50.") % {"value": node.value})
        return value

    def sequence(self, node: yaml.Node, where: Where) -> list[Any]:
        return [self.build(item, (*where, number), item.start_mark.line + 1) for number, item in enumerate(node.value)]

    def mapping(self, node: yaml.MappingNode, where: Where) -> dict[str, Any]:
        if id(node) not in self.merged:
            self.merge(node)
            self.merged.add(id(node))
        found: dict[str, Any] = {}
        for key, value in node.value:
            found[key.value] = self.build(value, (*where, key.value), key.start_mark.line + 1)
        return found

    def merge(self, node: yaml.MappingNode) -> None:
        """Write out `<<: *anchor`; once for a node, because it then holds keys twice, the later one counting."""
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.fail(key, _("A key is a plain word."))
            if key.value in seen:
                raise self.fail(key, _("“%(key)s” is written twice here; keep one.") % {"key": key.value})
            seen.add(key.value)
        try:
            self.loader.flatten_mapping(node)
        except yaml.constructor.ConstructorError:
            raise self.fail(node, _("What follows << must be an anchored mapping, such as <<: *rule.")) from None


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
    if len(raw) > MAX_BYTES:
        raise CatalogueError([Problem(document.file, 1, _("The file is larger than a megabyte; split it."))])
    try:
        loader = _Loader(raw.decode("utf-8"))
        node = loader.get_single_node()
        if node is not None:
            document.data = _Builder(document, loader).build(node, (), node.start_mark.line + 1)
    except UnicodeDecodeError:
        raise CatalogueError([Problem(document.file, 1, _("The file is not UTF-8; save it as UTF-8."))]) from None
    except yaml.YAMLError as error:
        raise CatalogueError([_not_yaml(document.file, error)]) from None
    except RecursionError:
        raise CatalogueError([Problem(document.file, 1, _("The file is nested too deeply."))]) from None
    return document


def shown(path: Path) -> str:
    """Return the path as people type it: relative to where they are, if it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _not_yaml(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    hint = _("A text with “: ” or “#” in it needs quotation marks; lists and keys keep one indentation.")
    return Problem(file, line, _("This is not YAML (%(what)s). %(hint)s") % {"what": what, "hint": hint})
