"""Where each role's own work begins: the page that signing in, the wordmark and "go on" lead staff to.

Addresses are named, not imported: this floor knows no office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse

from .models import User

Role = User.Role

LANDING: Final[Mapping[str, str]] = {
    Role.EXAMINER: "work:list",
    Role.SUPERVISOR: "office:day",
    Role.AUDITOR: "purposes:list",
    Role.ACCOUNTS: "staff:list",
    Role.EDITOR: "studio:home",
    Role.PUBLISHER: "studio:home",
    Role.VIEWER: "studio:home",
    Role.GREETER: "greeter:door",
    # Until the counter has pages of its own, these follow the day.
    Role.CLERK: "office:day",
    Role.OPERATOR: "office:day",
}
"""The first page of each role, by the name of its address: what waits for them stands there."""


def landing(user: User) -> str:
    """The address of a user's first page; of whoever has no role yet, one that says so."""
    return reverse(LANDING.get(user.role, "office:day"))
