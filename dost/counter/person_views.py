"""The person on one page, and everything that is not theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dost.accounts.access import role_required
from dost.proactive.outlook import queries
from dost.proactive.outlook.wanted import outlook_wanted

from .person_frame import AT_WINDOW, Window, at_window, render_person
from .person_page import not_theirs, person_page
from .silent import silent_now


@require_safe
@at_window
def page(request: HttpRequest, window: Window) -> HttpResponse:
    """What to settle in this visit, how everything stands, and the registries to be opened one by one."""
    window.log()
    shown = person_page(window)
    if not shown.reckoned and not shown.pending:
        outlook_wanted(window.person.pk, now=window.now)
    return render_person(request, window, "counter/person/page.html", {"page": shown})


@require_safe
@at_window
def not_entitled(request: HttpRequest, window: Window) -> HttpResponse:
    """Every service without a right, the nearest first, each with its first reason."""
    window.log()
    entries = tuple(map(not_theirs, queries.not_entitled(window.person.pk)))
    return render_person(request, window, "counter/person/not_entitled.html", {"entries": entries})


@never_cache
@require_safe
@role_required(AT_WINDOW)
def silent(request: HttpRequest) -> HttpResponse:
    """Which institutions do not answer, for the person's page, which fetches it: nothing of any person is in it."""
    return render(request, "counter/_silent.html", {"silent": silent_now(now=timezone.now())})
