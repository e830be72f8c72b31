"""Calling back: the list of promises, beginning the call that keeps one, and what a supervisor takes off the list."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import Role, actor_of, role_required
from dost.centres import call_backs as backs
from dost.centres.calls import TAKES_CALLS
from dost.centres.problems import MovedOnError, QueueError

from .calls_forms import CloseForm
from .calls_page import back_rows

LISTED = 100
"""Calls back on one page; what is due first is on it."""
SEES_TO = frozenset({Role.SUPERVISOR})


@never_cache
@require_safe
@role_required(backs.KEEPS)
def call_backs(request: HttpRequest) -> HttpResponse:
    """Whom to call back, what is overdue on top."""
    actor, now = actor_of(request), timezone.now()
    rows = back_rows(actor, now=now, most=LISTED)
    shown = {"rows": rows, "tries": backs.TRIES, "closes": actor.role in SEES_TO}
    return render(request, "counter/calls/call_backs.html", shown)


@require_POST
@role_required(TAKES_CALLS)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the call that keeps a promise."""
    try:
        backs.call_now(call_back_id=pk, actor=actor_of(request), now=timezone.now())
    except QueueError as why:
        messages.error(request, str(why))
        return redirect("calls:call_backs")
    return redirect("calls:home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_TO)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a promise off the list that was seen to otherwise, and say how."""
    actor, now = actor_of(request), timezone.now()
    row = backs.waiting_for(actor).filter(pk=pk).first()
    if row is None:
        if request.method != "POST":
            raise Http404
        messages.error(request, str(MovedOnError()))
        return redirect("calls:call_backs")
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            backs.close(call_back_id=pk, actor=actor, now=now, **form.cleaned_data)
        except QueueError as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("It is taken off the list."))
        return redirect("calls:call_backs")
    shown = {"row": row, "form": form, "now": now}
    return render(request, "counter/calls/close.html", shown, status=400 if form.errors else 200)
