"""A citizen's appointments at DOST centres: the list, one with its square, booking, changing, cancelling."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.centres import appointments as engine
from dost.centres.appointments import AppointmentError
from dost.centres.choosing import asked_of, choosing, wanted_of
from dost.centres.models import Appointment
from dost.portal.my.page import render_my

from .page import list_page, one_page


def _language() -> str:
    return (get_language() or "az")[:2]


@require_safe
@citizen_required
def appointments(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What lies ahead, and what was."""
    now = timezone.now()
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    context = {"page": list_page(me.person_id, now=now, language=_language())}
    return render_my(request, me, "portal/my/appointments/list.html", context)


@require_safe
@citizen_required
def appointment(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One of them, with the square that the kiosk reads."""
    now = timezone.now()
    one = _theirs(me, pk)
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    context = {"page": one_page(one, now=now, language=_language())}
    return render_my(request, me, "portal/my/appointments/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def new(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Choose a centre, what for, a day and a time."""
    return _choose(request, me, old=None)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def change(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Choose another time instead of one."""
    one = _theirs(me, pk)
    if not _is_open(one):
        messages.info(request, _("This appointment cannot be changed any more."))
        return redirect("my:appointment", pk=pk)
    return _choose(request, me, old=one)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def cancel(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Take an appointment back, after one question."""
    one = _theirs(me, pk)
    now = timezone.now()
    if not _is_open(one):
        messages.info(request, _("This appointment cannot be cancelled any more."))
        return redirect("my:appointment", pk=pk)
    if request.method == "POST":
        try:
            engine.cancel(appointment_id=pk, actor=me.actor, now=now)
        except AppointmentError as why:
            messages.info(request, str(why))
            return redirect("my:appointment", pk=pk)
        messages.success(request, _("Your appointment is cancelled. Somebody else can have the time."))
        return redirect("my:appointments")
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    context = {"page": one_page(one, now=now, language=_language())}
    return render_my(request, me, "portal/my/appointments/cancel.html", context)


def _choose(request: HttpRequest, me: SignedInCitizen, *, old: Appointment | None) -> HttpResponse:
    """The page on which one chooses; sent with a time, it books, or says why not and shows what is free now."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    problem = ""
    if request.method == "POST":
        wanted = wanted_of(request.POST.dict())
        try:
            if wanted is None:
                raise AppointmentError(_("Choose a time."))
            made = (
                engine.book(person_id=me.person_id, wanted=wanted, actor=me.actor, now=now)
                if old is None
                else engine.change(appointment_id=old.pk, wanted=wanted, actor=me.actor, now=now)
            )
        except AppointmentError as why:
            problem = str(why)
        else:
            messages.success(request, _("It is booked.") if old is None else _("It is changed."))
            return redirect("my:appointment", pk=made.pk)
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    asked = asked_of(given.dict(), old)
    page = choosing(centre=asked.centre, service=asked.service, day=asked.day, now=now, language=_language())
    context = {
        "page": page,
        "old": one_page(old, now=now, language=_language()) if old is not None else None,
        "problem": problem,
        "errors": (("at" if page.asked else "centre", problem),) if problem else (),
    }
    return render_my(request, me, "portal/my/appointments/choose.html", context, status=400 if problem else 200)


def _theirs(me: SignedInCitizen, pk: int) -> Appointment:
    """One of the person's; any other is not there."""
    found = Appointment.objects.select_related("day__centre", "service").filter(pk=pk, person=me.person_id).first()
    if found is None:
        raise Http404
    return found


def _is_open(one: Appointment) -> bool:
    return one.state == Appointment.State.BOOKED and one.starts_at > timezone.now()
