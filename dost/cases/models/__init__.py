"""A case and what grows on its road: evidence, the decision, the entitlement, the timeline."""

from __future__ import annotations

from .case import (
    APPEND_ONLY,
    Case,
    CaseAnswer,
    CaseEntry,
    Decision,
    Deliverable,
    Entitlement,
    Evidence,
    Letter,
    Preference,
    PreferenceChange,
)
from .drafts import ApplicationDraft

__all__ = [
    "APPEND_ONLY",
    "ApplicationDraft",
    "Case",
    "CaseAnswer",
    "CaseEntry",
    "Decision",
    "Deliverable",
    "Entitlement",
    "Evidence",
    "Letter",
    "Preference",
    "PreferenceChange",
]
