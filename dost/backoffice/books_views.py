"""What the nightly check of the books found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import WORKS_ON_CASES, role_required
from dost.common.dates import local_day

from .books import books_page


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def books(request: HttpRequest) -> HttpResponse:
    """The findings of the last check, kind by kind, each with the case to open."""
    return render(request, "backoffice/books.html", {"page": books_page(on=local_day(timezone.now()))})
