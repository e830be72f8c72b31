"""The history of staff accounts: who did what to whose account, from where. The one place that writes its rows.

Each stands in the security log too, for whoever watches over everything that happens at the doors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from . import throttle
from .actors import Staff, System, staff_actor
from .models import AccountEvent, SecurityEvent, User
from .security_log import NOBODY, security_event

What = AccountEvent.What
Kind = SecurityEvent.Kind

KINDS: Final = {
    What.INVITED: Kind.ACCOUNT,
    What.LINK_MADE: Kind.ACCOUNT,
    What.LINK_USED: Kind.PASSWORD,
    What.ROLE_ASKED: Kind.ROLE,
    What.ROLE_GIVEN: Kind.ROLE,
    What.FIN_GIVEN: Kind.ACCOUNT,
    What.FIN_CHANGED: Kind.ACCOUNT,
    What.DECLINED: Kind.ROLE,
    What.WITHDRAWN: Kind.ROLE,
    What.SUSPENDED: Kind.ACCOUNT,
    What.RESTORED: Kind.ACCOUNT,
    What.RESET_ASKED: Kind.ACCOUNT,
    What.RESET: Kind.SECOND_STEP,
    What.PASSWORD_CHANGED: Kind.PASSWORD,
    What.CODES_MADE: None,
    What.STEP_ADDED: None,
    What.STEP_REMOVED: None,
    What.SESSIONS_ENDED: Kind.SESSION_ENDED,
}
"""As what each stands in the security log; None where the signals of allauth write it there (`receivers`)."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts on an account, and from which address; the system is a command of this installation."""

    actor: Staff | System
    address: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A role and a centre, as a member of staff has them; both may be empty."""

    role: str = ""
    centre: str = ""


def note(
    what: What, *, whom: User, by: Acting, now: datetime, before: Place | None = None, after: Place | None = None
) -> AccountEvent:
    """Write down what was done to an account; `before` and `after` where its role or centre is what it is about."""
    old, new = before or Place(), after or Place()
    staff = by.actor if isinstance(by.actor, Staff) else None
    kind = KINDS[what]
    if kind is not None:
        security_event(kind, who=staff or NOBODY, where=by.address, what=f"{what}: {whom.get_username()}", now=now)
    return AccountEvent.objects.create(
        at=now,
        what=what,
        whom=whom,
        by_id=staff.user_id if staff else None,
        by_role=staff.role if staff else "",
        address=by.address,
        role_before=old.role,
        role_after=new.role,
        centre_before=old.centre,
        centre_after=new.centre,
    )


def acting(request: HttpRequest) -> Acting:
    """Whoever is signed in, acting from where the request comes from."""
    user = request.user
    assert isinstance(user, User)
    return Acting(staff_actor(user), throttle.address_of(request))


def note_own(request: HttpRequest, what: What) -> None:
    """Write down what the signed-in member of staff did to their own account."""
    by = acting(request)
    assert isinstance(request.user, User)
    note(what, whom=request.user, by=by, now=timezone.now())
