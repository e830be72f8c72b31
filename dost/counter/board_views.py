"""The display board of a centre, and the one fragment that all its boards poll."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from dost.centres.models import Device

from .board import fragment, version_of
from .hours import hours_page
from .pairing import pairing_page
from .screens import centre_of, context_of, leaves_nothing, paired, prolong

BOARD: Final = Device.Kind.BOARD


@require_safe
@leaves_nothing
def start(request: HttpRequest, centre: str) -> HttpResponse:
    """The board; to a browser that is none, the centre's hours."""
    there, now = centre_of(centre), timezone.now()
    if paired(request, centre=there.code, kind=BOARD) is None:
        return hours_page(request, there, pair_url=reverse("board:pair", args=[there.code]), now=now)
    made = fragment(version_of(there.code, now=now, language=_language()), url=_calls_url(there.code))
    shown = context_of(there, calls=mark_safe(made), refresh=15)  # made by a template  # noqa: S308  # nosec B308 B703
    response = render(request, "counter/board/board.html", shown)
    prolong(request, response, centre=there.code, kind=BOARD)
    return response


@require_safe
@leaves_nothing
def calls(request: HttpRequest, centre: str) -> HttpResponse:
    """What has changed since the board asked last; a board that was revoked is sent to the hours."""
    code = centre.upper()
    if paired(request, centre=code, kind=BOARD) is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    version = version_of(code, now=timezone.now(), language=_language())
    if request.headers.get("If-None-Match") == version.tag:
        return HttpResponseNotModified(headers={"ETag": version.tag})
    return HttpResponse(fragment(version, url=_calls_url(code)), headers={"ETag": version.tag})


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_nothing
def pair(request: HttpRequest, centre: str) -> HttpResponse:
    """Make the browser a board of the centre, by a one-time code."""
    return pairing_page(request, centre, BOARD)


def _language() -> str:
    return (translation.get_language() or "az")[:2]


def _calls_url(centre: str) -> str:
    return reverse("board:calls", args=[centre])
