"""The forms staff sign in with: name and password, and the code of the second step."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.fernet import InvalidToken
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import second_step, security_log, throttle
from .models import SecurityEvent

Kind = SecurityEvent.Kind

logger = logging.getLogger(__name__)


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
            who = security_log.claimed(username)
            security_log.security_event(Kind.SIGN_IN_THROTTLED, who=who, where=address, what="", now=timezone.now())
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            throttle.count_failure(username=username, address=address)
            raise
        throttle.forget_failures(username=username, address=address)
        return cleaned


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Digits, offered by telephones that have just shown them."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": _("Write the code.")},
    )


class EnrolForm(ActivateTOTPForm):
    """The first code of a new authenticator: it shows that the secret has arrived there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(_("The six digits that the app shows"))


class _CodeMixin(forms.Form):
    """A code of the app, or one of the recovery codes; each works once, and wrong ones are counted."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field(
            _("Code"), _("The six digits that your app shows. Without your telephone: one of your recovery codes.")
        )

    def clean_code(self) -> str:
        """Look at the code, unless too many were wrong just now."""
        forget_failures = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        for authenticator in Authenticator.objects.filter(user=self.user, type__in=kinds):
            if _accepts(authenticator, code):
                authenticator.user = self.user
                self.authenticator = authenticator
                forget_failures()
                return code
        raise get_adapter().validation_error("incorrect_code")


def _accepts(authenticator: Authenticator, code: str) -> bool:
    try:
        if authenticator.type == Authenticator.Type.TOTP:
            return second_step.use_code(authenticator, code)
        return bool(authenticator.wrap().validate_code(code))
    except InvalidToken:
        logger.exception("SECRET_KEY has changed: the %s of %s cannot be read", authenticator.type, authenticator.user)
        return False


class CodeForm(_CodeMixin, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(_CodeMixin, ReauthenticateCodeForm):
    """The code in a session that has no second step yet."""


class PasswordAgainForm(ReauthenticateForm):
    """The password before something that must not be done at a screen left open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Write your password.")},
        )
