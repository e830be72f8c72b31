"""The cookies in which a browser carries what was told: sealed, for the screening's own addresses, for 20 minutes.

An address has a language, so there is one cookie for each language's, all with the same content: whoever changes the
language goes on where they were. None of them is sent with any other page of the house; the one for the way through
signing in is sent to one page only, and is set only when somebody asks for it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from dost.proactive.screening.sealed import IDLE, AlteredError, Opened, Purpose, SealError, seal, unseal
from dost.ui.languages import in_language, language_of

# Browsers take a name with this prefix only from https, so nobody on the line can set one.
_PREFIX: Final = "__Secure-" if settings.PRODUCTION else ""
_NAMES: Final = {Purpose.SESSION: "screening", Purpose.CARRY: "carried"}


def opened(request: HttpRequest, *, purpose: Purpose, now: datetime) -> Opened | None:
    """Return what the browser carries; None for nothing. Raises `SealError` when that does not open (any more)."""
    given = request.COOKIES.get(_name(purpose, language_of(request.path_info) or settings.LANGUAGE_CODE))
    if not given:
        return None
    try:
        sealed = urlsafe_b64decode(given.encode("ascii") + b"=" * (-len(given) % 4))
    except (Base64Error, UnicodeError, ValueError):
        raise AlteredError("it is not written as it was sealed") from None
    return unseal(sealed, purpose=purpose, now=now, idle=IDLE)


def carries(request: HttpRequest, *, purpose: Purpose, now: datetime) -> bool:
    """Whether the browser carries something that opens."""
    try:
        return opened(request, purpose=purpose, now=now) is not None
    except SealError:
        return False


def hand_over(
    response: HttpResponse, payload: bytes, *, purpose: Purpose, started_at: datetime, now: datetime
) -> HttpResponse:
    """Give the browser what it is to carry, in place of what it carried; raises `TooLargeError`."""
    sealed = seal(payload, purpose=purpose, started_at=started_at, now=now)
    text = urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")
    for language, path in _paths(purpose).items():
        response.set_cookie(
            _name(purpose, language),
            text,
            max_age=IDLE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def take_back(response: HttpResponse, *, purpose: Purpose) -> HttpResponse:
    """Have the browser forget what it carries."""
    for language, path in _paths(purpose).items():
        response.set_cookie(
            _name(purpose, language),
            "",
            max_age=0,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _name(purpose: Purpose, language: str) -> str:
    return f"{_PREFIX}{_NAMES[purpose]}-{language}"


def _paths(purpose: Purpose) -> dict[str, str]:
    """For each language, the beginning of the addresses to which the cookie is sent."""
    with translation.override(settings.LANGUAGE_CODE):
        address = reverse("my:answers" if purpose is Purpose.CARRY else "screening:start").rstrip("/")
    return {code: in_language(address, code) for code, _name in settings.LANGUAGES}
