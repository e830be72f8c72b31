"""YAML as the catalogue's files have it: the one reader of all of them, and one form in which they are written.

What is read is plain, as YAML 1.2 has it: texts, `true` and `false`, decimal numbers (exact), days, lists, mappings.
What YAML 1.1 would make of `0340` (224), `12:30` (750) and `yes` (true) nobody means: a number with a zero in front is
refused, the others are texts. Refused too: tags, a key written twice, characters that no database keeps, and whatever
is larger, deeper or unfolds to more than a file of ours ever does.

What is written has one form for one content, so that two exports can be compared as text. Mappings and lists of
mappings are written over lines, lists of plain values as `[a, b]`, texts in their own letters; a key is quoted only
where YAML would take it for something else (`on` it would; our reader does not).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

import yaml
from django.utils.translation import gettext as _

WIDTH: Final = 118
MAX_BYTES: Final = 1_000_000
MAX_VALUES: Final = 50_000
DEEPEST: Final = 40

Where = tuple[str | int, ...]
"""The place of a value: `("versions", 0, "basis")`."""
Note = Callable[[Where, int], None]
"""Told the line of every value, by its place."""

_MAP, _STR, _INT, _FLOAT, _BOOL = (f"tag:yaml.org,2002:{name}" for name in ("map", "str", "int", "float", "bool"))
_SEQ, _NULL, _DAY, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("seq", "null", "day", "merge"))
_MOMENT, _REFUSED = "tag:yaml.org,2002:timestamp", "tag:dost,2026:refused"
_PLAIN: Final = (
    (_NULL, r"~|null|Null|NULL|", "~nN"),
    (_BOOL, r"true|True|TRUE|false|False|FALSE", "tTfF"),
    (_DAY, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    (_MOMENT, r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:.*", "0123456789"),
    (_REFUSED, r"[-+]?0[0-9_]+(?:\.[0-9_]*)?|[-+]?0[xob][0-9a-fA-F_]+", "-+0"),
    (
        _REFUSED,
        r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    (_INT, r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    (_FLOAT, r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)", "-+.0123456789"),
    (_MERGE, r"<<", "<"),
)
"""What a word without quotation marks is, by its form and first sign; anything else is a text."""
_LONGEST_NUMBER: Final = 40
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class PlainYamlError(ValueError):
    """A file that is not YAML, or not plain: the line, what is wrong there, and what would be right."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(f"{line}: {message}")


def read(raw: bytes, note: Note | None = None) -> Any:
    """Return the content of a YAML file: dict, list, str, bool, int, Decimal, date, None. Raises PlainYamlError."""
    if len(raw) > MAX_BYTES:
        raise PlainYamlError(1, _("The file is larger than a megabyte; split it."))
    try:
        loader = _Loader(raw.decode("utf-8"))
        node = loader.get_single_node()
        if node is None:
            return None
        return _Builder(loader, note or _no_note).build(node, (), node.start_mark.line + 1)
    except UnicodeDecodeError:
        raise PlainYamlError(1, _("The file is not UTF-8; save it as UTF-8.")) from None
    except yaml.YAMLError as error:
        raise _not_yaml(error) from None
    except RecursionError:
        raise PlainYamlError(1, _("The file is nested too deeply.")) from None


class _Loader(yaml.SafeLoader):
    """The safe loader, bounded while it reads: depth, values; without tags and directives."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    composed = 0

    def fetch_tag(self) -> None:
        """No value says of itself what it is."""
        self._refuse(_("Only plain values, lists and mappings are understood here."))

    def fetch_directive(self) -> None:
        """No file says how it is to be read."""
        self._refuse(_("Leave out the lines that begin with “%”."))

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:  # noqa: N803 - yaml's own name
        """Lists within lists end somewhere; yaml's own time grows with the square of their depth."""
        if self.flow_level >= DEEPEST:
            self._refuse(_("The file is nested too deeply."))
        super().fetch_flow_collection_start(TokenClass)

    def add_indent(self, column: int) -> bool:
        """The same for what is set in by spaces."""
        if len(self.indents) >= DEEPEST:
            self._refuse(_("The file is nested too deeply."))
        return bool(super().add_indent(column))

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Count the values as they come, not when all are there."""
        self.composed += 1
        if self.composed > MAX_VALUES:
            self._refuse(_("The file unfolds to too much; use anchors sparingly and never inside themselves."))
        return super().compose_node(parent, index)

    def _refuse(self, message: str) -> NoReturn:
        raise PlainYamlError(self.get_mark().line + 1, message)


for _tag, _form, _first in _PLAIN:
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_form})\Z"), [*_first, *([""] if _tag == _NULL else [])])


class _Builder:
    """Turns YAML's nodes into values, telling their lines."""

    def __init__(self, loader: _Loader, note: Note) -> None:
        self.loader = loader
        self.note = note
        self.open: list[int] = []
        self.merged: set[int] = set()
        self.values = 0

    def fail(self, node: yaml.Node, message: str) -> PlainYamlError:
        return PlainYamlError(node.start_mark.line + 1, message)

    def build(self, node: yaml.Node, where: Where, line: int) -> Any:
        self.note(where, line)
        self.values += 1
        if self.values > MAX_VALUES or id(node) in self.open:
            raise self.fail(node, _("The file unfolds to too much; use anchors sparingly and never inside themselves."))
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        self.open.append(id(node))
        value = self.mapping(node, where) if isinstance(node, yaml.MappingNode) else self.sequence(node, where)
        self.open.pop()
        return value

    def scalar(self, node: yaml.ScalarNode) -> Any:
        text = self.text(node)
        match node.tag:
            case "tag:yaml.org,2002:null":
                return None
            case "tag:yaml.org,2002:bool":
                return text.lower() == "true"
            case "tag:yaml.org,2002:int" | "tag:yaml.org,2002:float":
                return self.number(node)
            case "tag:yaml.org,2002:day":
                return self.day(node)
            case "tag:yaml.org,2002:timestamp":
                raise self.fail(node, _("Put %(value)s in quotation marks.") % {"value": text})
            case "tag:dost,2026:refused":
                raise self.refused(node)
        return text

    def text(self, node: yaml.ScalarNode) -> str:
        """The text of a value or key, if a database can keep it."""
        found = _UNSTORABLE.search(node.value)
        if found is not None:
            raise self.fail(
                node,
                _("A text here has the character U+%(code)s, which is none; remove it.")
                % {"code": f"{ord(found.group()):04X}"},
            )
        return str(node.value)

    def number(self, node: yaml.ScalarNode) -> int | Decimal:
        if len(node.value) > _LONGEST_NUMBER:
            raise self.fail(node, _("The number is too large."))
        return int(node.value) if node.tag == _INT else Decimal(node.value)

    def day(self, node: yaml.ScalarNode) -> date:
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            raise self.fail(node, _("%(value)s does not exist.") % {"value": node.value}) from None

    def refused(self, node: yaml.ScalarNode) -> PlainYamlError:
        """What is wrong with a number that is written as nobody writes one here."""
        value = node.value[:_LONGEST_NUMBER]
        if re.fullmatch(r"[-+]?0[0-9]+(?:\.[0-9]*)?", value):
            said = _("%(value)s begins with a zero: write %(number)s, or put it in quotation marks if it is a text.")
            return self.fail(node, said % {"value": value, "number": f"{Decimal(value):f}"})
        return self.fail(node, _("%(value)s is not a number; write digits, such as 600.50.") % {"value": value})

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
            name = self.text(key)
            if name in seen:
                raise self.fail(key, _("“%(key)s” is written twice here; keep one.") % {"key": name[:80]})
            seen.add(name)
        try:
            self.loader.flatten_mapping(node)
        except yaml.constructor.ConstructorError:
            raise self.fail(node, _("What follows << must be an anchored mapping, such as <<: *rule.")) from None


def _no_note(_where: Where, _line: int) -> None:
    """For readers who need no lines."""


def _not_yaml(error: yaml.YAMLError) -> PlainYamlError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    hint = _("A text with “: ” or “#” in it needs quotation marks; lists and keys keep one indentation.")
    return PlainYamlError(line, _("This is not YAML (%(what)s). %(hint)s") % {"what": what, "hint": hint})


# -- writing -------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """The safe dumper, with lists set in from their keys and without references."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def _mapping(dumper: yaml.SafeDumper, value: Mapping[str, Any]) -> yaml.Node:
    pairs = [
        (yaml.ScalarNode(_BOOL if key == "on" else _STR, key), dumper.represent_data(item))
        for key, item in value.items()
    ]
    return yaml.MappingNode(_MAP, pairs, flow_style=not pairs)


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    node: yaml.SequenceNode = dumper.represent_sequence("tag:yaml.org,2002:seq", value)
    node.flow_style = not any(isinstance(item, Mapping | list) for item in value)
    return node


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    text = f"{value:f}"
    return yaml.ScalarNode(_FLOAT if "." in text else _INT, text)


for _tag, _form, _first in _PLAIN:  # a text that reads as something else goes into quotation marks
    _Dumper.add_implicit_resolver(_tag, re.compile(rf"(?:{_form})\Z"), [*_first])
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(Decimal, _decimal)


def dump(value: Any) -> str:
    """Return plain values (dict, list, str, int, bool, date, Decimal, None) as YAML; keys keep their order."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, width=WIDTH, sort_keys=False)
    assert isinstance(text, str)
    return text


def number(value: Decimal) -> int | Decimal:
    """Return a number as people write it: whole ones without decimals."""
    return int(value) if value == int(value) else value.normalize()


def money(value: Decimal) -> int | Decimal:
    """Return an amount as people write it: 600, or 600.50."""
    return int(value) if value == int(value) else round(value, 2)


def dated(value: Any) -> Any:
    """Return a text that is a day as that day, so that it is written without quotation marks."""
    if isinstance(value, str) and len(value) == len("2026-07-01"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
