"""The published definitions of ISO 20022 messages, which test-only packages bring (`requirements-schemas.txt`).

The schemas are read as files: what the packages that hold them would import is not installed. Messages with every
element that a definition knows are made from the data classes of `pyiso20022`.

Of a choice one alternative stands (`pick` says which); of what is `REPEATED` there are two.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Hashable
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import UnionType
from typing import Any, cast

from lxml import etree
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.models.datatype import XmlDate, XmlDateTime

MOMENT = XmlDateTime.from_datetime(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
REPEATED = {"sts_rsn_inf", "addtl_inf", "tx_inf_and_sts", "ntfctn", "ntry", "ntry_dtls", "tx_dtls", "tx_inf"}
TEXTS = {
    "orgnl_uetr": "8d6d3f3e-1b2c-4d5e-8f90-a1b2c3d4e5f6",
    "iban": "AZ73IBAZ38090019449306217116",
    "bicfi": "IBAZAZ2X",
    "any_bic": "IBAZAZ2X",
    "ccy": "AZN",
}


def schema(package: str, *path: str) -> etree.XMLSchema:
    """A schema that lies in a package."""
    found = find_spec(package)
    assert found is not None
    assert found.submodule_search_locations
    return etree.XMLSchema(etree.parse(str(Path(found.submodule_search_locations[0], *path))))


def module(message: str) -> Any:
    """The data classes of a message such as `pain.002.001.10`."""
    name = message.replace(".", "_")
    return import_module(f"pyiso20022.{name[:4]}.{name}.{name}")


def every(kind: type[Any], *, pick: int = 0) -> Any:
    """An object of a data class with every field set."""
    hints = _hints(cast(Hashable, kind))
    fields = [field for field in dataclasses.fields(kind) if field.init]
    if kind.__name__.endswith("Choice"):
        chosen = fields[pick % len(fields)]
        return kind(**{chosen.name: _value(chosen, hints[chosen.name], pick)})
    return kind(**{field.name: _value(field, hints[field.name], pick) for field in fields})


def written(document: Any) -> bytes:
    """A document as XML."""
    return str(XmlSerializer().render(document)).encode()


@functools.cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(cast(Any, kind))


def _value(field: dataclasses.Field[Any], hint: Any, pick: int) -> Any:
    if typing.get_origin(hint) is list:
        return [_value(field, typing.get_args(hint)[0], pick) for _ in range(1 + (field.name in REPEATED))]
    if isinstance(hint, UnionType) or typing.get_origin(hint) is typing.Union:
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    if hint is object:
        return None
    if dataclasses.is_dataclass(hint):
        return every(typing.cast("type[Any]", hint), pick=pick)
    if issubclass(hint, Enum):
        return next(iter(hint))
    plain: dict[type[Any], Any] = {
        bool: True,
        Decimal: Decimal("600.00"),
        XmlDate: XmlDate(2026, 12, 1),
        XmlDateTime: MOMENT,
        int: 2,
    }
    return plain.get(hint) or _text(field)


def _text(field: dataclasses.Field[Any]) -> str:
    if field.name in TEXTS:
        return TEXTS[field.name]
    pattern = str(field.metadata.get("pattern", ""))
    if "[0-9]" in pattern:
        return "2"
    return "X" * int(field.metadata.get("max_length", 4) if field.metadata.get("max_length", 9) < 5 else 4)
