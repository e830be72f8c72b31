"""Addresses of before the pages were laid out by office: they lead on to where the pages are now.

A form that was open while an installation was updated arrives whole: the answer is 308, which keeps method and body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import path

MOVED: Final = {"cases/": "/office/cases/", "rights/": "/office/rights/", "services/": "/"}
"""Where each old address leads."""


def _leads_to(there: str) -> Callable[..., HttpResponsePermanentRedirect]:
    def lead_on(request: HttpRequest, rest: str = "") -> HttpResponsePermanentRedirect:
        """To the same below the new address, with the query."""
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{there}{rest}{'?' if query else ''}{query}", preserve_request=True)

    return lead_on


urlpatterns = [
    *(path(old, _leads_to(there)) for old, there in MOVED.items()),
    *(path(f"{old}<path:rest>", _leads_to(there)) for old, there in MOVED.items() if there.startswith("/office/")),
]
