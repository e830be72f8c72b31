"""A centre for its supervisor: at a glance, its desks, closed days and breaks, and its numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import actor_of
from dost.centres import places
from dost.centres.numbers import rules_of
from dost.centres.places import PlaceError
from dost.common.dates import local_day

from .centres_forms import AreasForm, BreakForm, ClosedDayForm, DeskForm, RulesForm, areas_in_words
from .centres_guard import name_error, of_centre, page, say
from .centres_page import Frame, areas_of_catalogue, break_rows, centre_page, closed_rows, desk_of, desk_rows


@require_safe
@of_centre
def centre(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The centre at a glance, and whom it cannot serve as booked."""
    return page(request, frame, "centre", {"page": centre_page(frame.code, now=timezone.now())})


# -- desks -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def desks(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The desks; sent, it adds one."""
    areas = areas_in_words(areas_of_catalogue())
    form = DeskForm(request.POST if request.method == "POST" else None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            places.add_desk(actor=actor_of(request), number=given["number"], areas=given["areas"])
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("The desk is added."))
            return redirect("centres:desks")
    context = {"rows": desk_rows(frame.code, dict(areas)), "form": form}
    return page(request, frame, "desks", context, wrong=bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def desk(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """What one desk serves."""
    one = desk_of(frame.code, pk)
    if one is None:
        raise Http404
    areas = areas_in_words(areas_of_catalogue())
    form = AreasForm(request.POST if request.method == "POST" else None, areas=areas, initial={"areas": one.areas})
    if request.method == "POST" and form.is_valid():
        try:
            done = places.set_areas(
                actor=actor_of(request), desk_id=pk, areas=form.cleaned_data["areas"], now=timezone.now()
            )
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("It is kept."), done)
            return redirect("centres:desks")
    return page(request, frame, "desk", {"number": one.number, "form": form}, wrong=bool(form.errors))


@require_POST
@of_centre
def retire_desk(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Take a desk out."""
    try:
        done = places.retire_desk(actor=actor_of(request), desk_id=pk, now=timezone.now())
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        say(request, _("The desk is taken out."), done)
    return redirect("centres:desks")


# -- closed days and breaks --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def closed(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The days on which it is closed, and its breaks; sent, it closes a day."""
    form = ClosedDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = places.close_day(
                actor=actor_of(request), day=given["day"], reason=given["reason"], now=timezone.now()
            )
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("The centre is closed on that day."), done)
            return redirect("centres:closed")
    return _closed_page(request, frame, form, BreakForm())


@require_POST
@of_centre
def add_break(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Add a break."""
    form = BreakForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = places.add_break(
                actor=actor_of(request), starts=given["starts"], ends=given["ends"], now=timezone.now()
            )
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("The break is added."), done)
            return redirect("centres:closed")
    return _closed_page(request, frame, ClosedDayForm(), form)


@require_POST
@of_centre
def open_day(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Open on a day after all."""
    try:
        places.open_day(actor=actor_of(request), closed_id=pk, now=timezone.now())
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        say(request, _("The centre is open on that day. Appointments that were cancelled stay cancelled."))
    return redirect("centres:closed")


@require_POST
@of_centre
def drop_break(request: HttpRequest, frame: Frame, pk: int) -> HttpResponse:
    """Take a break back."""
    try:
        places.drop_break(actor=actor_of(request), break_id=pk, now=timezone.now())
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        say(request, _("The break is taken back."))
    return redirect("centres:closed")


def _closed_page(request: HttpRequest, frame: Frame, day_form: ClosedDayForm, break_form: BreakForm) -> HttpResponse:
    context = {
        "days": closed_rows(frame.code, on=local_day(timezone.now())),
        "breaks": break_rows(frame.code),
        "day_form": day_form,
        "break_form": break_form,
    }
    return page(request, frame, "closed", context, wrong=bool(day_form.errors or break_form.errors))


# -- the numbers -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_centre
def rules(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The numbers of the centre."""
    now_set = rules_of(frame.code)
    initial = {name: getattr(now_set, name) for name in places.RULES}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = places.set_rules(actor=actor_of(request), values=form.cleaned_data, now=timezone.now())
        except PlaceError as error:
            name_error(form, error)
        else:
            say(request, _("The numbers are kept."), done)
            return redirect("centres:rules")
    return page(request, frame, "rules", {"form": form}, wrong=bool(form.errors))
