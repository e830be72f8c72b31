"""Asks for the second step: tells a request's user whether its session has passed it, and leads there who must. Another
one notes what was refused.

The first stands behind Django's authentication and allauth's middleware. It only leads: what a session without the
second step may not do, `backends` refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from dost.common.audiences import is_for_institutions, is_public
from dost.ui.back import address_of_page

from . import second_step, sessions
from .citizens import POLLED
from .models import User
from .security_log import Kind, origin, party, security_event

OPEN: Final = frozenset(
    {
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
    }
)
"""Names of the addresses that open before the second step, beside what is open to anybody."""

OWN_PAGES: Final = "accounts/"
"""Where the pages about one's own account are: they open to whoever has no role yet, too."""


class SecondStepMiddleware:
    """Marks the request's user, and sends whoever lacks the second step to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Mark the user when somebody first asks for it: a page that does not ask costs nothing."""
        request.user = SimpleLazyObject(lambda: _marked_user(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead whoever has not passed the second step to it, whatever they want to open; and tell who has no role."""
        match = request.resolver_match
        assert match is not None  # a view has been found
        if match.view_name in OPEN or is_public(match.route) or not _serves_sign_in():
            return None
        user = request.user
        if not isinstance(user, User):
            return None
        if user.waits_for_second_step:
            return _to_second_step(request, user)
        if not user.role and not match.route.startswith(OWN_PAGES):
            return render(request, "accounts/no_role.html", status=HTTPStatus.FORBIDDEN)
        return None


class RefusalMiddleware:
    """Writes every refusal (403) of a page into the security log: who, from where, which kind of address.

    Stands in front of whatever may refuse: the check of forms against forgery, the guards of the views. Institutions'
    calls are noted by their own door, which knows whose they are. Reading the log is no reason to look at a user
    nobody has asked for, so the user is asked for only here, after the refusal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note a refusal."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != HTTPStatus.FORBIDDEN or (match and is_for_institutions(match.route)):
            return response
        what = f"{request.method} {match.route if match else '?'}"
        who = party(getattr(request, "user", None))
        security_event(Kind.REFUSED, who=who, where=origin(request), what=what, now=timezone.now())
        return response


def _marked_user(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if isinstance(user, User):
        user.second_step_passed = second_step.has_passed(request.session, user)
        request.session_idle_seconds = settings.SESSION_IDLE_SECONDS  # type: ignore[attr-defined]
        if POLLED not in request.headers:
            sessions.note_seen(request.session, now=timezone.now())
    return user


def _serves_sign_in() -> bool:
    """Whether this process serves the pages of signing in; that of the simulated institutions does not."""
    try:
        reverse("mfa_activate_totp")
    except NoReverseMatch:
        return False
    return True


def _next_step(user: User) -> str:
    """The name of the page: the code or the passkey the user has, or setting one up."""
    if second_step.totp_of(user) is not None:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if second_step.has_passkey(user) else "mfa_activate_totp"


def _to_second_step(request: HttpRequest, user: User) -> HttpResponse:
    """To the code or passkey, or to enrolling for whoever has neither yet, and from there back to here."""
    page = _next_step(user)
    htmx = getattr(request, "htmx", None)
    if htmx:
        back = htmx.current_url_abs_path or "/"
    else:
        back = address_of_page(request) if request.method in {"GET", "HEAD"} else "/"
    there = f"{reverse(page)}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(there) if htmx else HttpResponseRedirect(there)
