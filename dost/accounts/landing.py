"""Where each role's own work begins: the page that signing in, the wordmark and "go on" lead staff to.

Addresses are named, not imported: this floor knows no office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import NoReverseMatch, reverse

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
    Role.CLERK: "desk:home",
    Role.GREETER: "greeter:door",
    Role.OPERATOR: "calls:home",
}
"""The first page of each role, by the name of its address: what waits for them stands there."""


ELSE: Final = "office:day"
"""Where the others begin, and whose own page this installation does not have."""


def landing(user: User) -> str:
    """The address of a user's first page; of whoever has no role yet, one that says so."""
    try:
        return reverse(LANDING.get(user.role, ELSE))
    except NoReverseMatch:
        return reverse(ELSE)
