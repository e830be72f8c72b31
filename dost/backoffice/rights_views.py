"""The rights to look at: the list, and the table for the supervisor."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts import access
from dost.accounts.access import WORKS_ON_CASES, Role, role_required, staff
from dost.cases.models import Entitlement
from dost.common.dates import local_day

from .rights import export, rights_page

BYTE_ORDER_MARK: Final = "\ufeff"


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def rights_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those. The names shown are logged."""
    page, rights = rights_page(request.GET, may_export=staff(request).role == Role.SUPERVISOR)
    _log(request, rights)
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    response = render(request, "backoffice/_rights.html" if fragment else "backoffice/rights.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_safe
@role_required({Role.SUPERVISOR})
def rights_export(request: HttpRequest) -> HttpResponse:
    """The same as a CSV file; everybody in it is logged as looked at."""
    lines, rights = export(request.GET)
    _log(request, rights)
    name = f"rights-to-review-{local_day(timezone.now()).isoformat()}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    response.write(BYTE_ORDER_MARK)  # without it a spreadsheet takes the letters for others
    csv.writer(response).writerows(lines)
    return response


def _log(request: HttpRequest, rights: Sequence[Entitlement]) -> None:
    user = staff(request)
    access.log_access(
        user=user,
        people=[right.person_id for right in rights],
        purpose=access.purposes_of(user)[0],
        reason=access.IN_A_LIST,
        registries=["POPULATION"],
        now=timezone.now(),
        pause=access.LIST_PAUSE,
    )
