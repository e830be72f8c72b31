"""The overview of a citizen's own pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.portal.my.page import render_my


@require_safe
@citizen_required
def home(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What the person is entitled to, what is coming, and what needs them."""
    return render_my(request, me, "portal/my/home.html")
