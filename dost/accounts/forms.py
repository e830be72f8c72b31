"""The form staff sign in with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import throttle


class SignInForm(AuthenticationForm):
    """User name and password; after too many failures it waits before it looks at another."""

    error_messages = {
        "invalid_login": _("The user name or the password is not right. Mind capital letters."),
        "inactive": _("This account is closed. Ask your administrator."),
        "throttled": _("Too many attempts have failed. Wait five minutes and try again, or ask your administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].error_messages["required"] = _("Write your user name.")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Write your password.")
        assert isinstance(self.fields["password"], forms.CharField)

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many sign-ins have just failed."""
        username = self.cleaned_data.get("username") or ""
        address = throttle.address_of(self.request) if self.request else ""
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if throttle.is_blocked(username=username, address=address):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            throttle.count_failure(username=username, address=address)
            raise
        throttle.forget_failures(username=username, address=address)
        return cleaned
