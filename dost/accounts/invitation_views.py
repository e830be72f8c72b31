"""The one-time link of a new member of staff, or of one who sets password and second step up anew.

What stands in the link goes into the session and out of the address at once, so that neither the browser's history
nor a log of addresses keeps something that still works.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from . import staffing, throttle
from .models import OneTimeLink, User
from .own_account_forms import ChoosePasswordForm

SESSION_KEY: Final = "one_time_link"


@never_cache
@require_safe
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address; whoever is signed in as somebody is signed out first."""
    request.session.flush()
    request.session[SESSION_KEY] = token
    return redirect("accounts:choose_password")


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class ChoosePassword(FormView):  # type: ignore[type-arg]
    """Choose a password; then the second step is set up. A link that does not work says what to do."""

    template_name = "accounts/choose_password.html"
    form_class = ChoosePasswordForm
    link: OneTimeLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the link; used, run out, unknown and of a suspended account are told in the same words."""
        link = staffing.open_link(request.session.get(SESSION_KEY, ""), now=timezone.now())
        if link is None:
            return _does_not_work(request)
        self.link = link
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add whose password it will be: it must not be like their name."""
        return {**super().get_form_kwargs(), "user": self.link.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose account it is, and until when the link works."""
        return {**super().get_context_data(**kwargs), "owner": self.link.user, "until": self.link.expires_at}

    @sensitive_variables("chosen")
    def form_valid(self, form: ChoosePasswordForm) -> HttpResponse:
        """Keep the password, and sign in: what opens then is setting up the second step."""
        request = self.request
        chosen = form.cleaned_data["new_password1"]
        token = request.session.pop(SESSION_KEY)
        user = staffing.use_link(token, chosen, address=throttle.address_of(request), now=timezone.now())
        if user is None:
            return _does_not_work(request)
        return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    record_authentication(request, user, method="password", reauthenticated=True)
    response: HttpResponse = perform_login(request, user, redirect_url=reverse("mfa_activate_totp"))
    return response


def _does_not_work(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_does_not_work.html", status=410)
