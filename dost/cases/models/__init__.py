"""A case and what grows on its road: evidence, the decision, the entitlement, the timeline."""

from __future__ import annotations

from .appeals import (
    OPEN_APPEAL,
    SENT,
    TO_ADMIT,
    TO_DECIDE,
    Against,
    Appeal,
    AppealAnswer,
    CaseMessage,
    CourtDecision,
    Ruling,
)
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
from .complaints import ComplainedOf, Complaint, ComplaintEntry, ComplaintLetter
from .corrections import CorrectedFacts, CorrectionEntry, CorrectionQuestion, FactCorrection
from .drafts import ApplicationDraft
from .mandates import MandatePaper
from .recovery import (
    ASKS_BACK,
    OPEN_RECOVERY,
    RECOVERY_HEARS,
    RECOVERY_TO_DECIDE,
    GivenBack,
    Recovery,
    RecoveryConfirmation,
    RecoveryDecision,
    RecoveryInstalment,
    RecoveryStatement,
    RecoveryTerms,
    RecoveryWay,
    Repayment,
    WriteOffRule,
)
from .requests import MoreAsked, MoreGiven
from .second_person import GrantToConfirm
from .supporting import SupportingDocument

__all__ = [
    "APPEND_ONLY",
    "ASKS_BACK",
    "OPEN_APPEAL",
    "OPEN_RECOVERY",
    "RECOVERY_HEARS",
    "RECOVERY_TO_DECIDE",
    "SENT",
    "TO_ADMIT",
    "TO_DECIDE",
    "Against",
    "Appeal",
    "AppealAnswer",
    "ApplicationDraft",
    "Case",
    "CaseAnswer",
    "CaseClock",
    "CaseEntry",
    "CaseMessage",
    "ComplainedOf",
    "Complaint",
    "ComplaintEntry",
    "ComplaintLetter",
    "CorrectedFacts",
    "CorrectionEntry",
    "CorrectionQuestion",
    "CourtDecision",
    "Decision",
    "Deliverable",
    "Entitlement",
    "Evidence",
    "FactCorrection",
    "GivenBack",
    "GrantToConfirm",
    "Letter",
    "MandatePaper",
    "MoreAsked",
    "MoreGiven",
    "Preference",
    "PreferenceChange",
    "Recovery",
    "RecoveryConfirmation",
    "RecoveryDecision",
    "RecoveryInstalment",
    "RecoveryStatement",
    "RecoveryTerms",
    "RecoveryWay",
    "Repayment",
    "Ruling",
    "SupportingDocument",
    "WriteOffRule",
]
