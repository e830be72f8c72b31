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
from .corrections import CorrectedFacts, CorrectionEntry, CorrectionQuestion, FactCorrection
from .supporting import SupportingDocument

__all__ = [
    "APPEND_ONLY",
    "Case",
    "CaseAnswer",
    "CaseClock",
    "CaseEntry",
    "CorrectedFacts",
    "CorrectionEntry",
    "CorrectionQuestion",
    "Decision",
    "Deliverable",
    "Entitlement",
    "Evidence",
    "FactCorrection",
    "Letter",
    "Preference",
    "PreferenceChange",
    "SupportingDocument",
]
