"""What other applications announce and this one writes down."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset, authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from registries.signals import call_refused, keys_changed

from . import citizens, second_step, sessions
from .actors import staff_actor
from .models import SecurityEvent, User
from .security_log import HERE, NOBODY, Institution, claimed, origin, security_event

Kind = SecurityEvent.Kind


@receiver(authenticator_used, dispatch_uid="accounts.pass_second_step")
def pass_second_step(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A code or passkey was right, at sign-in or later: the session has passed."""
    second_step.note_passed(request, user)


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def begin_session(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A member of staff has signed in: since when and from where, for the list of their sessions; as nobody else."""
    if citizens.drop(request.session):
        security_event(Kind.CITIZEN_OUT, who=NOBODY, where=origin(request), what="staff signed in", now=timezone.now())
    agent = str(request.headers.get("User-Agent", ""))
    sessions.begin(request.session, address=origin(request), agent=agent, now=timezone.now())


# -- what goes to the security log --------------------------------------------------------------------------------


@receiver(user_logged_in, dispatch_uid="accounts.note_sign_in")
def note_sign_in(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Somebody has signed in, with all the steps their account has."""
    _note(Kind.SIGN_IN, request, user, "")


@receiver(user_logged_out, dispatch_uid="accounts.note_sign_out")
def note_sign_out(sender: Any, *, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Somebody has signed out; without a user it was nobody's session."""
    if user is not None:
        _note(Kind.SIGN_OUT, request, user, "")


@receiver(user_login_failed, dispatch_uid="accounts.note_failed_sign_in")
def note_failed_sign_in(
    sender: Any, *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """A name and a password that do not belong together, or an account that is closed."""
    if request is None:
        return
    who = claimed(str(credentials.get("username", "")))
    security_event(Kind.SIGN_IN_FAILED, who=who, where=origin(request), what="", now=timezone.now())


@receiver(authenticator_added, dispatch_uid="accounts.note_authenticator_added")
def note_authenticator_added(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """An authenticator was set up."""
    _note(Kind.SECOND_STEP, request, user, f"{authenticator.type} added")


@receiver(authenticator_removed, dispatch_uid="accounts.note_authenticator_removed")
def note_authenticator_removed(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """An authenticator was taken away."""
    _note(Kind.SECOND_STEP, request, user, f"{authenticator.type} removed")


@receiver(authenticator_reset, dispatch_uid="accounts.note_authenticator_reset")
def note_authenticator_reset(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """An authenticator was replaced, as recovery codes are."""
    _note(Kind.SECOND_STEP, request, user, f"{authenticator.type} replaced")


@receiver(call_refused, dispatch_uid="accounts.note_refused_call")
def note_refused_call(
    sender: Any, *, institution: str, reason: str, request: HttpRequest | None, **kwargs: Any
) -> None:
    """An institution, or somebody in its place, tried to report what it may not, or signed wrongly."""
    where = origin(request) if request is not None else HERE
    security_event(Kind.CALL_REFUSED, who=Institution(institution), where=where, what=reason, now=timezone.now())


@receiver(keys_changed, dispatch_uid="accounts.note_changed_keys")
def note_changed_keys(sender: Any, *, institution: str, reason: str, **kwargs: Any) -> None:
    """A key of an institution was added, got an end, or was revoked, by a command of this installation."""
    security_event(Kind.KEYS, who=Institution(institution), where=HERE, what=reason, now=timezone.now())


def _note(kind: SecurityEvent.Kind, request: HttpRequest, user: User, what: str) -> None:
    security_event(kind, who=staff_actor(user), where=origin(request), what=what, now=timezone.now())
