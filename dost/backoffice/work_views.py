"""The list of work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required

from .work import work_page


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for staff, due first; asked by htmx for the results, only those. The names shown are logged."""
    page = work_page(request.GET, actor=actor_of(request), now=timezone.now())
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    if fragment and page.filter_errors:
        return HttpResponseClientRedirect(request.get_full_path())  # the errors stand outside the results
    response = render(request, "backoffice/_work.html" if fragment else "backoffice/work.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
