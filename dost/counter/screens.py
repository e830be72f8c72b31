"""The screens of a centre: which browser is a paired kiosk or board, and what all public screens have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from dost.centres.devices import device_of
from dost.centres.models import Device
from dost.ui.languages import in_language
from registries.models import Centre

KEPT: Final = timedelta(days=400)
"""As long as browsers keep a cookie at all; each start of the screen begins it anew."""
# Browsers take a name with this prefix only from https, so nobody on the line can set one.
_PREFIX: Final = "__Secure-" if settings.PRODUCTION else ""
_NOINDEX: Final = "noindex, nofollow"

View = Callable[..., HttpResponse]


def centre_of(code: str) -> Centre:
    """The open centre of an address; raises `Http404`."""
    centre = Centre.objects.filter(code=code.upper(), status=Centre.Status.OPEN).first()
    if centre is None:
        raise Http404
    return centre


def paired(request: HttpRequest, *, centre: str, kind: Device.Kind) -> Device | None:
    """The screen that the browser is, if it is one of this centre and was not revoked. One query."""
    token = request.COOKIES.get(cookie_of(kind, _language()), "")
    return device_of(token=token, centre=centre, kind=kind) if token else None


def remember(response: HttpResponse, token: str, *, centre: str, kind: Device.Kind) -> None:
    """Have the browser keep the token of its screen, for the addresses of that screen only, in each language.

    A response holds one cookie of a name, whatever its path: so each language has a name of its own.
    """
    for language, _name in settings.LANGUAGES:
        response.set_cookie(
            cookie_of(kind, language),
            token,
            max_age=KEPT,
            path=in_language(f"/{kind}/{centre}/", language),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )


def prolong(request: HttpRequest, response: HttpResponse, *, centre: str, kind: Device.Kind) -> None:
    """Keep the token for as long again."""
    remember(response, request.COOKIES[cookie_of(kind, _language())], centre=centre, kind=kind)


def leaves_nothing(view: View) -> View:
    """Have no browser and no cache keep a public screen, and no search engine list it: Back shows nobody's data."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = _NOINDEX
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def name_of(centre: Centre) -> str:
    """What a centre is called in the language of the page."""
    return str(getattr(centre, f"name_{_language()}", "") or centre.name_az)


def home_of(kind: Device.Kind, centre: str) -> str:
    """The start of a screen, in the language of the state."""
    return in_language(reverse(f"{kind}:start", args=[centre]), settings.LANGUAGE_CODE)


def cookie_of(kind: Device.Kind, language: str) -> str:
    """The name under which a browser keeps the token of its screen, for the addresses in a language."""
    return f"{_PREFIX}{kind}-{language}"


def _language() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def context_of(centre: Centre, **more: Any) -> dict[str, Any]:
    """What the frame of every screen shows, with what the page shows besides."""
    return {"centre_name": name_of(centre), "centre": centre.code, **more}
