"""The list of work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required
from dost.cases import handlers

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


@require_POST
@role_required(WORKS_ON_CASES)
def next_case(request: HttpRequest) -> HttpResponse:
    """Give the reader the most urgent case that is nobody's and that they may decide; its page opens, it is theirs."""
    taken = handlers.take_next(actor=actor_of(request), now=timezone.now())
    if taken is None:
        messages.info(request, _("No case that you may decide is without a holder."))
        return redirect("work:list")
    messages.success(request, _("The case is yours now."))
    return redirect("cases:detail", pk=taken)


@require_safe
@role_required(WORKS_ON_CASES)
def queue(request: HttpRequest) -> HttpResponse:
    """The address by which the list of work is known elsewhere, filters included."""
    query = request.META.get("QUERY_STRING", "")
    there = reverse("work:list") + (f"?{query}" if query else "")
    return HttpResponsePermanentRedirect(there, preserve_request=True)
