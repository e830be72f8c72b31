"""The history of everything done in the studio."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.studio.guard import studio_permission
from dost.studio.pages.histories import history_page
from services_catalog.changes.permissions import VIEW

from .common import shown


@never_cache
@require_safe
@studio_permission(VIEW)
def everything(request: HttpRequest) -> HttpResponse:
    """Who did what when, and what is different since."""
    return shown(request, "studio/history.html", {"page": history_page(request.GET.dict())})
