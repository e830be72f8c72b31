"""Whom no message has reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required

from .untold import untold_page


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def untold(request: HttpRequest) -> HttpResponse:
    """The list, the oldest first; each leads to where it is recorded how the person was told."""
    page = untold_page(actor=actor_of(request), now=timezone.now())
    return render(request, "backoffice/untold.html", {"page": page})
