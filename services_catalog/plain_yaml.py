"""YAML as the catalogue's files have it: one form for one content, so that two exports can be compared as text.

Mappings and lists of mappings are written over lines, lists of plain values as `[a, b]`, texts in their own letters;
a key is quoted only where YAML would take it for something else (`on` it would; our reader does not).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import yaml

WIDTH: Final = 118
_MAP, _STR, _INT, _FLOAT, _BOOL = (f"tag:yaml.org,2002:{name}" for name in ("map", "str", "int", "float", "bool"))


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
