"""Who may see what, and the record of every look.

A role opens a section; a person's record needs a reason besides: it is one's own, the person is at one's window, work
about them is assigned to one, or one has stated a purpose a short while ago. `reason_for` is asked by whatever reads a
record for display, for pages and fragments of all offices; the applications that know of a reason register it with
`register_reasons` when they start. What was shown is written into `AccessLog`, where the person can read it, by the
function that has read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import models
from .actors import Actor, OnBehalf, Oneself, Staff, acts_for, staff_actor
from .models import OPENS_CASES, READS_LOG, REVIEWS, AccessLog, StatedPurpose, User
from .security_log import HERE, Kind, security_event
from .sign_in import to_sign_in

Role = User.Role
Purpose = AccessLog.Purpose
View = Callable[..., HttpResponseBase]

EVERYONE: Final = frozenset(Role)
"""Whoever has a role."""
SEES_CASES: Final = OPENS_CASES
WORKS_ON_CASES: Final = models.WORKS_ON_CASES
OPENS_SPECIAL: Final = models.OPENS_SPECIAL
REVIEWS_PURPOSES: Final = REVIEWS
"""Who reads which purposes were stated, their own and others'."""
READS_LOGS: Final = READS_LOG
"""Who reads the record of looks and the security events."""

PURPOSES: Final[dict[str, tuple[AccessLog.Purpose, ...]]] = {
    Role.EXAMINER: (Purpose.CASE,),
    Role.SUPERVISOR: (Purpose.SUPERVISION, Purpose.CASE),
    Role.AUDITOR: (Purpose.AUDIT,),
    Role.CLERK: (Purpose.CASE,),
}
"""What a role may give as its purpose; the first is what its work is for. A clerk states one where nobody is at the
window: something is finished after the visit, or somebody calls; supervisors read it.
"""

PURPOSE_LASTS: Final = timedelta(minutes=30)
PAGE_PAUSE: Final = timedelta(minutes=1)
LIST_PAUSE: Final = timedelta(hours=1)
MANY_AT_ONCE: Final = 100
"""People shown to a member of staff by one act, from which on it is a security event; no page shows so many."""
IN_A_LIST: Final = "list"
"""The reason kept for a look at names in a list of cases; whoever shows the log says it in words."""
IN_A_SEARCH: Final = "search"
"""The reason kept for a look at the names that a search for a person has found."""

A_DOCUMENT: Final = "document"
"""The reason kept for opening a document that the person handed in: a line for each, beside that of the case."""
_DOOR: Final = "door:"


def at_the_door(centre: str) -> str:
    """The reason kept for asking whether somebody who takes a ticket at a centre is called sooner: nothing is shown."""
    return f"{_DOOR}{centre}"


def was_at_the_door(reason: str) -> bool:
    """Whether a look was one at the door of a centre."""
    return reason.startswith(_DOOR)


def staff(request: HttpRequest) -> User:
    """The member of staff who is signed in; only behind `role_required`."""
    user = request.user
    assert isinstance(user, User)
    return user


def actor_of(request: HttpRequest) -> Staff:
    """The actor that the signed-in member of staff is; only behind `role_required`."""
    return staff_actor(staff(request))


def may_see_cases(user: User) -> bool:
    """Whether the role opens the list of cases and, with a reason, a case."""
    return user.opens_cases


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
    """Why somebody looks at a person's record; `until` is when a stated purpose runs out."""

    purpose: Purpose
    note: str = ""
    until: datetime | None = None


class NoReason(PermissionDenied):
    """Whoever asks has no reason to look at this person's record."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "A person’s record opens only to somebody who has a reason to see it: an open visit, an assigned case, "
                "or a purpose they have stated."
            )
        )


ReasonProvider = Callable[[Actor, int, datetime], Reason | None]
"""Says whether an actor has a reason of one kind to look at a person's record (by id) at a moment."""

_providers: list[ReasonProvider] = []


def register_reasons(provider: ReasonProvider) -> None:
    """Let `reason_for` ask this too; applications call it when they start. Those registered first are asked first."""
    if provider not in _providers:
        _providers.append(provider)


def reason_for(actor: Actor, person_id: int, *, now: datetime) -> Reason | None:
    """Why an actor may look at a person's record now, the strongest reason first; None when there is none.

    The system has none here: it shows nothing to anybody, and its steps write their own looks.
    """
    for provider in (own_data, *_providers, stated_purpose):
        reason = provider(actor, person_id, now)
        if reason is not None:
            return reason
    return None


def own_data(actor: Actor, person_id: int, now: datetime) -> Reason | None:
    """A citizen may see what is kept of themselves, and of the person they act for while they act for them."""
    if acts_for(actor) != person_id:
        return None
    match actor:
        case OnBehalf():
            return Reason(Purpose.ON_BEHALF)
        case Oneself():
            return Reason(Purpose.OWN)
        case _:
            return None


def purposes_of(actor: Actor) -> tuple[AccessLog.Purpose, ...]:
    """The purposes an actor may state; none for citizens, and for roles that see no records."""
    return PURPOSES.get(actor.role, ()) if isinstance(actor, Staff) else ()


def state_purpose(*, actor: Staff, person_id: int, purpose: str, note: str, now: datetime) -> Reason:
    """Keep why a member of staff needs to see a person's record; it opens for `PURPOSE_LASTS`.

    Raises:
        ValueError: the role may not have this purpose.
    """
    if purpose not in purposes_of(actor):
        raise ValueError(f"purpose: {purpose!r} is none of {actor.role}; there are {list(purposes_of(actor))}")
    row = StatedPurpose.objects.create(
        user_id=actor.user_id,
        role=actor.role,
        centre=actor.centre,
        person_id=person_id,
        purpose=purpose,
        note=note,
        at=now,
        until=now + PURPOSE_LASTS,
    )
    return Reason(purpose=Purpose(purpose), note=note, until=row.until)


def stated_purpose(actor: Actor, person_id: int, now: datetime) -> Reason | None:
    """The purpose last stated for a person, while it lasts and while the role may have it."""
    allowed = purposes_of(actor)
    if not allowed or not isinstance(actor, Staff):
        return None
    row = (
        StatedPurpose.objects.filter(
            user=actor.user_id, person=person_id, until__gt=now, at__lte=now, purpose__in=allowed
        )
        .order_by("-at", "-pk")
        .first()
    )
    return Reason(purpose=Purpose(row.purpose), note=row.note, until=row.until) if row else None


def opened_to(actor: Actor, people: Iterable[int], now: datetime) -> set[int]:
    """Those of these people for whom the actor has stated a purpose that lasts; one query, for lists of people."""
    allowed = purposes_of(actor)
    if not allowed or not isinstance(actor, Staff):
        return set()
    stated = StatedPurpose.objects.filter(
        user=actor.user_id, person__in=set(people), until__gt=now, at__lte=now, purpose__in=allowed
    )
    return set(stated.values_list("person_id", flat=True))


# -- the record of every look ------------------------------------------------------------------------------------


def log_access(
    *,
    actor: Actor,
    people: Iterable[int],
    purpose: str,
    reason: str,
    registries: Iterable[str],
    now: datetime,
    service_code: str = "",
    pause: timedelta = PAGE_PAUSE,
) -> int:
    """Write down that somebody looks at these people; return how many rows were written.

    The same look at the same person, in the same registries, within `pause` is not written again. Many people at once
    are a security event.
    """
    wanted, names = set(people), sorted(set(registries))
    by = AccessLog.columns_of(actor)
    same = AccessLog.objects.filter(
        person__in=wanted,
        purpose=purpose,
        reason=reason,
        registries=names,
        service_code=service_code,
        at__gt=now - pause,
        at__lte=now,
        **by,
    )
    fresh = sorted(wanted - set(same.values_list("person_id", flat=True)))
    AccessLog.objects.bulk_create(
        AccessLog(
            person_id=person_id,
            purpose=purpose,
            reason=reason,
            registries=names,
            service_code=service_code,
            at=now,
            **by,
        )
        for person_id in fresh
    )
    if isinstance(actor, Staff) and len(fresh) >= MANY_AT_ONCE:
        what = f"{len(fresh)} people at once, {purpose}, {'; '.join(names)}"
        security_event(Kind.MANY_LOOKS, who=actor, where=HERE, what=what, now=now)
    return len(fresh)


def log_list(*, actor: Actor, people: Iterable[int], now: datetime, reason: str = IN_A_LIST) -> int:
    """Write down that a list shows somebody the names of these people; return how many rows were written.

    `reason` is `IN_A_SEARCH` when they were looked for by name or FİN.

    Raises:
        NoReason: the actor may have no purpose, so no list of people opens to them.
    """
    purposes = purposes_of(actor)
    if not purposes:
        raise NoReason
    return log_access(
        actor=actor,
        people=people,
        purpose=purposes[0],
        reason=reason,
        registries=["POPULATION"],
        now=now,
        pause=LIST_PAUSE,
    )
