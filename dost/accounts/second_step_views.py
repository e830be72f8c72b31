"""Pages of the second step: django-allauth's views in this house's look."""

from __future__ import annotations

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
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import second_step
from .access import staff
from .actors import staff_actor
from .security_log import Claimed, Kind, origin, security_event


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go, or the start page; never a foreign address."""
    return get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL


def _with_next(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?{urlencode({'next': _next(request)})}"


class _WrongCodesAreNoted:
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


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class Authenticate(_WrongCodesAreNoted, AuthenticateView):
    """The code after the password: nobody is signed in yet."""

    template_name = "accounts/code.html"


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class CodeAgain(_WrongCodesAreNoted, ReauthenticateCodeView):
    """The code in a session that began before its user had an authenticator."""

    template_name = "accounts/code.html"


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
        """Whoever is enrolled already writes a code instead."""
        if request.user.is_authenticated and second_step.is_enrolled(staff(request)):
            return HttpResponseRedirect(_with_next("mfa_reauthenticate", request))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret in groups of four, as people type it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return {**context, "secret_groups": [secret[at : at + 4] for at in range(0, len(secret), 4)]}

    def form_valid(self, form: Any) -> HttpResponse:
        """Enrol, use the code up, and let the session pass."""
        response: HttpResponse = super().form_valid(form)
        user = staff(self.request)
        authenticator = second_step.totp_of(user)
        assert authenticator is not None
        second_step.use_code(authenticator, form.cleaned_data["code"])
        second_step.note_passed(self.request, user)
        return response

    def get_success_url(self) -> str:
        """The recovery codes, and from there to where the reader wanted to go."""
        return _with_next("mfa_view_recovery_codes", self.request)


class _OnlyPassed:
    """Opens only in a session that has passed, once its user has an authenticator."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not staff(request).second_step_passed:
            return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.path})}")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


@method_decorator(never_cache, name="dispatch")
class Codes(_OnlyPassed, ViewRecoveryCodesView):
    """Recovery codes, readable once."""

    template_name = "accounts/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where to go on to."""
        return {**super().get_context_data(**kwargs), "next_url": _next(self.request)}


class NewCodes(_OnlyPassed, GenerateRecoveryCodesView):
    """New recovery codes; the old ones stop working."""

    template_name = "accounts/new_recovery_codes.html"


@method_decorator(never_cache, name="dispatch")
class Overview(IndexView):
    """Whether the reader signs in with a code, and how many recovery codes are left."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        authenticators = context["authenticators"]
        totp = authenticators.get(Authenticator.Type.TOTP)
        recovery = authenticators.get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "enrolled_at": totp.instance.created_at if totp else None,
            "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
        }
