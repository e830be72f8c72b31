"""The telephone, 142: taking a call, finding out who calls, answering them, and calling back.

Before the caller's answers were right nothing of anybody is told; what the catalogue says anybody may hear.
"""

from __future__ import annotations

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
from dost.centres.calls import TAKES_CALLS
from dost.centres.models import CallBack, Visit
from dost.centres.problems import QueueError
from dost.centres.visiting import end as end_visit
from dost.centres.visiting import open_visit
from dost.centres.who_is_it import Found, NotFoundError, chosen, find
from dost.proactive.outlook.wanted import outlook_wanted

from .calls_forms import AnswersForm, CallEndForm, PromiseForm, promise_form
from .identify_forms import FindForm
from .person_frame import Window, on_telephone, render_person
from .person_page import person_page
from .silent import silent_now

LISTED = 100
"""Calls back on one page; what is due first is on it."""


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
    visit = open_visit(actor)
    if visit is None or not _is_call(visit) or visit.person is not None:
        return redirect("calls:home")
    form = FindForm(request.POST)
    found: tuple[Found, ...] = ()
    if form.is_valid():
        try:
            found = find(visit=visit, actor=actor, now=timezone.now(), **form.cleaned_data)
        except NotFoundError as why:
            form.add_error(why.field, str(why))
    if found:  # the keyboard is with those who were found
        form.fields["number"].widget.attrs.pop("autofocus", None)
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
    if visit is None or check is None:
        return redirect("calls:home")
    asked = [Question(one) for one in check.asked]
    form = AnswersForm(request.POST if request.method == "POST" else None, asked=asked)
    if not form.is_valid():
        context = {"form": form, "fields": list(form), "caller": check.person.full_name}
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
@role_required(TAKES_CALLS)
def end(request: HttpRequest) -> HttpResponse:
    """End the call with what came of it."""
    form, actor = CallEndForm(request.POST), actor_of(request)
    if not form.is_valid():
        return _page(request, end=form)
    visit = open_visit(actor)
    if visit is not None and _is_call(visit):
        end_visit(visit_id=visit.pk, actor=actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The call is ended."))
    return redirect("calls:home")


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(TAKES_CALLS)
def promise(request: HttpRequest) -> HttpResponse:
    """End the call with the promise to call back."""
    form, actor, now = PromiseForm(request.POST), actor_of(request), timezone.now()
    visit = open_visit(actor)
    if visit is None or not _is_call(visit):
        return redirect("calls:home")
    if form.is_valid():
        given = form.cleaned_data
        try:
            backs.promise(
                visit_id=visit.pk, actor=actor, phone=given["phone"], about=given["about"], due_at=form.due_at, now=now
            )
        except backs.CallBackError as why:
            form.add_error("day" if why.field == "due_at" else why.field, str(why))
        else:
            messages.success(request, _("The call is ended, and the person will be called back."))
            return redirect("calls:home")
    return _page(request, back=form)


@never_cache
@require_safe
@role_required(backs.KEEPS)
def call_backs(request: HttpRequest) -> HttpResponse:
    """Whom to call back, what is overdue on top."""
    actor, now = actor_of(request), timezone.now()
    rows = list(backs.waiting_for(actor)[:LISTED])
    return render(request, "counter/calls/call_backs.html", {"rows": rows, "now": now, "ways": CallBack.Closed.choices})


@require_POST
@role_required(backs.KEEPS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a person was called back, or was not reached."""
    try:
        backs.close(call_back_id=pk, actor=actor_of(request), how=request.POST.get("how", ""), now=timezone.now())
    except QueueError as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("It is taken off the list."))
    return redirect("calls:call_backs")


def _is_call(visit: Visit) -> bool:
    return visit.channel == Visit.Channel.TELEPHONE


def _page(
    request: HttpRequest,
    *,
    form: FindForm | None = None,
    found: tuple[Found, ...] = (),
    end: CallEndForm | None = None,
    back: PromiseForm | None = None,
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    visit = open_visit(actor)
    context = {
        "visit": visit if visit is not None and _is_call(visit) else None,
        "check": engine.open_check(visit) if visit is not None else None,
        "form": form or FindForm(),
        "found": found,
        "end": end or CallEndForm(),
        "back": back or promise_form(now),
        "rows": backs.waiting_for(actor).count(),
        "late": backs.overdue(actor, now=now).count(),
        "silent": silent_now(now=now),
    }
    wrong = any(one is not None and one.errors for one in (form, end, back))
    return render(request, "counter/calls/home.html", context, status=400 if wrong else 200)
