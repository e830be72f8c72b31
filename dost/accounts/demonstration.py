"""The accounts a demonstration leaves behind: which are open, and closing them for good."""

from __future__ import annotations

import logging

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from registries.demonstration import PUBLISHED

from .models import User

logger = logging.getLogger(__name__)


def open_accounts() -> list[str]:
    """The names of accounts that can sign in and are a demonstration's, or whose second step anybody can pass."""
    marked = User.objects.filter(is_active=True, is_demonstration=True).values_list("username", flat=True)
    return sorted({*marked, *(owner.username for owner in _with_published_secret())})


def _with_published_secret() -> list[User]:
    steps = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_active=True).select_related("user")
    return [step.user for step in steps if has_published_secret(step)]


def has_published_secret(step: Authenticator) -> bool:
    """Whether the secret of an authenticator stands in this repository; one that cannot be read does not count."""
    try:
        return decrypt(step.data.get("secret", "")) in PUBLISHED
    except InvalidToken:
        return False


@transaction.atomic
def close_accounts() -> list[str]:
    """Close all of them: no password, no second step, no session; return their names.

    The rows stay, because what these accounts did names them.
    """
    names = open_accounts()
    accounts = User.objects.filter(username__in=names)
    Authenticator.objects.filter(user__in=accounts).delete()
    accounts.update(is_active=False, password=make_password(None), session_epoch=F("session_epoch") + 1)
    if names:
        logger.warning("the demonstration's accounts are closed: %s", ", ".join(names))
    return names
