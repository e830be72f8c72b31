"""What the registries hold about one person, current and past, for whoever may be shown it: the person themselves."""

from .read import Correction, FieldValue, Held, HeldRecord, HeldRegistry, Incomplete, RecordState, Value, holdings_of
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
    "holdings_of",
]
