"""What the registries hold about one person, current and past, for whoever may be shown it: the person themselves."""

from .read import (
    Correction,
    FieldValue,
    Held,
    HeldRecord,
    HeldRegistry,
    Incomplete,
    RecordState,
    Value,
    holding_of,
    holdings_of,
    with_closed,
)
from .tables import REGISTRIES, RegistryOf, TableOf

__all__ = [
    "REGISTRIES",
    "Correction",
    "FieldValue",
    "Held",
    "HeldRecord",
    "HeldRegistry",
    "Incomplete",
    "RecordState",
    "RegistryOf",
    "TableOf",
    "Value",
    "holding_of",
    "holdings_of",
    "with_closed",
]
