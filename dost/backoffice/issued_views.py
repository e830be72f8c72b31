"""What was issued for a case, to be printed; a document as the PDF that the person gets."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import SEES_CASES, role_required
from dost.cases.queries import institution_names
from dost.cases.text.document_pdf import OFFICIAL, NoDocument, document_pdf
from dost.cases.text.results import qr_code, result_view
from dost.common.dates import local_day

from .case_views import reason_asked, shown_to_reader


@never_cache
@require_safe
@role_required(SEES_CASES)
@reason_asked
def case_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What was issued for a case, to be printed; under the same reasons as the case."""
    now = timezone.now()
    case, _why = shown_to_reader(request, pk, now=now)
    result = result_view(case, now=now)
    if result is None:
        raise Http404
    address = check_address(request, result.number)
    context = {
        "result": result,
        "document_url": reverse("cases:document", args=[pk]) if result.states else "",
        "case": case,
        "provider": institution_names().get(case.service.provider, case.service.provider),
        "check_url": address,
        "qr": qr_code(address),
    }
    return render(request, "backoffice/result.html", context)


@never_cache
@require_safe
@role_required(SEES_CASES)
@reason_asked
def case_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a case as a PDF; under the same reasons as the case, and logged like it."""
    now = timezone.now()
    case, _why = shown_to_reader(request, pk, now=now)
    given = getattr(case, "deliverable", None)
    if given is None:
        raise Http404
    try:
        made = document_pdf(given, check_url=check_address(request, given.number), on=local_day(now))
    except NoDocument as error:
        raise Http404 from error
    headers = {"Content-Disposition": f'attachment; filename="{given.number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def check_address(request: HttpRequest, number: str) -> str:
    """The public address at which a number is checked: the same on every paper, whatever language its reader has."""
    with translation.override(OFFICIAL):
        return request.build_absolute_uri(reverse("check:number", args=[number]))
