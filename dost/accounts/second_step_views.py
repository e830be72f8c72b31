"""Pages of the second step: django-allauth's views in this house's look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import second_step
from .access import staff
from .account_events import note_own
from .actors import staff_actor
from .adapters import carries_passkeys
from .models import AccountEvent, User
from .security_log import Claimed, Kind, origin, security_event

What = AccountEvent.What


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go, or the start page; never a foreign address."""
    return get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL


def with_next(name: str, request: HttpRequest) -> str:
    """An address by its name, that leads on to where the reader wanted to go."""
    return f"{reverse(name)}?{urlencode({'next': _next(request)})}"


class WrongCodesAreNoted:
    """Every code that was not accepted stands in the security log, with the account it was written for."""

    def form_invalid(self, form: Any) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        signed_in = request.user.is_authenticated
        who = staff_actor(form.user) if signed_in else Claimed(form.user.pk, form.user.role)
        codes = sorted({str(error.code) for errors in form.errors.as_data().values() for error in errors})
        security_event(
            Kind.SECOND_STEP_FAILED, who=who, where=origin(request), what=", ".join(codes), now=timezone.now()
        )
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return response


@method_decorator(sensitive_post_parameters("code", "credential"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Authenticate(WrongCodesAreNoted, AuthenticateView):
    """The code or the passkey after the password: nobody is signed in yet."""

    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which of the two the user has, and what a passkey is asked to sign."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, **ways(self.request, self.stage.login.user, context)}


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class CodeAgain(WrongCodesAreNoted, ReauthenticateCodeView):
    """The code in a session that began before its user had an authenticator."""

    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the other way, for whoever has a passkey too."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offered = second_step.has_passkey(staff(self.request)) and carries_passkeys(self.request)
        other = with_next("mfa_reauthenticate_webauthn", self.request) if offered else ""
        return {**context, "has_codes": True, "other_way": other}


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class PasswordAgain(ReauthenticateView):
    """The password once more, when signing in is more than a few minutes ago."""

    template_name = "accounts/password_again.html"


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Enrol(ActivateTOTPView):
    """The secret as a QR code and as text, and the first code in return; then the session has passed."""

    template_name = "accounts/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has a second step already shows it first, and never has two apps."""
        if request.user.is_authenticated and (instead := _instead_of_enrolling(request)):
            return HttpResponseRedirect(instead)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret in groups of four, as people type it, and the other way."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {
            **context,
            "secret_groups": [secret[at : at + 4] for at in range(0, len(secret), 4)],
            "is_first": not second_step.is_enrolled(staff(self.request)),
            "passkey_url": with_next("mfa_add_webauthn", self.request) if carries_passkeys(self.request) else "",
            "passkey_place": settings.PUBLIC_URL,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Enrol, use the code up, and let the session pass."""
        response: HttpResponse = super().form_valid(form)
        user = staff(self.request)
        authenticator = second_step.totp_of(user)
        assert authenticator is not None
        second_step.use_code(authenticator, form.cleaned_data["code"])
        second_step.note_passed(self.request, user)
        note_own(self.request, What.STEP_ADDED)
        return response

    def get_success_url(self) -> str:
        """The recovery codes, and from there to where the reader wanted to go."""
        return after_enrolling(self.request, has_new_codes=self.did_generate_recovery_codes)


def _instead_of_enrolling(request: HttpRequest) -> str:
    user = staff(request)
    if second_step.totp_of(user) is not None and second_step.has_passed(request.session, user):
        return reverse("mfa_index")
    return instead_of_adding(request)


def instead_of_adding(request: HttpRequest) -> str:
    """Where whoever has a second step, but has not shown it in this session, goes first; empty for others.

    Otherwise a stolen password would be enough to add the thief's own.
    """
    user = staff(request)
    if second_step.has_passed(request.session, user) or not second_step.is_enrolled(user):
        return ""
    has_app = second_step.totp_of(user) is not None
    return with_next("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn", request)


def after_enrolling(request: HttpRequest, *, has_new_codes: bool) -> str:
    """The recovery codes when there are new ones, and from there to where the reader wanted to go."""
    return with_next("mfa_view_recovery_codes", request) if has_new_codes else reverse("mfa_index")


def ways(request: HttpRequest, user: User, context: Mapping[str, Any]) -> dict[str, Any]:
    """What a page that asks for the second step shows: a field for codes, a button for the passkey, or both."""
    options = ""
    if context.get("js_data") and second_step.has_passkey(user) and carries_passkeys(request):
        options = json.dumps(context["js_data"]["request_options"], cls=DjangoJSONEncoder)
    return {
        "has_codes": second_step.has_codes(user),
        "passkey_options": options,
        "passkey_place": settings.PUBLIC_URL if not options and second_step.has_passkey(user) else "",
    }


class OnlyPassed:
    """Opens only in a session that has passed the second step."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead whoever has not to it."""
        if request.user.is_authenticated and not staff(request).second_step_passed:
            return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.path})}")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


@method_decorator(never_cache, name="dispatch")
class Codes(OnlyPassed, ViewRecoveryCodesView):
    """Recovery codes, readable once."""

    template_name = "accounts/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where to go on to."""
        return {**super().get_context_data(**kwargs), "next_url": _next(self.request)}


class NewCodes(OnlyPassed, GenerateRecoveryCodesView):
    """New recovery codes; the old ones stop working."""

    template_name = "accounts/new_recovery_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and note it in the account's history."""
        response: HttpResponse = super().form_valid(form)
        note_own(self.request, What.CODES_MADE)
        return response


@method_decorator(never_cache, name="dispatch")
class Overview(IndexView):
    """How the reader signs in: the app, the passkeys, the recovery codes; from here to password and sessions."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        authenticators = context["authenticators"]
        totp = authenticators.get(Authenticator.Type.TOTP)
        passkeys = authenticators.get(Authenticator.Type.WEBAUTHN, [])
        recovery = authenticators.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "app": totp.instance if totp else None,
            "passkeys": [(passkey.instance, passkey.name) for passkey in passkeys],
            "may_remove": len(passkeys) + bool(totp) > 1,
            "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
            "carries_passkeys": carries_passkeys(self.request),
            "passkey_place": settings.PUBLIC_URL,
        }
