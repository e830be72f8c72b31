"""The result, and what one does with it: change an answer, ask why, forget everything, or sign in with it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dost.proactive.screening.progress import to_payload
from dost.proactive.screening.sealed import Purpose

from . import cookies
from .asking import page_address
from .next_page import what_is_left
from .result_page import result_page
from .state import Carried, keep, private, screening_required


@require_safe
@screening_required
def result(request: HttpRequest, carried: Carried) -> HttpResponse:
    """What there very probably is a right to, what may be, and what not."""
    page = result_page(carried, left=what_is_left(carried))
    return keep(render(request, "portal/screening/result.html", {"page": page}), carried)


@require_POST
@screening_required
def ask(request: HttpRequest, carried: Carried) -> HttpResponse:
    """Ask next what somebody chose; an id of nothing that arises leads to what comes next anyway."""
    wanted = request.POST.get("ask", "")
    known = {one.id: one for one in carried.arising}
    if wanted in carried.progress.pages:
        return keep(redirect(page_address(carried.progress.pages.index(wanted) + 1)), carried)
    progress = replace(carried.progress, wanted=wanted if wanted in known else "")
    return keep(redirect(page_address(len(progress.pages) + 1)), carried, progress)


@require_POST
@private
def forget(request: HttpRequest) -> HttpResponse:
    """Have the browser forget what was told, at once."""
    response = render(request, "portal/screening/forgotten.html")
    return cookies.take_back(response, purpose=Purpose.SESSION)


@require_POST
@screening_required
def sign_in(_request: HttpRequest, carried: Carried) -> HttpResponse:
    """Take what was told along to the page behind the sign-in, where the person chooses what becomes of it."""
    response = redirect("my:answers")
    return cookies.hand_over(
        response,
        to_payload(carried.progress),
        purpose=Purpose.CARRY,
        started_at=carried.started_at,
        now=carried.now,
    )
