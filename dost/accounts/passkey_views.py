"""Pages of passkeys, and of taking a way to sign in away: django-allauth's views in this house's look."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from . import second_step
from .access import staff
from .account_events import note_own
from .adapters import carries_passkeys
from .models import AccountEvent, User
from .second_step_views import OnlyPassed, WrongCodesAreNoted, after_enrolling, instead_of_adding, with_next
from .sign_in import to_sign_in

What = AccountEvent.What


@method_decorator(sensitive_post_parameters("credential"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """A passkey: made by the browser or a key, from a button; then the session has passed."""

    template_name = "accounts/add_passkey.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has a second step already shows it first."""
        if request.user.is_authenticated and (instead := instead_of_adding(request)):
            return HttpResponseRedirect(instead)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the browser is asked to make, where passkeys work at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = json.dumps(context["js_data"]["creation_options"], cls=DjangoJSONEncoder)
        return {
            **context,
            "passkey_options": options if carries_passkeys(self.request) else "",
            "passkey_place": settings.PUBLIC_URL,
            "is_first": not second_step.is_enrolled(staff(self.request)),
            "app_url": with_next("mfa_activate_totp", self.request),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and let the session pass."""
        response: HttpResponse = super().form_valid(form)
        second_step.note_passed(self.request, staff(self.request))
        note_own(self.request, What.STEP_ADDED)
        return response

    def get_success_url(self) -> str:
        """The recovery codes when there are new ones, and from there to where the reader wanted to go."""
        return after_enrolling(self.request, has_new_codes=self.did_generate_recovery_codes)


class _AnsweredByItsPage:
    """What was wrong is said on the page itself; allauth leads back to the sign-in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        return response


@method_decorator(sensitive_post_parameters("credential"), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class PasskeyAgain(WrongCodesAreNoted, _AnsweredByItsPage, ReauthenticateWebAuthnView):
    """The passkey in a session that began before its user had one."""

    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the passkey is asked to sign, and the other way."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = json.dumps(context["js_data"]["request_options"], cls=DjangoJSONEncoder)
        works = carries_passkeys(self.request)
        return {
            **context,
            "webauthn_form": kwargs.get("form") or context.get("form") or self.get_form(),
            "has_codes": False,
            "passkey_options": options if works else "",
            "passkey_place": "" if works else settings.PUBLIC_URL,
            "other_way": with_next("mfa_reauthenticate", self.request)
            if second_step.has_codes(staff(self.request))
            else "",
        }


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RemoveStep(OnlyPassed, FormView):  # type: ignore[type-arg]
    """Taking away the app or a passkey, as long as another one is left."""

    template_name = "accounts/remove_step.html"
    form_class = forms.Form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whose it is not, for them it is not there."""
        if not request.user.is_authenticated:
            return to_sign_in(request)
        self.step = get_object_or_404(Authenticator, pk=kwargs["pk"], user=staff(request), type__in=second_step.STEPS)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which one, and whether it is the last."""
        is_app = self.step.type == Authenticator.Type.TOTP
        return {
            **super().get_context_data(**kwargs),
            "name": "" if is_app else self.step.wrap().name,
            "is_last": second_step.is_last(self.step),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Take it away, under a lock of its user, so that two requests do not take the last two."""
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=self.step.user_id)
            if second_step.is_last(self.step):
                return self.form_invalid(form)
            delete_and_cleanup(self.request, self.step)
            note_own(self.request, What.STEP_REMOVED)
        messages.success(self.request, _("It is removed and does not sign you in any more."))
        return HttpResponseRedirect(reverse("mfa_index"))
