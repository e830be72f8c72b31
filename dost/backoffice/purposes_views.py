"""The purposes that staff have stated, for whoever reviews them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import REVIEWS_PURPOSES, actor_of, role_required

from .purposes import purposes_page


@never_cache
@require_safe
@role_required(REVIEWS_PURPOSES)
def purposes_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those."""
    page = purposes_page(request.GET, actor=actor_of(request), now=timezone.now())
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    response = render(request, "backoffice/_purposes.html" if fragment else "backoffice/purposes.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
