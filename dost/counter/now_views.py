"""The live state of a centre and its day against the norms, for its supervisor; and the day of 142."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import Role, actor_of, role_required
from dost.centres import reassigning
from dost.centres.days import version_of
from dost.centres.problems import QueueError
from dost.common.dates import local_day, to_the_minute

from .centres_page import sections_of
from .now_calls_page import calls_figures
from .now_forms import FreeForm, SendForm
from .now_page import centre_now, desk_now, now_page, waits_rows, who_waits

SUPERVISES = frozenset({Role.SUPERVISOR})


@never_cache
@require_safe
@role_required(SUPERVISES)
def now(request: HttpRequest) -> HttpResponse:
    """The state of one's centre and the figures of today; `?on=YYYY-MM-DD` those of another day."""
    moment = timezone.now()
    centre = actor_of(request).centre
    if not centre:
        return render(request, "counter/now.html", {"page": None})
    on, problem = _asked_day(request.GET.get("on", ""), now=moment)
    if problem:
        messages.error(request, problem)
    page = now_page(centre, on=on, now=moment)
    shown = {"page": page, "sections": sections_of(request.path)}
    return render(request, "counter/now.html", shown, status=400 if problem else 200)


@never_cache
@require_safe
@role_required(SUPERVISES)
def calls(request: HttpRequest) -> HttpResponse:
    """The figures of 142 today, or of the day `?on=`: of the calls that have no centre, and of one's own centre's."""
    moment, actor = timezone.now(), actor_of(request)
    on, problem = _asked_day(request.GET.get("on", ""), now=moment)
    if problem:
        messages.error(request, problem)
    shown = {
        "page": calls_figures(actor, on=on, now=moment),
        "sections": sections_of(request.path) if actor.centre else (),
    }
    return render(request, "counter/now_calls.html", shown, status=400 if problem else 200)


@cache_control(private=True, no_cache=True)
@require_safe
@role_required(SUPERVISES)
def live(request: HttpRequest) -> HttpResponse:
    """Who waits and who is where, for a page that asks every few seconds; 304 while nothing changes within a minute."""
    moment, centre = timezone.now(), actor_of(request).centre
    if not centre:
        return HttpResponse(status=204)
    seen = ("now", version_of(centre, local_day(moment)), centre, get_language(), to_the_minute(moment))
    tag = f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:20]}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return unchanged
    response = render(request, "counter/_now_live.html", {"live": centre_now(centre, now=moment)})
    response["ETag"] = tag
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SUPERVISES)
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits, and sending one of them to a desk or back to all."""
    moment, actor = timezone.now(), actor_of(request)
    if not actor.centre:
        return render(request, "counter/now.html", {"page": None})
    tickets = who_waits(actor.centre, now=moment)
    form = SendForm(
        request.POST if request.method == "POST" else None, centre=actor.centre, waiting=tickets, now=moment
    )
    if form.is_valid():
        try:
            sent = reassigning.send(
                ticket_id=int(form.cleaned_data["ticket"]), desk_id=form.desk_id, actor=actor, now=moment
            )
        except QueueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Ticket %(label)s is sent there.") % {"label": sent.label})
            return redirect("centres:now_waiting")
    shown = {"rows": waits_rows(tickets, now=moment), "form": form, "now": moment, "centre": actor.centre}
    return render(request, "counter/now_waiting.html", shown, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SUPERVISES)
def free(request: HttpRequest, pk: int) -> HttpResponse:
    """Free a desk that its clerk has left."""
    moment, actor = timezone.now(), actor_of(request)
    desk = desk_now(actor.centre, pk, now=moment)
    if desk is None:
        raise Http404
    form = FreeForm(request.POST if request.method == "POST" else None, initial={"ticket": desk.ticket_id})
    if form.is_valid():
        given = form.cleaned_data
        try:
            back = reassigning.free_desk(
                desk_id=pk, ticket_id=given["ticket"], actor=actor, note=given["note"], now=moment
            )
        except QueueError as error:
            messages.error(request, str(error))
        else:
            words = _("Desk %(number)s is free.") % {"number": desk.number}
            if back is not None:
                words += " " + _("Ticket %(label)s waits again with the place it had.") % {"label": back.label}
            messages.success(request, words)
        return redirect("centres:now")
    return render(
        request,
        "counter/now_free.html",
        {"desk": desk, "form": form, "now": moment},
        status=400 if form.errors else 200,
    )


def _asked_day(text: str, *, now: datetime) -> tuple[date, str]:
    """The day asked for; for one that is none or has not come, today and what would be right."""
    today = local_day(now)
    if not text:
        return today, ""
    try:
        on = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        on = None
    if on is None or on.year < 2000:
        return today, _("“on” must be a date such as %(example)s.") % {"example": today.isoformat()}
    if on > today:
        return today, _("That day has not come yet; the latest is %(today)s.") % {"today": today.isoformat()}
    return on, ""
