"""A week of shifts at a centre: who is there, adding, taking back, copying the week before."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dost.accounts.access import actor_of
from dost.centres import shifts as engine
from dost.centres.places import PlaceError, desks_of
from dost.centres.shifts import NewShift, monday_of, workers_of
from dost.common.dates import local_day

from .centres_forms import ShiftForm
from .centres_guard import name_error, of_centre, page, say
from .centres_page import Frame, week_of


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def shifts(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The week; sent, it adds a shift."""
    now = timezone.now()
    form = ShiftForm(
        request.POST if request.method == "POST" else None,
        workers=workers_of(frame.code),
        desks=desks_of(frame.code),
        initial={"starts": "09:00", "ends": "18:00"},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        shift = NewShift(given["day"], given["starts"], given["ends"], given["who"], given["volunteer"], given["desk"])
        try:
            engine.add_shift(actor=actor_of(request), shift=shift, now=now)
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("The shift is added."))
            return redirect(_week_url(shift.day))
    monday = _monday(request, local_day(now))
    context = {"week": week_of(frame.code, monday, today=local_day(now)), "form": form}
    return page(request, frame, "shifts", context, wrong=bool(form.errors))


@require_POST
@of_centre
def withdraw(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Take a shift back."""
    try:
        done = engine.withdraw_shift(actor=actor_of(request), shift_id=pk, now=timezone.now())
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        say(request, _("The shift is taken back."), done)
    return redirect(_week_url(_monday(request, local_day(timezone.now()))))


@require_POST
@of_centre
def copy(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Give the week the shifts of the week before."""
    now = timezone.now()
    monday = _monday(request, local_day(now))
    try:
        copied, left = engine.copy_last_week(actor=actor_of(request), monday=monday, now=now)
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        say(request, _("Copied: %(copied)s shifts. Not copied: %(left)s.") % {"copied": copied, "left": left})
    return redirect(_week_url(monday))


def _monday(request: HttpRequest, today: date) -> date:
    """The Monday of the week that is asked for; of this week where none is."""
    given = request.POST.get("week") or request.GET.get("week") or request.POST.get("day") or ""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = today
    if not date(2000, 1, 10) < day < date(2200, 1, 1):
        day = today
    return monday_of(day)


def _week_url(day: date) -> str:
    return f"{reverse('centres:shifts')}?{urlencode({'week': monday_of(day).isoformat()})}"
