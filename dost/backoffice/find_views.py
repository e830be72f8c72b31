"""Finding the cases of one person. What was typed is kept in the session; the addresses say nothing of it."""

from __future__ import annotations

import secrets
from typing import Final

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, actor_of, role_required
from dost.cases.models import Case
from dost.cases.queries import SearchError, people_called, read_case_number

from .filters import page_number
from .find import found_page
from .forms import FindForm

SEARCHES: Final = "searches"
"""The session's key for what was looked for: (token, text) pairs, the newest last."""
MOST_KEPT: Final = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_CASES)
def find(request: HttpRequest) -> HttpResponse:
    """Ask whom to look for; a person leads to results without a name in their address, a number to its case."""
    form = FindForm(request.POST if request.method == "POST" else None)
    there = _leads_to(request, form) if form.is_valid() else ""
    if there:
        return redirect(there)
    context = {"form": form, "may_apply": actor_of(request).role in WORKS_ON_CASES}
    return render(request, "backoffice/find.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
@role_required(SEES_CASES)
def found(request: HttpRequest, token: str) -> HttpResponse:
    """The results of a search of this session, page by page."""
    text = dict(_searches(request.session)).get(token)
    if text is None:
        messages.info(request, _("That search has ended. Search again."))
        return redirect("cases:find")
    try:
        page = found_page(
            text,
            url=reverse("cases:found", args=[token]),
            page=page_number(request.GET.get("page", "")),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except SearchError as error:  # more are called so than when it was typed
        messages.error(request, str(error))
        return redirect("cases:find")
    return render(request, "backoffice/found.html", {"page": page})


def _leads_to(request: HttpRequest, form: FindForm) -> str:
    """The address that answers what was typed; empty when it cannot be looked for, which the form says then."""
    text = form.cleaned_data["q"]
    number = read_case_number(text)
    if number is not None:
        if Case.objects.filter(pk=number).exists():
            return reverse("cases:detail", args=[number])
        form.add_error("q", _("There is no case with this number."))
        return ""
    try:
        people_called(text)
    except SearchError as error:
        form.add_error("q", str(error))
        return ""
    return reverse("cases:found", args=[_keep(request.session, text)])


def _searches(session: SessionBase) -> list[tuple[str, str]]:
    return [(token, text) for token, text in session.get(SEARCHES, [])]


def _keep(session: SessionBase, text: str) -> str:
    """Keep what was typed, among the last few; returns the token that stands for it."""
    token = secrets.token_urlsafe(12)
    session[SEARCHES] = [*_searches(session)[1 - MOST_KEPT :], (token, text)]
    return token
