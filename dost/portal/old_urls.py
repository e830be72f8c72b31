"""Addresses of before the pages were laid out by office: they lead on to where the pages are now.

A form that was open while an installation was updated arrives whole: the answer is 308, which keeps method and body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import path, reverse

MOVED: Final = {"cases/": "/office/cases/", "rights/": "/office/rights/"}
"""Where each old address of an office leads, and all below it."""


def _on(request: HttpRequest, there: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{there}{'?' if query else ''}{query}", preserve_request=True)


def _leads_to(there: str) -> Callable[..., HttpResponsePermanentRedirect]:
    def lead_on(request: HttpRequest, rest: str = "") -> HttpResponsePermanentRedirect:
        """To the same below the new address, with the query."""
        return _on(request, f"{there}{rest}")

    return lead_on


def _to_home(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """To the home of the house in the language of the address, with the query."""
    return _on(request, reverse("services:home"))


def _without_prefix(request: HttpRequest, rest: str = "") -> HttpResponsePermanentRedirect:
    """To the address without a language's prefix; what is left may begin with a slash, and `//` is another host."""
    return _on(request, f"/{rest.lstrip('/')}")


urlpatterns = [
    *(path(old, _leads_to(there)) for old, there in MOVED.items()),
    *(path(f"{old}<path:rest>", _leads_to(there)) for old, there in MOVED.items()),
    # Guessed by whoever has seen `/ru/`: Azerbaijani has no prefix.
    path("az/", _without_prefix),
    path("az/<path:rest>", _without_prefix),
]

in_each_language = [path("services/", _to_home)]
