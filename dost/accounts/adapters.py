"""Where django-allauth asks this house: its words, addresses of clients, what a secret looks like at rest."""

from __future__ import annotations

import base64
import io
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import throttle

TOO_MANY = _("Too many wrong codes. Wait five minutes and try again, or ask your account administrator.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, as far as allauth does it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("The password is not right. Mind capital letters."),
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts of staff are given."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that failed sign-ins are counted for, too."""
        return throttle.address_of(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Nothing: the pages say what has happened."""


def passkey_host() -> str:
    """The host name that passkeys of this installation belong to (the relying party of WebAuthn)."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def carries_passkeys(request: HttpRequest) -> bool:
    """Whether passkeys work at the address this request came to: they belong to one host name, never to a number."""
    return request.get_host().rpartition(":")[0] == passkey_host() or request.get_host() == passkey_host()


class SecondStepAdapter(DefaultMFAAdapter):
    """Codes and their secrets, passkeys and their names."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right, or it was used already. Wait for the next one and write that."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom passkeys are for: the host of the address people know, whatever host a request names."""
        return {"id": passkey_host(), "name": str(settings.MFA_TOTP_ISSUER)}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called until its owner calls it otherwise."""
        return gettext("My passkey")

    def get_totp_label(self, user: Any) -> str:
        """What the app calls this account: the user name."""
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an SVG of its own, without styles, so that it may stand in a data: address."""
        drawn = io.BytesIO()
        segno.make(url, error="m", micro=False).save(
            drawn, kind="svg", border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None, omitsize=True
        )
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """A secret as it is stored: not readable without `SECRET_KEY`."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again.

        Raises:
            cryptography.fernet.InvalidToken: it was stored under a key that is in neither `SECRET_KEY` nor
                `SECRET_KEY_FALLBACKS`.
        """
        return decrypted(encrypted_text)


def encrypted(text: str) -> str:
    """A text as it is stored: not readable without `SECRET_KEY`."""
    return _cipher().encrypt(text.encode()).decode()


def decrypted(stored: str) -> str:
    """The text again.

    Raises:
        cryptography.fernet.InvalidToken: it was stored under a key that is in neither `SECRET_KEY` nor
            `SECRET_KEY_FALLBACKS`.
    """
    return _cipher().decrypt(stored.encode()).decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac("dost.accounts.second_step", "key", secret=one, algorithm="sha256").digest() for one in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
