"""The catalogue as it is in force, and the change sets in which administrators prepare what is to come."""

from .catalogue import LANGUAGES, Parameter, ParameterValue, Service, ServiceVersion, in_language
from .finding import SearchConcept, SearchEntry, SearchTerm, SearchWord
from .studio import (
    ChangeSet,
    DraftParameter,
    DraftService,
    DraftShared,
    HistoryEntry,
    Preview,
    PreviewSeen,
    SharedKind,
    SharedVersion,
)

__all__ = [
    "LANGUAGES",
    "ChangeSet",
    "DraftParameter",
    "DraftService",
    "DraftShared",
    "HistoryEntry",
    "Parameter",
    "ParameterValue",
    "Preview",
    "PreviewSeen",
    "SearchConcept",
    "SearchEntry",
    "SearchTerm",
    "SearchWord",
    "Service",
    "ServiceVersion",
    "SharedKind",
    "SharedVersion",
    "in_language",
]
