"""Where whoever is not signed in is led, by the guards of all offices."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page of signing in and back; a fragment's request makes the whole page go there."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    there = redirect_to_login(htmx.current_url_abs_path or "/")
    return HttpResponseClientRedirect(there.headers["Location"])
