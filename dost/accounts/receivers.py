"""What other applications announce and this one writes down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from services_catalog.changes.signals import samples_seen

from . import access, second_step
from .models import AccessLog, User


@receiver(samples_seen, dispatch_uid="accounts.log_samples")
def log_samples(
    sender: Any,
    *,
    user: User,
    persons: Iterable[int],
    reason: str,
    registries: Iterable[str],
    service_code: str,
    **kwargs: Any,
) -> None:
    """Write one look for each person a preview has shown, where the person can read it."""
    access.log_access(
        user=user,
        people=persons,
        purpose=AccessLog.Purpose.PREVIEW,
        reason=reason[: AccessLog.REASON_LENGTH],
        registries=registries,
        service_code=service_code,
        now=timezone.now(),
    )


@receiver(authenticator_used, dispatch_uid="accounts.pass_second_step")
def pass_second_step(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A code was right, at sign-in or later: the session has passed."""
    second_step.note_passed(request, user)
