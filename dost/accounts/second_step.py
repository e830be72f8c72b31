"""The second step of signing in: which sessions have passed it, and codes that work once.

Secrets, codes, passkeys and recovery codes are django-allauth's (`Authenticator`); what a session has passed is kept
here, because permissions rest on it.
"""

from __future__ import annotations

import time
from typing import Final

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from registries.demonstration import PUBLISHED, refuse_in_production

from . import sessions
from .models import User

SESSION_KEY: Final = "second_step"
"""Holds the id of the user who passed, so that it says nothing about anybody else in the same session."""

STEPS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step; recovery codes only stand in for one."""

_LAST: Final = "last_counter"


def has_passed(session: SessionBase, user: User) -> bool:
    """Whether this session has passed the second step as this user."""
    return bool(session.get(SESSION_KEY) == user.pk)


def note_passed(request: HttpRequest, user: User) -> None:
    """Remember that this session has passed as this user, under a new session key: it may do more than before."""
    request.session[SESSION_KEY] = user.pk
    request.session.cycle_key()
    if isinstance(request.user, User) and request.user.pk == user.pk:
        request.user.second_step_passed = True


def is_enrolled(user: User) -> bool:
    """Whether the user has an app for codes or a passkey."""
    return bool(Authenticator.objects.filter(user=user, type__in=STEPS).exists())


def has_codes(user: User) -> bool:
    """Whether the user can write a code: of the app, or one of the recovery codes."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def has_passkey(user: User) -> bool:
    """Whether the user has a passkey."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def is_last(authenticator: Authenticator) -> bool:
    """Whether its user would be left without a second step if this one were removed."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=STEPS).exclude(pk=authenticator.pk)
    return not others.exists()


def totp_of(user: User) -> Authenticator | None:
    """The user's app for codes, or None."""
    found: Authenticator | None = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found


@transaction.atomic
def use_code(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is right now and newer than any used before; it is used up then, for all processes.

    The time step of the last code is kept with the secret, under a lock of its row (RFC 6238, 5.2). A cache could
    forget it, and a code stays right for a minute and a half.
    """
    locked = Authenticator.objects.select_for_update(no_key=True).get(pk=authenticator.pk)
    secret = decrypt(locked.data["secret"])
    if settings.PRODUCTION and secret in PUBLISHED:
        return False
    counter = _counter_of(secret, code)
    if counter is None or counter <= locked.data.get(_LAST, -1):
        return False
    locked.data[_LAST] = counter
    locked.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int | None:
    """The time step a code belongs to, among those that count now."""
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(actual=code, expected=_code(secret, counter)):
            return int(counter)
    return None


def _code(secret: str, counter: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def next_code(user: User) -> tuple[str, float]:
    """The code that works next, and for how many seconds more it will.

    For a demonstration and for tests: whoever can call this needs no telephone.

    Raises:
        LookupError: the user has no app for codes.
    """
    authenticator = totp_of(user)
    if authenticator is None:
        raise LookupError(user.get_username())
    period = mfa_settings.TOTP_PERIOD
    now = time.time()
    counter = max(int(now // period), authenticator.data.get(_LAST, -1) + 1)
    until = (counter + 1 + mfa_settings.TOTP_TOLERANCE) * period
    return _code(decrypt(authenticator.data["secret"]), counter), until - now


def give_secret(user: User, secret: str) -> None:
    """Give a user without an authenticator this secret (base32), as a demonstration does."""
    if secret in PUBLISHED:
        refuse_in_production("a published secret of a second step")
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(secret)}}
    )


@transaction.atomic
def reset(user: User) -> bool:
    """Take app, passkeys and recovery codes away and end all sessions of the user; whether there were any.

    The next sign-in enrols anew.
    """
    sessions.end_all(user.pk)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    return bool(removed)
