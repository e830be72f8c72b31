"""Who may see what, and the record of every look.

A role opens a section; a person's record needs a reason besides: work assigned to the member of staff, or a purpose
stated for that person a short while ago. Every display is written into `AccessLog`, where the person can read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .models import OPENS_CASES, AccessLog, User
from .sign_in import to_sign_in

Role = User.Role
Purpose = AccessLog.Purpose
View = Callable[..., HttpResponseBase]

EVERYONE: Final = frozenset(Role)
SEES_CASES: Final = OPENS_CASES
WORKS_ON_CASES: Final = frozenset({Role.EXAMINER, Role.SUPERVISOR})

PURPOSES: Final[dict[str, tuple[AccessLog.Purpose, ...]]] = {
    Role.EXAMINER: (Purpose.CASE,),
    Role.SUPERVISOR: (Purpose.SUPERVISION, Purpose.CASE),
    Role.AUDITOR: (Purpose.AUDIT,),
}
"""What a role may give as its purpose; the first is what its work is for."""

PURPOSE_LASTS: Final = timedelta(minutes=30)
PAGE_PAUSE: Final = timedelta(minutes=1)
LIST_PAUSE: Final = timedelta(hours=1)
IN_A_LIST: Final = "list"
"""The reason kept for a look at names in a list of cases; whoever shows the log says it in words."""

_SESSION_KEY: Final = "purposes"


def staff(request: HttpRequest) -> User:
    """The member of staff who is signed in; only behind `role_required`."""
    user = request.user
    assert isinstance(user, User)
    return user


def may_see_cases(user: User) -> bool:
    """Whether the role opens the list of cases and, with a reason, a case."""
    return user.opens_cases


def may_work_on_cases(user: User) -> bool:
    """Whether the role may change what becomes of a case."""
    return user.role in WORKS_ON_CASES


def role_required(roles: Iterable[str]) -> Callable[[View], View]:
    """Let a view run only for these roles: pages and fragments alike.

    Whoever is not signed in is sent to sign in (a fragment's request makes the whole page go there); another role
    gets 403 with the reason in words.
    """
    allowed = frozenset(str(role) for role in roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if staff(request).role not in allowed:
                raise PermissionDenied(_("Your role does not open this section."))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


# -- why somebody may look at one person's record ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a member of staff looks at a person's record; `until` is when a stated purpose runs out."""

    purpose: str
    note: str = ""
    until: datetime | None = None


def purposes_of(user: User) -> tuple[AccessLog.Purpose, ...]:
    """The purposes a member of staff may state; none for roles that see no records."""
    return PURPOSES.get(user.role, ())


def state_purpose(session: SessionBase, *, person_id: int, purpose: str, note: str, now: datetime) -> Reason:
    """Keep a stated purpose for one person in the session, for as long as it lasts."""
    reason = Reason(purpose=purpose, note=note, until=now + PURPOSE_LASTS)
    kept = {key: value for key, value in _kept(session).items() if _until(value) > now}
    kept[str(person_id)] = {"purpose": purpose, "note": note, "until": (now + PURPOSE_LASTS).isoformat()}
    session[_SESSION_KEY] = kept
    return reason


def stated_purpose(session: SessionBase, *, user: User, person_id: int, now: datetime) -> Reason | None:
    """The purpose stated for a person, while it lasts and while the role may have it."""
    kept = _kept(session).get(str(person_id))
    if kept is None or _until(kept) <= now or kept["purpose"] not in purposes_of(user):
        return None
    return Reason(purpose=kept["purpose"], note=kept["note"], until=_until(kept))


def _kept(session: SessionBase) -> dict[str, Any]:
    found: dict[str, Any] = session.get(_SESSION_KEY, {})
    return found


def _until(kept: dict[str, Any]) -> datetime:
    until = parse_datetime(kept["until"])
    assert until is not None
    return until


# -- the record of every look ------------------------------------------------------------------------------------


def log_access(
    *,
    user: User,
    people: Iterable[int],
    purpose: str,
    reason: str,
    registries: Iterable[str],
    now: datetime,
    service_code: str = "",
    pause: timedelta = PAGE_PAUSE,
) -> int:
    """Write down that a member of staff looks at these people; return how many rows were written.

    The same look at the same person within `pause` is not written again.
    """
    wanted = set(people)
    same = AccessLog.objects.filter(
        person__in=wanted,
        user=user,
        purpose=purpose,
        reason=reason,
        service_code=service_code,
        at__gt=now - pause,
        at__lte=now,
    )
    fresh = sorted(wanted - set(same.values_list("person_id", flat=True)))
    names = sorted(set(registries))
    AccessLog.objects.bulk_create(
        AccessLog(
            person_id=person_id,
            user=user,
            purpose=purpose,
            reason=reason,
            registries=names,
            service_code=service_code,
            at=now,
        )
        for person_id in fresh
    )
    return len(fresh)
