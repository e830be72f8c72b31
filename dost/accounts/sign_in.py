"""Where whoever is not signed in is led, by the guards of all offices.

What they sent from a page whose session had run out is set aside (`typed`) and offered to them once they are back.
"""

from __future__ import annotations

from typing import Final

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from dost.ui.back import address_of_page

from . import typed

privileged: Final = reauthentication_required(allow_get=True)
"""For a view that must not be used at a screen left open: before it does something, the password is asked for again.

What was sent waits meanwhile, and is done once the password was right. A few minutes long it is not asked for twice.
"""


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page of signing in and back; a fragment's request makes the whole page go there."""
    htmx = getattr(request, "htmx", None)
    back = (htmx.current_url_abs_path or "/") if htmx else address_of_page(request)
    if typed.set_aside(request):
        back = reverse("typed")
    there = redirect_to_login(back)
    if not htmx:
        return there
    return HttpResponseClientRedirect(there.headers["Location"])
