"""The rights to look at: the list, and the table for the supervisor."""

from __future__ import annotations

import csv
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import WORKS_ON_CASES, Role, actor_of, role_required
from dost.accounts.security_log import Kind, origin, security_event
from dost.common.dates import local_day

from .rights import export, rights_page

BYTE_ORDER_MARK: Final = "\ufeff"


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def rights_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those. The names shown are logged."""
    actor = actor_of(request)
    page = rights_page(request.GET, actor=actor, may_export=actor.role == Role.SUPERVISOR, now=timezone.now())
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    response = render(request, "backoffice/_rights.html" if fragment else "backoffice/rights.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_safe
@role_required({Role.SUPERVISOR})
def rights_export(request: HttpRequest) -> HttpResponse:
    """The same as a CSV file; everybody in it is logged as looked at."""
    now = timezone.now()
    lines = list(export(request.GET, actor=actor_of(request), now=now))
    what = f"rights to review, {len(lines) - 1} rows"
    security_event(Kind.EXPORTED, who=actor_of(request), where=origin(request), what=what, now=now)
    name = f"rights-to-review-{local_day(now).isoformat()}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    response.write(BYTE_ORDER_MARK)  # without it a spreadsheet takes the letters for others
    csv.writer(response).writerows(lines)
    return response
