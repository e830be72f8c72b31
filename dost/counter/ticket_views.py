"""Following a ticket on a telephone. Its code is its only key: nothing on these pages says whose it is."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.centres.models import Ticket
from dost.centres.problems import QueueError
from dost.centres.queue import leave as leave_queue
from dost.centres.visiting import RATINGS
from dost.centres.visiting import rate as rate_visit

from .screens import leaves_nothing, name_of
from .ticket_page import tag_of, ticket_of, ticket_page

CODE_LENGTH: Final = 32


@require_safe
@leaves_nothing
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket, as it stands now."""
    return _page(request, _found(code))


@require_safe
@leaves_nothing
def state(request: HttpRequest, code: str) -> HttpResponse:
    """The part that changes; nothing when nothing has changed."""
    ticket, now = _found(code), timezone.now()
    tag = tag_of(ticket, now=now, language=_language())
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    page = ticket_page(ticket, now=now, language=_language())
    response = render(request, "counter/ticket/_state.html", {"page": page})
    response.headers["ETag"] = tag
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_nothing
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Give the ticket back; asked once more before."""
    ticket = _found(code)
    if request.method == "POST":
        try:
            leave_queue(code=ticket.code, now=timezone.now())
        except QueueError as error:
            return _page(request, _found(code), error=str(error), status=409)
        return redirect("ticket:follow", code=ticket.code)
    if ticket.state != Ticket.State.WAITING:
        return redirect("ticket:follow", code=ticket.code)
    shown = {"number": ticket.label, "code": ticket.code, "centre_name": name_of(ticket.day.centre)}
    return render(request, "counter/ticket/leave.html", shown)


@require_POST
@leaves_nothing
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what somebody says of the visit."""
    ticket, given = _found(code), request.POST.get("rating", "")
    if given not in {str(one) for one in RATINGS}:
        return _page(request, ticket, error=_("Choose one of the five."), status=400)
    try:
        rate_visit(code=ticket.code, rating=int(given), now=timezone.now())
    except QueueError as error:
        return _page(request, ticket, error=str(error), status=409)
    return redirect("ticket:follow", code=ticket.code)


def _page(request: HttpRequest, ticket: Ticket, *, error: str = "", status: int = 200) -> HttpResponse:
    page = ticket_page(ticket, now=timezone.now(), language=_language())
    shown = {"page": page, "centre_name": name_of(ticket.day.centre), "error": error, "refresh": page.every * 3}
    return render(request, "counter/ticket/ticket.html", shown, status=status)


def _found(code: str) -> Ticket:
    """The ticket of an address. A code has 128 random bits: there is nothing to guess."""
    ticket = ticket_of(code[:CODE_LENGTH])
    if ticket is None:
        raise Http404
    return ticket


def _language() -> str:
    return (translation.get_language() or "az")[:2]
