"""Doing an act, and reading what it left on the timeline."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from dost.accounts.actors import staff_actor
from dost.accounts.models import User
from dost.cases.models import Case


def do(handler: Any, case: Case, user: User, **more: Any) -> Case:
    """Let a member of staff do it now; the case as it stands then."""
    handler(case_id=case.pk, actor=staff_actor(user), now=timezone.now(), **more)
    case.refresh_from_db()
    return case


def last_line(case: Case) -> tuple[str, dict[str, Any], User | None]:
    """The last line of the timeline: what, details, and by whom."""
    line = case.entries.latest("pk")
    return line.what, line.details, line.by
