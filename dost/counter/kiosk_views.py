"""The kiosk at the door: language, who, what for, whom nobody should keep waiting, ticket.

Each step is a form that leads to the next; what was said so far travels in it (`kiosk_draft`). A browser that is no
paired kiosk of the centre sees its hours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dost.centres.models import Device
from registries.models import Centre

from .hours import hours_page
from .kiosk_steps import Kiosk, next_step
from .pairing import pairing_page
from .screens import centre_of, context_of, home_of, leaves_nothing, paired, prolong

KIOSK: Final = Device.Kind.KIOSK
View = Callable[[HttpRequest, Kiosk], HttpResponse]


def _at_a_kiosk(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Let a view run at a paired kiosk only; elsewhere the address shows the centre's hours."""

    @wraps(view)
    @leaves_nothing
    def guarded(request: HttpRequest, centre: str) -> HttpResponse:
        there, now = centre_of(centre), timezone.now()
        device = paired(request, centre=there.code, kind=KIOSK)
        if device is None:
            return hours_page(request, there, pair_url=reverse("kiosk:pair", args=[there.code]), now=now)
        return view(request, Kiosk(request, there, device, now))

    return guarded


@require_safe
@_at_a_kiosk
def start(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """The first thing anybody sees: a word of welcome, and the language."""
    response = render(request, "counter/kiosk/start.html", _frame(kiosk.centre, languages=_languages(kiosk.centre)))
    prolong(request, response, centre=kiosk.centre.code, kind=KIOSK)
    return response


@require_safe
@_at_a_kiosk
def who(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Who somebody is, if they like to say it."""
    return kiosk.show("who", draft=None)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_at_a_kiosk
def step(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """One step of the road; opened by its address it begins anew."""
    if request.method != "POST":
        return redirect(home_of(KIOSK, kiosk.centre.code))
    return next_step(kiosk)


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_nothing
def pair(request: HttpRequest, centre: str) -> HttpResponse:
    """Make the browser a kiosk of the centre, by a one-time code."""
    return pairing_page(request, centre, KIOSK)


def _frame(centre: Centre, **more: Any) -> dict[str, Any]:
    return context_of(centre, home=home_of(KIOSK, centre.code), **more)


def _languages(centre: Centre) -> list[dict[str, str]]:
    """The three languages, each with its word for going on."""
    found = []
    for code in ("az", "en", "ru"):
        with translation.override(code):
            name = translation.get_language_info(code)["name_local"].capitalize()
            found.append(
                {"code": code, "name": name, "go_on": _("Continue"), "url": reverse("kiosk:who", args=[centre.code])}
            )
    return found
