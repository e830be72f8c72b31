"""The studio's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import staff
from dost.studio.guard import studio_permission
from dost.studio.pages.home import home_page
from services_catalog.changes.permissions import VIEW

from .common import shown


@never_cache
@require_safe
@studio_permission(VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """What is in force, what is on its way, and every service; asked by htmx, only the list of services."""
    page = home_page(request.GET.dict(), by=staff(request), today=timezone.localdate())
    htmx = getattr(request, "htmx", None)
    template = "studio/_services.html" if htmx and htmx.target == "services" else "studio/home.html"
    return shown(request, template, {"page": page})
