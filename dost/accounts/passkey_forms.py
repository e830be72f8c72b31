"""The forms that carry what a passkey has signed: setting one up, signing in with it, and showing oneself again.

django-allauth checks what is signed; here whatever a browser may send in its place becomes a refusal in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 40
MOST_LETTERS = 20_000
LARGEST_NUMBER = 65_535  # the numbers of signature algorithms (COSE) go as far
NOT_WORKED = _("The passkey did not work. Try again, or use another way.")


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """What no authenticator sends – another structure, another key's signature – is a passkey that did not work."""
    try:
        yield
    except ValidationError as error:
        if error.code == "incorrect_code":
            raise ValidationError(NOT_WORKED, code="passkey") from error
        raise
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature) as error:
        raise ValidationError(NOT_WORKED, code="passkey") from error


def _counts_beyond(read: object) -> bool:
    """Whether a number is larger than any that an authenticator sends.

    Where octets belong, the library would make as many of them as a number says, and take all the memory there is.
    """
    if isinstance(read, dict):
        return any(map(_counts_beyond, read.values()))
    if isinstance(read, list):
        return any(map(_counts_beyond, read))
    return isinstance(read, int | float) and not abs(read) <= LARGEST_NUMBER


class CredentialField(forms.JSONField):
    """What an authenticator answers: a JSON object. Anything longer or deeper than one ever is, or none, is refused."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(error_messages={"required": NOT_WORKED, "invalid": NOT_WORKED, "max_length": NOT_WORKED})

    def to_python(self, value: Any) -> Any:
        """Read it."""
        if isinstance(value, str) and len(value) > MOST_LETTERS:
            raise ValidationError(NOT_WORKED, code="passkey")
        try:
            read = super().to_python(value)
        except (RecursionError, ValueError) as error:  # too deep; a number with too many digits
            raise ValidationError(NOT_WORKED, code="passkey") from error
        if not isinstance(read, dict) or _counts_beyond(read):  # `false` would pass as "nothing to check"
            raise ValidationError(NOT_WORKED, code="passkey")
        return read


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()
        self.fields["name"] = forms.CharField(
            label=_("What you call it"),
            help_text=_("So that you know it again, for example “work laptop” or “blue key”."),
            required=False,
            max_length=NAME_LENGTH,
            initial=get_adapter().generate_authenticator_name(self.user, Authenticator.Type.WEBAUTHN),
        )

    def clean(self) -> dict[str, Any]:
        """Check what the authenticator has signed."""
        with _refused_in_words():
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class PasskeyForm(AuthenticateWebAuthnForm):
    """The passkey after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Check what the authenticator has signed, unless too many were wrong just now."""
        with _refused_in_words():
            return super().clean_credential()


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """The passkey in a session that has no second step yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Authenticator:
        """Check what the authenticator has signed, unless too many were wrong just now."""
        with _refused_in_words():
            return super().clean_credential()
