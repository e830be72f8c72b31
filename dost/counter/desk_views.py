"""The desk of a clerk: sitting down, calling, and a visit from its beginning to its end.

Everything is a row: a page that was closed shows the same when it is opened again, and nothing of a person is kept in
the session. Who was quicker is told to the other in words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from dost.accounts.access import actor_of, role_required
from dost.accounts.actors import Staff
from dost.accounts.models import SERVES_PEOPLE
from dost.centres import desks, queue, visiting
from dost.centres.days import version_of
from dost.centres.problems import QueueError
from dost.common.dates import local_day, to_the_minute

from .desk_forms import EndForm, HandOnForm
from .desk_page import desk_page
from .desk_waiting import waiting_list

THEN_NEXT: Final = "next"


@never_cache
@require_safe
@role_required(SERVES_PEOPLE)
def home(request: HttpRequest) -> HttpResponse:
    """Where one sits, who is there, and who waits."""
    return _page(request)


@cache_control(private=True, no_cache=True)
@require_safe
@role_required(SERVES_PEOPLE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, for a page that asks every few seconds; 304 while nothing has changed and no minute has passed."""
    actor, now = actor_of(request), timezone.now()
    sitting = desks.sitting_of(actor, now=now)
    if sitting is None:
        return HttpResponse(status=204)
    seen = (version_of(actor.centre, local_day(now)), sitting.pk, get_language(), to_the_minute(now))
    tag = f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:20]}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return unchanged
    response = render(request, "counter/_desk_waiting.html", {"list": waiting_list(sitting, now=now)})
    response["ETag"] = tag
    return response


@require_POST
@role_required(SERVES_PEOPLE)
def sit(request: HttpRequest) -> HttpResponse:
    """Take a desk."""
    return _done(request, lambda actor: desks.sit_down(desk_id=_sent(request, "desk"), actor=actor, now=timezone.now()))


@require_POST
@role_required(SERVES_PEOPLE)
def act(request: HttpRequest, deed: str) -> HttpResponse:
    """Do one of `DEEDS` with the desk, or with the ticket that the form names."""
    todo = DEEDS.get(deed)
    if todo is None:
        raise Http404
    return _done(request, lambda actor: todo(request, actor))


@never_cache
@require_POST
@role_required(SERVES_PEOPLE)
def end_visit(request: HttpRequest) -> HttpResponse:
    """End the visit with what came of it; with `then=next` the next is called by the same press."""
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, end=form)
    given = form.cleaned_data

    def end(actor: Staff) -> None:
        now = timezone.now()
        visiting.end(
            visit_id=_sent(request, "visit"), actor=actor, now=now, outcome=given["outcome"], note=given["note"]
        )
        if request.POST.get("then") == THEN_NEXT:
            _next(request, actor)

    return _done(request, end)


@never_cache
@require_POST
@role_required(SERVES_PEOPLE)
def hand_on(request: HttpRequest) -> HttpResponse:
    """Hand the person on to a desk, or to whichever serves something, with a note."""
    actor = actor_of(request)
    form = HandOnForm(request.POST, actor=actor, now=timezone.now())
    if not form.is_valid():
        return _page(request, on=form)
    try:
        visiting.hand_on_visit(
            visit_id=_sent(request, "visit"),
            actor=actor,
            now=timezone.now(),
            note=form.cleaned_data["note"],
            desk_id=form.desk_id,
            area=form.area,
        )
    except QueueError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, gettext("Handed on. The ticket keeps its place in the queue."))
    return redirect("desk:home")


# -- what one press does -------------------------------------------------------------------------------------------


def _next(request: HttpRequest, actor: Staff) -> None:
    if queue.call_next(actor=actor, now=timezone.now()) is None:
        messages.info(request, gettext("Nobody whom your desk serves is waiting."))


def _pause(request: HttpRequest, actor: Staff) -> None:
    del request
    desks.pause(actor=actor, now=timezone.now())


def _resume(request: HttpRequest, actor: Staff) -> None:
    del request
    desks.resume(actor=actor, now=timezone.now())


def _stand_up(request: HttpRequest, actor: Staff) -> None:
    del request
    desks.stand_up(actor=actor, now=timezone.now())


def _begin(request: HttpRequest, actor: Staff) -> None:
    visiting.begin(ticket_id=_sent(request, "ticket"), actor=actor, now=timezone.now())


def _at_once(request: HttpRequest, actor: Staff) -> None:
    visiting.serve_at_once(ticket_id=_sent(request, "ticket"), actor=actor, now=timezone.now())


def _again(request: HttpRequest, actor: Staff) -> None:
    queue.call_again(ticket_id=_sent(request, "ticket"), actor=actor, now=timezone.now())


def _missed(request: HttpRequest, actor: Staff) -> None:
    queue.did_not_come(ticket_id=_sent(request, "ticket"), actor=actor, now=timezone.now())


def _back(request: HttpRequest, actor: Staff) -> None:
    queue.put_back(ticket_id=_sent(request, "ticket"), actor=actor, now=timezone.now())


DEEDS: Final[Mapping[str, Callable[[HttpRequest, Staff], None]]] = {
    "next": _next,
    "begin": _begin,
    "quick": _at_once,
    "again": _again,
    "missed": _missed,
    "back": _back,
    "pause": _pause,
    "resume": _resume,
    "stand": _stand_up,
}
"""What can be done by one press, by the last part of its address."""


def _done(request: HttpRequest, todo: Callable[[Staff], object]) -> HttpResponse:
    """Do it and show the desk; what stands in the way is said there, and nothing of it has happened."""
    try:
        todo(actor_of(request))
    except QueueError as why:
        messages.error(request, str(why))
    return redirect("desk:home")


def _sent(request: HttpRequest, name: str) -> int:
    """An id that a form sent; 0, which is nobody's, for what is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _page(request: HttpRequest, *, end: EndForm | None = None, on: HandOnForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    page = desk_page(actor, now=timezone.now())
    context = {
        "page": page,
        "end": end or EndForm(),
        "on": on or (HandOnForm(actor=actor, now=timezone.now()) if page.visit is not None else None),
    }
    return render(request, "counter/desk.html", context, status=400 if end or on else 200)
