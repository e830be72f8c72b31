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
from .clocks import CaseClock
from .requests import MoreAsked, MoreGiven
from .supporting import SupportingDocument

__all__ = [
    "APPEND_ONLY",
    "Case",
    "CaseAnswer",
    "CaseClock",
    "CaseEntry",
    "Decision",
    "Deliverable",
    "Entitlement",
    "Evidence",
    "Letter",
    "MoreAsked",
    "MoreGiven",
    "Preference",
    "PreferenceChange",
    "SupportingDocument",
]
