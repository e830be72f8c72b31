"""Staff with their role and sessions, citizens who have signed in; what is done to accounts of staff, and by whom;
mandates that one person has given another.

Append-only: who looked at whose data, why they said, and the history of the accounts.
"""

from __future__ import annotations

from .append_only import APPEND_ONLY
from .doors import SecurityEvent, Session
from .looks import AccessLog, AccessSeal, PurposeReview, StatedPurpose
from .mandates import Mandate, MandateCode, MandateEvent
from .people import (
    CONFIRMS_CHANGES,
    MANAGES_ACCOUNTS,
    OPENS_CASES,
    OPENS_SPECIAL,
    PRIVILEGED,
    READS_ACCOUNT_HISTORY,
    READS_LOG,
    REVIEWS,
    SEES_THE_DAY,
    SERVES_PEOPLE,
    WORKS_ON_CASES,
    Citizen,
    User,
)
from .staffing import AccountEvent, OneTimeLink, PendingChange

__all__ = [
    "APPEND_ONLY",
    "CONFIRMS_CHANGES",
    "MANAGES_ACCOUNTS",
    "OPENS_CASES",
    "OPENS_SPECIAL",
    "PRIVILEGED",
    "READS_ACCOUNT_HISTORY",
    "READS_LOG",
    "REVIEWS",
    "SEES_THE_DAY",
    "SERVES_PEOPLE",
    "WORKS_ON_CASES",
    "AccessLog",
    "AccessSeal",
    "AccountEvent",
    "Citizen",
    "Mandate",
    "MandateCode",
    "MandateEvent",
    "OneTimeLink",
    "PendingChange",
    "PurposeReview",
    "SecurityEvent",
    "Session",
    "StatedPurpose",
    "User",
]
