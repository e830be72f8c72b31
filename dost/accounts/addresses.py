"""Addresses a citizen may be led to: of this site alone, and of the identity provider when they sign in or out."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from dost.common.audiences import is_for_citizens, is_public
from dost.ui.languages import language_of


def safe_address(request: HttpRequest, wanted: str) -> str:
    """The path (with its query) of an address of this site that a citizen may open; the overview for everything else.

    So nobody is led to another site, into an office, or to a page that is none, by an address somebody else wrote.
    """
    overview = reverse("my:home")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return overview
    parts = urlsplit(wanted)
    language = language_of(parts.path)
    if language is None or not parts.path.startswith("/") or parts.path.startswith("//"):
        return overview
    try:
        with translation.override(language):
            route = resolve(parts.path).route
    except Resolver404:
        return overview
    opens = (is_for_citizens(route) or is_public(route)) and "my/sign" not in route
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}" if opens else overview


def provider_origins() -> list[str]:
    """The origins a browser is led through when it signs in and out: the issuer's own, and those of the settings."""
    parts = urlsplit(settings.OIDC_ISSUER)
    return [f"{parts.scheme}://{parts.netloc}", *settings.OIDC_ORIGINS]


def let_forms_lead_out(response: HttpResponseBase) -> HttpResponseBase:
    """Let the forms of this page lead to the provider, to sign in or out there: the policy holds redirects, too."""
    response._csp_update = {"form-action": provider_origins()}  # type: ignore[attr-defined]
    return response
