"""Whom no message has reached: the list, and recording how somebody was told of what is about no case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required
from dost.cases import acts, handlers
from dost.notifications.models import DirectMessage, Notice
from dost.notifications.untold import notices_without_case, unheard_changes

from .forms import ToldForm
from .untold import message_page, untold_page


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def untold(request: HttpRequest) -> HttpResponse:
    """The list, the oldest first; each leads to where it is recorded how the person was told."""
    page = untold_page(actor=actor_of(request), now=timezone.now())
    return render(request, "backoffice/untold.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice about an account that has reached nobody: record how the person was told."""
    return _told(request, notices_without_case(), pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Word of a change of contact data that did not arrive: record how the person was told."""
    return _told(request, unheard_changes(), pk)


def _told(request: HttpRequest, waiting: QuerySet[Any], pk: int) -> HttpResponse:
    row: Notice | DirectMessage = get_object_or_404(waiting.select_related("person"), pk=pk)
    form = ToldForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _recorded(request, row, form):
        return redirect("untold:list")
    page = message_page(row, actor=actor_of(request), now=timezone.now())
    status = 400 if form.errors else 200
    return render(request, "backoffice/untold_message.html", {"page": page, "form": form}, status=status)


def _recorded(request: HttpRequest, row: Notice | DirectMessage, form: ToldForm) -> bool:
    given = form.cleaned_data
    try:
        handlers.tell_without_case(
            row, actor=actor_of(request), how=given["how"], note=given["note"], now=timezone.now()
        )
    except acts.NotPossible as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, _("It is recorded how the person was told."))
    return True
