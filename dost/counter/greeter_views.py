"""The page of whoever greets people at the door: who waits, and a ticket for somebody who cannot use the kiosk."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import actor_of, role_required
from dost.accounts.actors import Staff
from dost.accounts.models import User
from dost.accounts.throttle import is_too_often
from dost.centres.appointments import check_in
from dost.centres.arrivals import Arrival, arrive
from dost.centres.models import Ticket
from dost.centres.numbers import rules_of
from dost.centres.problems import QueueError

from .documents import Kind
from .greeter import ArrivalForm, queue_page
from .handed_out import handed_out
from .ticket_page import ticket_of

GREETS: Final = frozenset({User.Role.GREETER, User.Role.CLERK, User.Role.SUPERVISOR})
MOST_DOCUMENTS: Final = 60
"""Documents that one member of staff may type at the door in five minutes."""


@never_cache
@sensitive_post_parameters("document")
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(GREETS)
def door(request: HttpRequest) -> HttpResponse:
    """Who waits, and the form for a ticket."""
    actor = actor_of(request)
    if not actor.centre:
        return render(request, "counter/greeter_nowhere.html")
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ticket = _taken(form, actor)
        if ticket is not None:
            return redirect("greeter:ticket", code=ticket.code)
    page = queue_page(actor.centre, now=timezone.now(), ceiling=rules_of(actor.centre).ceiling)
    return render(request, "counter/greeter.html", {"form": form, "page": page}, status=400 if form.errors else 200)


@never_cache
@require_safe
@role_required(GREETS)
def queue(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes by itself."""
    actor = actor_of(request)
    if not actor.centre:
        return HttpResponse()
    page = queue_page(actor.centre, now=timezone.now(), ceiling=rules_of(actor.centre).ceiling)
    return render(request, "counter/_greeter_queue.html", {"page": page})


@never_cache
@require_safe
@role_required(GREETS)
def handed(request: HttpRequest, code: str) -> HttpResponse:
    """A ticket of the own centre, to be printed."""
    found = ticket_of(code)
    if found is None or found.day.centre_id != actor_of(request).centre:
        raise Http404
    with translation.override(found.language):  # the paper is for whoever waits, not for who printed it
        paper = render_to_string("counter/_handed_out.html", {"ticket": handed_out(found)})
    shown = {"number": found.label, "paper": paper, "language": found.language}
    return render(request, "counter/greeter_ticket.html", shown)


def _taken(form: ArrivalForm, actor: Staff) -> Ticket | None:
    """The ticket; None when the form says why there is none."""
    now, shown = timezone.now(), form.cleaned_data["document"]
    if shown is not None and is_too_often("greeter-document", str(actor.user_id), most=MOST_DOCUMENTS):
        form.add_error("document", _("Too many documents in a short time. Wait a few minutes, or leave it empty."))
        return None
    try:
        with transaction.atomic():
            appointed = shown is not None and shown.kind is Kind.APPOINTMENT
            return arrive(
                Arrival(
                    wish=form.wish(),
                    language=form.cleaned_data["language"],
                    fin=shown.code if shown is not None and shown.kind is Kind.FIN else "",
                    cause=form.named(),
                    appointment=check_in(shown.code, centre=actor.centre, now=now) if appointed else None,
                ),
                centre=actor.centre,
                now=now,
                by=actor,
            )
    except QueueError as error:
        form.add_error("document", str(error))
        return None
