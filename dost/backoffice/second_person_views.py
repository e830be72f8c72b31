"""The list of what waits for a second person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required

from .second_person import second_page


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def second_list(request: HttpRequest) -> HttpResponse:
    """What waits, what is due first on top."""
    page = second_page(actor=actor_of(request), now=timezone.now())
    return render(request, "backoffice/second_person.html", {"page": page})
