"""Passwords that staff choose: another one, or the first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import throttle
from .forms import SignInForm


def _name_the_fields(form: forms.Form) -> None:
    """Labels and hints of this house: what a password must be, in sentences."""
    first, second = form.fields["new_password1"], form.fields["new_password2"]
    first.label, second.label = _("New password"), _("New password again")
    first.help_text = " ".join(str(text) for text in password_validators_help_texts())
    second.help_text = ""
    first.error_messages["required"] = _("Write a new password.")
    second.error_messages["required"] = _("Write the new password again.")


class ChoosePasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password that whoever was sent a one-time link chooses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_the_fields(self)


class ChangePasswordForm(PasswordChangeForm):
    """The password now, and the new one twice; wrong ones are counted as at the sign-in."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("The password is not right. Mind capital letters."),
    }

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        _name_the_fields(self)
        old = self.fields["old_password"]
        assert isinstance(old, forms.CharField)
        old.label = _("Password now")
        old.error_messages["required"] = _("Write your password.")

    def clean_old_password(self) -> str:
        """Check it, unless too many were wrong just now."""
        tried = {"username": self.user.get_username(), "address": throttle.address_of(self.request)}
        if throttle.is_blocked(**tried):
            raise ValidationError(SignInForm.error_messages["throttled"], code="throttled")
        try:
            return str(super().clean_old_password())
        except ValidationError:
            throttle.count_failure(**tried)
            raise

    def clean(self) -> dict[str, Any]:
        """The new one is another one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        old, new = cleaned.get("old_password"), cleaned.get("new_password1")
        if old and old == new:
            self.add_error("new_password1", _("Write another password than the one you have."))
        return cleaned
