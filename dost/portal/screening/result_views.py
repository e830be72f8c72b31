"""The result, and what one does with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .state import Screening, keep, screening_required


@require_safe
@screening_required
def result(request: HttpRequest, screening: Screening) -> HttpResponse:
    return keep(render(request, "portal/screening/code.html", {}), screening)
