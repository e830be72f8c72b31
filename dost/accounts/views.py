"""Signing in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.urls import reverse

from registries.demonstration import PASSWORD, TOTP_SECRET

from .forms import SignInForm
from .management.commands import demo_users
from .models import User


class SignIn(LoginView):
    """Sign in, then go where the reader wanted to go. A demonstration shows its accounts.

    Name and password are looked at here; the steps after them are django-allauth's.
    """

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """On to the code or passkey, if the user has one; else signed in, which opens nothing but setting one up."""
        user = form.get_user()
        # Whoever has just written the password is not asked for it again before enrolling.
        record_authentication(self.request, user, method="password", reauthenticated=True)
        response: HttpResponse = perform_login(self.request, user, redirect_url=self.get_success_url())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration's accounts, where there are any."""
        context = super().get_context_data(**kwargs)
        accounts = demo_accounts()
        if not accounts:
            return context
        return {
            **context,
            "demo_accounts": accounts,
            "demo_password": PASSWORD,
            "demo_code": demo_users.CODE,
            "demo_secret": TOTP_SECRET,
        }


class SignOut(LogoutView):
    """Sign out (POST only), and back to the sign-in."""

    def get_default_redirect_url(self) -> str:
        """The sign-in."""
        return reverse("accounts:sign_in")


def demo_accounts() -> list[tuple[str, Any]]:
    """The demonstration's (user name, role in words) pairs; none in production."""
    if settings.PRODUCTION:
        return []
    names = [name for name, *_person in demo_users.PEOPLE]
    there = User.objects.filter(username__in=names, is_active=True).values_list("username", "role")
    roles = dict(there)
    return [(name, User.Role(roles[name]).label) for name in names if name in roles]
