"""The telephone, 142: taking a call, finding out who calls, answering them, and ending it.

Before the caller's answers were right nothing of anybody is told; what the catalogue says anybody may hear.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import actor_of, role_required
from dost.centres import call_backs as backs
from dost.centres import calls as engine
from dost.centres.appointments import open_appointments
from dost.centres.caller_questions import Question
from dost.centres.callers import CallerError, register
from dost.centres.calls import TAKES_CALLS
from dost.centres.models import CallBack
from dost.centres.problems import QueueError
from dost.centres.visiting import open_visit
from dost.centres.who_is_it import Found, NotFoundError, chosen, find
from dost.proactive.outlook.wanted import outlook_wanted
from dost.ui.formats import time_short

from .calls_forms import AnswersForm, CallEndForm, CallerForm, PromiseForm, promise_form
from .calls_page import call_of, call_page
from .identify_forms import FindForm
from .person_frame import Window, on_telephone, render_person
from .person_page import person_page
from .silent import silent_now
from .whose import is_of_another, of_visit


@never_cache
@require_safe
@role_required(TAKES_CALLS)
def home(request: HttpRequest) -> HttpResponse:
    """Take a call; or the call that is open, and what can be done in it."""
    return _page(request)


@require_POST
@role_required(TAKES_CALLS)
def take(request: HttpRequest) -> HttpResponse:
    """Begin a call."""
    try:
        engine.take_call(actor=actor_of(request), now=timezone.now())
    except QueueError as why:
        messages.error(request, str(why))
    return redirect("calls:home")


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def find_caller(request: HttpRequest) -> HttpResponse:
    """Look for who calls, as at a window. What was typed is answered and kept nowhere."""
    actor = actor_of(request)
    visit = call_of(actor)
    if visit is None or visit.person is not None:
        return redirect("calls:home")
    form = FindForm(request.POST)
    found: tuple[Found, ...] = ()
    if form.is_valid():
        try:
            found = find(visit=visit, actor=actor, now=timezone.now(), **form.cleaned_data)
        except NotFoundError as why:
            form.add_error(why.field, str(why))
    return _page(request, form=form, found=found)


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def ask(request: HttpRequest) -> HttpResponse:
    """Draw three questions for whoever was found and chosen."""
    actor, now = actor_of(request), timezone.now()
    visit = open_visit(actor)
    if visit is None or visit.person is not None:
        return redirect("calls:home")
    try:
        person_id = chosen(request.POST.get("choice", ""), visit=visit)
        engine.ask(visit_id=visit.pk, actor=actor, person_id=person_id, now=now)
    except QueueError as why:
        messages.error(request, str(why))
        return redirect("calls:home")
    return redirect("calls:questions")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of the try, and what the caller says to them. Which answer was wrong is told to nobody."""
    actor, now = actor_of(request), timezone.now()
    visit = open_visit(actor)
    check = engine.open_check(visit) if visit is not None else None
    if visit is None or check is None or is_of_another(request, of_visit(visit)):
        return redirect("calls:home")
    asked = [Question(one) for one in check.asked]
    form = AnswersForm(request.POST if request.method == "POST" else None, asked=asked)
    if not form.is_valid():
        context = {"form": form, "fields": list(form), "caller": check.person.full_name, "whose": of_visit(visit)}
        return render(request, "counter/calls/questions.html", context, status=400 if form.is_bound else 200)
    try:
        if engine.answer(visit_id=visit.pk, actor=actor, said=form.said, now=now):
            return redirect("calls:person")
        engine.require_tries(visit=visit, person_id=check.person_id, now=now)
    except QueueError as why:
        messages.error(request, str(why))
    else:
        messages.error(request, _("The answers do not fit. Find the caller again: you can ask once more in this call."))
    return redirect("calls:home")


@require_safe
@on_telephone
def person(request: HttpRequest, window: Window) -> HttpResponse:
    """What may be told by telephone: how things stand, what is coming, and appointments; no document, no registry."""
    window.log()
    shown = person_page(window)
    if not shown.reckoned and not shown.pending:
        outlook_wanted(window.person.pk, now=window.now)
    context = {
        "page": shown,
        "appointments": [one.starts_at for one in open_appointments(window.person.pk, now=window.now)],
    }
    return render_person(request, window, "counter/calls/person.html", context)


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def register_caller(request: HttpRequest) -> HttpResponse:
    """Write down who calls whom no registry knows, as they say it."""
    form, actor = CallerForm(request.POST), actor_of(request)
    visit = call_of(actor)
    if visit is None or is_of_another(request, of_visit(visit)):
        return redirect("calls:home")
    if form.is_valid():
        try:
            register(visit_id=visit.pk, actor=actor, now=timezone.now(), **form.cleaned_data)
        except CallerError as why:
            form.add_error(why.field, str(why))
        except QueueError as why:
            messages.error(request, str(why))
            return redirect("calls:home")
        else:
            messages.success(request, _("It is written down, for as long as this call needs it."))
            return redirect("calls:home")
    return _page(request, caller=form)


@never_cache
@require_POST
@role_required(TAKES_CALLS)
def end(request: HttpRequest) -> HttpResponse:
    """End the call with what came of it."""
    actor, now = actor_of(request), timezone.now()
    visit = call_of(actor)
    if visit is None or is_of_another(request, of_visit(visit)):
        return redirect("calls:home")
    form = CallEndForm(request.POST, may_be_unreached=call_page(actor, now=now).may_be_unreached)
    if not form.is_valid():
        return _page(request, end=form)
    try:
        promise = backs.end_call(visit_id=visit.pk, actor=actor, now=now, **form.cleaned_data)
    except QueueError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _ended(promise, now))
    return redirect("calls:home")


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def promise(request: HttpRequest) -> HttpResponse:
    """End the call with the promise to call back."""
    form, actor, now = PromiseForm(request.POST), actor_of(request), timezone.now()
    visit = call_of(actor)
    if visit is None or is_of_another(request, of_visit(visit)):
        return redirect("calls:home")
    if form.is_valid():
        given = form.cleaned_data
        try:
            backs.promise(
                visit_id=visit.pk,
                actor=actor,
                phone=given["phone"],
                about=given["about"],
                due_at=form.due_at,
                by_another=given["by_another"],
                now=now,
            )
        except backs.CallBackError as why:
            form.add_error("day" if why.field == "due_at" else why.field, str(why))
        else:
            messages.success(request, _("The call is ended, and the person will be called back."))
            return redirect("calls:home")
    return _page(request, back=form)


def _ended(promise: CallBack | None, now: datetime) -> str:
    """What is said of a call that is ended: of one that was to keep a promise also what becomes of that."""
    if promise is None:
        return _("The call is ended.")
    if promise.closed_as == CallBack.Closed.DONE:
        return _("The call is ended. The promise to call back is kept.")
    if promise.closed_as == CallBack.Closed.MISSED:
        return _("Nobody answered for the third time. A message says so, and it is taken off the list.")
    return _("Nobody answered. Try again from %(time)s on.") % {"time": time_short(now + backs.PAUSE)}


def _page(
    request: HttpRequest,
    *,
    form: FindForm | None = None,
    found: tuple[Found, ...] = (),
    caller: CallerForm | None = None,
    end: CallEndForm | None = None,
    back: PromiseForm | None = None,
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    page = call_page(actor, now=now)
    said, kept = page.caller, page.to_keep
    form, found = form or FindForm(), found or page.found
    if found:  # the keyboard is with those who were found
        form.fields["number"].widget.attrs.pop("autofocus", None)
    context = {
        "page": page,
        "form": form,
        "found": found,
        "caller": caller or CallerForm(initial={"name": said.name, "phone": said.phone} if said else None),
        "end": end or CallEndForm(may_be_unreached=page.may_be_unreached),
        "back": back
        or promise_form(
            now,
            phone=(said.phone if said else "") or (kept.phone if kept else ""),
            about=kept.about if kept else "",
        ),
        "silent": silent_now(now=now),
        "whose": of_visit(page.visit) if page.visit is not None else "",
    }
    wrong = any(one is not None and one.errors for one in (form, caller, end, back))
    return render(request, "counter/calls/home.html", {**context, "wrong": wrong}, status=400 if wrong else 200)
