"""The purposes that staff have stated, for whoever reviews them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import REVIEWS_PURPOSES, actor_of, role_required
from dost.common.dates import local_day

from .complaints import for_you_alone
from .purposes import purposes_page


@never_cache
@require_safe
@role_required(REVIEWS_PURPOSES)
def purposes_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those."""
    actor, now = actor_of(request), timezone.now()
    page = purposes_page(request.GET, actor=actor, now=now)
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    if fragment:
        response = render(request, "backoffice/_purposes.html", {"page": page})
    else:
        context = {"page": page, "alone": for_you_alone(actor, on=local_day(now))}
        response = render(request, "backoffice/purposes.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
