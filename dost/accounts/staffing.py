"""Accounts of staff: inviting, roles and centres, suspending, setting up anew; and what a second person confirms.

Every act is one transaction that others wait for: whoever acts is read again under the lock, so that of two
administrators who suspend each other one comes too late. Each leaves a line in the history (`account_events`). A
privileged role is given, and a password and second step are set up anew, only by a second person: never by the one
who asked for it, never by the one it is for. The last administrator cannot be taken away.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registries.models import Centre, Person

from . import second_step, sessions
from .account_events import Acting, Place, What, note
from .actors import Staff
from .models import CONFIRMS_CHANGES, MANAGES_ACCOUNTS, PRIVILEGED, OneTimeLink, PendingChange, User

P = ParamSpec("P")
R = TypeVar("R")

Kind = PendingChange.Kind
Outcome = PendingChange.Outcome

_LOCK: Final = 0x53544146
"""Held by whoever changes accounts of staff, one at a time."""
_TOKEN_BYTES: Final = 32


class StaffingError(ValueError):
    """The act cannot be done as things stand; the message says why, in words for whoever tried."""


NOT_YOURS: Final = gettext_lazy("That is for an account administrator.")
NOT_THE_SECOND: Final = gettext_lazy("That is for a second person: another account administrator, or a supervisor.")


def _act(function: Callable[P, R]) -> Callable[P, R]:
    """One transaction, and no other act on accounts at the same time."""

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return function(*args, **kwargs)

    return alone


def centres() -> list[tuple[str, str]]:
    """The DOST centres as (code, name in Azerbaijani)."""
    return list(Centre.objects.values_list("code", "name_az"))


def place_of(user: User) -> Place:
    """The role and centre of a member of staff."""
    return Place(user.role, user.centre)


# -- the acts of an administrator -------------------------------------------------------------------------------


@_act
def invite(user: User, place: Place, *, by: Acting, now: datetime) -> str:
    """Save a new account (user name and names are filled in) and return what stands in its one-time link.

    A privileged role waits for the second person; until then the account has none.

    Raises:
        django.core.exceptions.ValidationError: the user name or a name is not one, or the user name is taken.
    """
    doer = _administrator(by)
    _check(place)
    user.role, user.centre = ("" if place.role in PRIVILEGED else place.role), place.centre
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    note(What.INVITED, whom=user, by=by, now=now, after=Place(user.role, user.centre))
    if place.role in PRIVILEGED and doer is not None:
        _ask_for_role(user, place, doer=doer, by=by, now=now)
    return _new_link(user, by=by, now=now)


@_act
def make_link(user_id: int, *, by: Acting, now: datetime) -> str:
    """Make another one-time link for somebody who has no password; the one before stops working."""
    _administrator(by)
    user = _user(user_id)
    if not user.is_active:
        raise StaffingError(_("The account is suspended. Restore it first."))
    if not user.waits_for_link:
        raise StaffingError(_("This person signs in with a password of their own. Set it up anew first."))
    return _new_link(user, by=by, now=now)


@_act
def give_role(user_id: int, place: Place, *, by: Acting, now: datetime) -> bool:
    """Give a role and a centre (either may be empty); whether it is done, or waits for the second person."""
    doer = _administrator(by)
    user = _user(user_id)
    _not_oneself(user, by)
    _check(place)
    if place == place_of(user):
        raise StaffingError(_("This person has that role and centre already."))
    if place.role in PRIVILEGED and place.role != user.role:
        assert doer is not None
        _ask_for_role(user, place, doer=doer, by=by, now=now)
        return False
    if place.role != user.role:
        _keep_an_administrator(user)
    _set_place(user, place, by=by, now=now)
    return True


@_act
def give_fin(user_id: int, fin: str, *, by: Acting, now: datetime) -> None:
    """Write down who a member of staff is for the registries: without it nobody decides on cases.

    Raises:
        StaffingError: it is no FİN of somebody who lives, it stands there already, or another account has it.
    """
    _administrator(by)
    user = _user(user_id)
    _not_oneself(user, by)
    written = fin.strip().upper()
    if not Person.objects.filter(fin=written, died_on=None).exists():
        raise StaffingError(_("The population register knows nobody under this FİN. Look at the identity card again."))
    if user.fin == written:
        raise StaffingError(_("This FİN is written down already."))
    if User.objects.filter(fin=written).exclude(pk=user.pk).exists():
        raise StaffingError(_("Another account has this FİN. A person has one account."))
    before, user.fin = user.fin, written
    user.save(update_fields=["fin"])
    note(What.FIN_CHANGED if before else What.FIN_GIVEN, whom=user, by=by, now=now)


@_act
def suspend(user_id: int, *, by: Acting, now: datetime) -> None:
    """Close an account at once: its sessions end, its link stops working, what waits for confirmation is withdrawn."""
    _administrator(by)
    user = _user(user_id)
    _not_oneself(user, by)
    if not user.is_active:
        raise StaffingError(_("The account is suspended already."))
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user.pk)
    _close_link(user, now=now)
    for change in PendingChange.objects.filter(user=user, outcome=""):
        _close(change, Outcome.WITHDRAWN, by=by, now=now)
    note(What.SUSPENDED, whom=user, by=by, now=now)


@_act
def restore(user_id: int, *, by: Acting, now: datetime) -> None:
    """Open a suspended account again, with the role, the password and the second step it had."""
    _administrator(by)
    user = _user(user_id)
    _not_oneself(user, by)
    if user.is_active:
        raise StaffingError(_("The account is not suspended."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    note(What.RESTORED, whom=user, by=by, now=now)


@_act
def ask_reset(user_id: int, *, by: Acting, now: datetime) -> None:
    """Ask that password and second step be set up anew: a telephone or key is lost, or a password forgotten."""
    doer = _administrator(by)
    user = _user(user_id)
    _not_oneself(user, by)
    if not user.is_active:
        raise StaffingError(_("The account is suspended. Restore it first."))
    if user.waits_for_link:
        raise StaffingError(_("There is nothing to set up anew: the account waits for its link."))
    if PendingChange.objects.filter(user=user, kind=Kind.RESET, outcome="").exists():
        raise StaffingError(_("This waits for a second person already."))
    assert doer is not None
    PendingChange.objects.create(user=user, kind=Kind.RESET, asked_by=doer, asked_at=now)
    note(What.RESET_ASKED, whom=user, by=by, now=now)


# -- the second person ------------------------------------------------------------------------------------------


@_act
def confirm(change_id: int, *, by: Acting, now: datetime) -> None:
    """Confirm what another has asked for, and do it."""
    change = _pending(change_id)
    _second_person(change, by)
    user = _user(change.user_id)
    if not user.is_active:
        raise StaffingError(_("The account is suspended. Restore it first."))
    _close(change, Outcome.CONFIRMED, by=by, now=now)
    if change.kind == Kind.ROLE:
        if change.role != user.role:
            _keep_an_administrator(user)
        _set_place(user, Place(change.role, change.centre), by=by, now=now)
        return
    _keep_an_administrator(user)
    _set_up_anew(user, by=by, now=now)


@_act
def decline(change_id: int, *, by: Acting, now: datetime) -> None:
    """Decline what another has asked for; nothing changes."""
    change = _pending(change_id)
    _second_person(change, by)
    _close(change, Outcome.DECLINED, by=by, now=now)
    note(What.DECLINED, whom=change.user, by=by, now=now, after=Place(change.role, change.centre))


@_act
def withdraw(change_id: int, *, by: Acting, now: datetime) -> None:
    """Withdraw what an administrator has asked for."""
    _administrator(by)
    change = _pending(change_id)
    _close(change, Outcome.WITHDRAWN, by=by, now=now)
    note(What.WITHDRAWN, whom=change.user, by=by, now=now, after=Place(change.role, change.centre))


def may_confirm(change: PendingChange, by: Acting) -> bool:
    """Whether whoever acts may be the second person for this."""
    actor = by.actor
    if not isinstance(actor, Staff) or actor.role not in CONFIRMS_CHANGES:
        return False
    return actor.user_id not in (change.asked_by_id, change.user_id)


# -- the one-time link ------------------------------------------------------------------------------------------


def open_link(token: str, *, now: datetime) -> OneTimeLink | None:
    """The link that a token belongs to, if it still works."""
    return (
        OneTimeLink.objects.filter(token_hash=_hash(token), closed_at=None, expires_at__gt=now, user__is_active=True)
        .select_related("user")
        .first()
    )


@_act
def use_link(token: str, password: str, *, address: str, now: datetime) -> User | None:
    """Set the password that the owner of a link chose (checked already), and close the link; None: it works no more."""
    link = open_link(token, now=now)
    if link is None:
        return None
    user = link.user
    user.set_password(password)
    user.save(update_fields=["password"])
    _close_link(user, now=now)
    note(What.LINK_USED, whom=user, by=Acting(Staff(user.pk, user.role, user.centre), address), now=now)
    return user


@_act
def first_administrator(user: User, *, by: Acting, now: datetime) -> str:
    """Make an account administrator, or set one up anew, from the command line; return what stands in the link.

    Raises:
        StaffingError: the account exists and is not an administrator's, or is suspended.
        django.core.exceptions.ValidationError: the user name is not one.
    """
    there = User.objects.filter(username=user.username).first()
    if there is None:
        user.role = User.Role.ACCOUNTS
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
        note(What.INVITED, whom=user, by=by, now=now, after=place_of(user))
        return _new_link(user, by=by, now=now)
    if there.role != User.Role.ACCOUNTS or not there.is_active:
        raise StaffingError(_("“%(name)s” is not an open account of an account administrator.") % {"name": there})
    _set_up_anew(there, by=by, now=now)
    return _new_link(there, by=by, now=now)


# -- the parts of an act ----------------------------------------------------------------------------------------


def _doer(by: Acting) -> User | None:
    """Whoever acts, as they are now; None for a command of this installation."""
    if not isinstance(by.actor, Staff):
        return None
    return User.objects.get(pk=by.actor.user_id)


def _administrator(by: Acting) -> User | None:
    doer = _doer(by)
    if doer is not None and not (doer.is_active and doer.role in MANAGES_ACCOUNTS):
        raise PermissionDenied(NOT_YOURS)
    return doer


def _second_person(change: PendingChange, by: Acting) -> None:
    doer = _doer(by)
    if doer is None or not doer.is_active or doer.role not in CONFIRMS_CHANGES or not may_confirm(change, by):
        raise PermissionDenied(NOT_THE_SECOND)


def _user(user_id: int) -> User:
    return User.objects.get(pk=user_id)


def _not_oneself(user: User, by: Acting) -> None:
    if isinstance(by.actor, Staff) and by.actor.user_id == user.pk:
        raise StaffingError(_("Nobody does this to their own account. Ask another account administrator."))


def _check(place: Place) -> None:
    if place.role and place.role not in User.Role:
        raise StaffingError(_("There is no such role."))
    if place.centre and not Centre.objects.filter(code=place.centre).exists():
        raise StaffingError(_("There is no such centre."))


def _keep_an_administrator(user: User) -> None:
    """Refuse what would leave nobody who can sign in and administer accounts."""
    if user.role != User.Role.ACCOUNTS:
        return
    others = User.objects.filter(role=User.Role.ACCOUNTS, is_active=True).exclude(pk=user.pk)
    if not others.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
        raise StaffingError(_("This is the last account administrator. Make another one first."))


def _ask_for_role(user: User, place: Place, *, doer: User, by: Acting, now: datetime) -> None:
    if PendingChange.objects.filter(user=user, kind=Kind.ROLE, outcome="").exists():
        raise StaffingError(_("Another role waits for a second person. Withdraw that first."))
    PendingChange.objects.create(
        user=user, kind=Kind.ROLE, role=place.role, centre=place.centre, asked_by=doer, asked_at=now
    )
    note(What.ROLE_ASKED, whom=user, by=by, now=now, before=place_of(user), after=place)


def _set_place(user: User, place: Place, *, by: Acting, now: datetime) -> None:
    """Give the role; whoever has another one than before signs in again."""
    before = place_of(user)
    user.role, user.centre = place.role, place.centre
    user.save(update_fields=["role", "centre"])
    if before.role != place.role:
        sessions.end_all(user.pk)
    note(What.ROLE_GIVEN, whom=user, by=by, now=now, before=before, after=place)


def _set_up_anew(user: User, *, by: Acting, now: datetime) -> None:
    second_step.reset(user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    note(What.RESET, whom=user, by=by, now=now)


def _pending(change_id: int) -> PendingChange:
    change = PendingChange.objects.select_related("user").get(pk=change_id)
    if change.outcome:
        raise StaffingError(_("This has been settled already: %(how)s.") % {"how": Outcome(change.outcome).label})
    return change


def _close(change: PendingChange, outcome: Outcome, *, by: Acting, now: datetime) -> None:
    change.outcome, change.closed_at = outcome, now
    change.closed_by_id = by.actor.user_id if isinstance(by.actor, Staff) else None
    change.save(update_fields=["outcome", "closed_at", "closed_by"])


def _new_link(user: User, *, by: Acting, now: datetime) -> str:
    _close_link(user, now=now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    OneTimeLink.objects.create(
        user=user,
        token_hash=_hash(token),
        made_by_id=by.actor.user_id if isinstance(by.actor, Staff) else None,
        made_at=now,
        expires_at=now + timedelta(hours=settings.STAFF_LINK_HOURS),
    )
    note(What.LINK_MADE, whom=user, by=by, now=now)
    return token


def _close_link(user: User, *, now: datetime) -> None:
    OneTimeLink.objects.filter(user=user, closed_at=None).update(closed_at=now)


def _hash(token: str) -> str:
    """What is stored of a token: it is random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()
