"""Appointments for the person of the open visit, at a desk or on the telephone; without one nothing is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import Reason, actor_of, log_access, reason_for, role_required
from dost.accounts.actors import Staff
from dost.centres import appointments as engine
from dost.centres.appointments import BOOKS, AppointmentError
from dost.centres.choosing import asked_of, choosing, matter_in_words, wanted_of
from dost.centres.models import Appointment
from dost.centres.news import centre_name
from dost.centres.visiting import open_visit
from registries.models import Person

from .whose import is_of_another, of_visit


@dataclass(frozen=True, slots=True)
class Row:
    """An appointment ahead of the person, as a clerk reads it to them."""

    pk: int
    starts_at: datetime
    centre: str
    service: str


@dataclass(frozen=True, slots=True)
class Served:
    """Whom the actor serves now, and why they may look; `whose` names the visit in its forms."""

    actor: Staff
    person: Person
    reason: Reason
    whose: str


@never_cache
@require_safe
@role_required(BOOKS)
def appointments(request: HttpRequest) -> HttpResponse:
    """What the person has ahead."""
    served = _served(request)
    if served is None:
        return _nobody(request)
    now = timezone.now()
    rows = [_row(one) for one in engine.open_appointments(served.person.pk, now=now)]
    _log(served)
    return render(
        request, "counter/appointments/list.html", {"rows": rows, "person": served.person, "whose": served.whose}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(BOOKS)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a time for the person."""
    served = _served(request)
    if served is not None and is_of_another(request, served.whose):
        return redirect("appointments:list")
    return _nobody(request) if served is None else _choose(request, served, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(BOOKS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another time instead of one."""
    served = _served(request)
    if served is not None and is_of_another(request, served.whose):
        return redirect("appointments:list")
    return _nobody(request) if served is None else _choose(request, served, _theirs(served, pk))


@never_cache
@require_POST
@role_required(BOOKS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back."""
    served = _served(request)
    if served is None:
        return _nobody(request)
    if is_of_another(request, served.whose):
        return redirect("appointments:list")
    try:
        engine.cancel(appointment_id=_theirs(served, pk).pk, actor=served.actor, now=timezone.now())
    except AppointmentError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The appointment is cancelled."))
    return redirect("appointments:list")


def _choose(request: HttpRequest, served: Served, old: Appointment | None) -> HttpResponse:
    """The page on which a time is chosen; sent with one, it books, or says why not and shows what is free now."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    problem = ""
    if request.method == "POST":
        wanted = wanted_of(request.POST.dict())
        try:
            if wanted is None:
                raise AppointmentError(_("Choose a time."))
            if old is None:
                engine.book(person_id=served.person.pk, wanted=wanted, actor=served.actor, now=now)
            else:
                engine.change(appointment_id=old.pk, wanted=wanted, actor=served.actor, now=now)
        except AppointmentError as why:
            problem = str(why)
        else:
            messages.success(request, _("It is booked. The person is told by a message."))
            return redirect("appointments:list")
    _log(served)
    asked = asked_of(given.dict(), old)
    page = choosing(
        centre=asked.centre or served.actor.centre, service=asked.service, day=asked.day, now=now, language=_language()
    )
    context = {
        "page": page,
        "person": served.person,
        "whose": served.whose,
        "old": _row(old) if old is not None else None,
        "problem": problem,
        "errors": (("at" if page.asked else "centre", problem),) if problem else (),
    }
    return render(request, "counter/appointments/choose.html", context, status=400 if problem else 200)


def _served(request: HttpRequest) -> Served | None:
    """The person of the actor's open visit, identified; None without one."""
    actor = actor_of(request)
    visit = open_visit(actor)
    if visit is None or visit.person is None:
        return None
    reason = reason_for(actor, visit.person.pk, now=timezone.now())
    return Served(actor, visit.person, reason, of_visit(visit)) if reason is not None else None


def _log(served: Served) -> None:
    log_access(
        actor=served.actor,
        people=[served.person.pk],
        purpose=served.reason.purpose,
        reason=served.reason.note,
        registries=(),
        now=timezone.now(),
    )


def _nobody(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/appointments/nobody.html")


def _theirs(served: Served, pk: int) -> Appointment:
    """One ahead of the person; any other is not there."""
    found = engine.open_appointments(served.person.pk, now=timezone.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _row(one: Appointment) -> Row:
    return Row(one.pk, one.starts_at, centre_name(one.day.centre, _language()), matter_in_words(one))


def _language() -> str:
    return (get_language() or "az")[:2]
