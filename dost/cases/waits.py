"""What a case waits for, and letting it go on: the two sides of "waiting since"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from .models import Case
from .stages import State


def waits_for(reason: Mapping[str, Any]) -> tuple[str, str]:
    """What a case waits for, of its reason: the code, and the institution. The rest are particulars.

    An institution that first does not answer and then answers nonsense is waited for all the time; so is a fact beside
    which a second one has become unknown.
    """
    return reason.get("code", ""), reason.get("institution", "")


def let_go(cases: QuerySet[Case], *, now: datetime) -> int:
    """Let waiting cases be worked on now, also one that a worker holds: it cannot write back what it saw before.

    What they waited for, and since when, stays until the step has looked: one that waits for the same again has waited
    all the time.
    """
    return cases.update(state=State.READY, waiting_on="", not_before=now, lease_until=None, token=F("token") + 1)
