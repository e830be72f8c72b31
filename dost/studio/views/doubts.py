"""Confirming that words and rule which changed apart are right as they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dost.accounts.access import staff
from dost.studio.guard import studio_permission
from services_catalog.changes import doubts
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.permissions import EDIT

from .common import attempt, the_set, to_set


@never_cache
@require_POST
@studio_permission(EDIT)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody says is right; it is asked again once it changes again."""
    change_set, keys = the_set(pk), request.POST.getlist("key")
    attempt(
        request,
        lambda: doubts.confirm(
            change_set,
            check_change_set(change_set).doubts,
            keys,
            reason=request.POST.get("reason", "")[:500],
            by=staff(request),
            at=timezone.now(),
        ),
        done=_("Confirmed; it is in the history."),
    )
    code = request.POST.get("back", "")
    if change_set.services.filter(code=code).exists():
        return redirect("studio:rule", pk, code)
    return to_set(pk)
