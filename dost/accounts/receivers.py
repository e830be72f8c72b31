"""What other applications announce and this one writes down."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from . import second_step
from .models import User


@receiver(authenticator_used, dispatch_uid="accounts.pass_second_step")
def pass_second_step(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A code was right, at sign-in or later: the session has passed."""
    second_step.note_passed(request, user)
