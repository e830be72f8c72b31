"""Complaints and proposals: the list, one of them, taking it, and what is done with it, the letter seen first."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import (
    SEES_CASES,
    WORKS_ON_CASES,
    Reason,
    actor_of,
    log_access,
    purposes_of,
    reason_for,
    role_required,
    state_purpose,
)
from dost.accounts.actors import Staff
from dost.cases import complaints as engine
from dost.cases.acts import NotPossible
from dost.cases.letter_content import OFFICIAL
from dost.cases.models import Complaint
from dost.common.dates import local_day

from .complaint_acts import ACTS, ComplaintAct
from .complaints import head, list_page, opened
from .letter_first import LetterFirst, hash_of, letter_first


@never_cache
@require_safe
@role_required(SEES_CASES)
def complaint_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, due first; it names nobody."""
    page = list_page(request.GET.get("view", ""), actor=actor_of(request), on=local_day(timezone.now()))
    return render(request, "backoffice/complaints/list.html", {"page": page})


@never_cache
@require_safe
@role_required(SEES_CASES)
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: its head for whoever may know of it, all of it for who has a reason to read it."""
    now, actor = timezone.now(), actor_of(request)
    one = _known(pk, actor)
    reason = reason_for(actor, one.person_id, now=now)
    on = local_day(now)
    page = head(one, actor=actor, on=on)
    if reason is not None:
        _log(one, actor, reason)
    context = {
        "pk": pk,
        "head": page,
        "page": opened(one, language=get_language() or OFFICIAL, on=on) if reason is not None else None,
        "acts": [(name, act.title) for name, act in ACTS.items() if page.is_mine and act.offered(one)],
        "may_open": reason is None and bool(purposes_of(actor)),
    }
    return render(request, "backoffice/complaints/complaint.html", context)


@never_cache
@require_POST
@role_required(SEES_CASES)
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    """State the purpose of one's role: the record opens for half an hour. The note says nothing of a complaint."""
    actor = actor_of(request)
    one = _known(pk, actor)
    state_purpose(
        actor=actor,
        person_id=one.person_id,
        purpose=purposes_of(actor)[0],
        note=_("For the work of the office"),
        now=timezone.now(),
    )
    return redirect("complaints:complaint", pk=pk)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it one's own."""
    actor = actor_of(request)
    one = _known(pk, actor)
    try:
        engine.take_over(complaint_id=one.pk, actor=actor, now=timezone.now())
    except NotPossible as why:
        messages.error(request, str(why))
    return redirect("complaints:complaint", pk=pk)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else take it."""
    actor = actor_of(request)
    one = _known(pk, actor)
    try:
        engine.give_back(complaint_id=one.pk, actor=actor, now=timezone.now())
    except NotPossible as why:
        messages.error(request, str(why))
    return redirect("complaints:list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do something with one that is one's own; what is told in a letter is seen first."""
    asked = ACTS.get(action)
    if asked is None:
        raise Http404
    now, actor = timezone.now(), actor_of(request)
    one = _known(pk, actor)
    on = local_day(now)
    page = head(one, actor=actor, on=on)
    reason = reason_for(actor, one.person_id, now=now)
    if not page.is_mine or not asked.offered(one) or reason is None:
        return redirect("complaints:complaint", pk=pk)
    _log(one, actor, reason)
    data = request.POST if request.method == "POST" and "back" not in request.POST else None
    form = asked.form(data, one, actor, now)
    if "back" in request.POST:
        form.initial = request.POST.dict()
    context = {"pk": pk, "head": page, "asked": asked, "page": opened(one, language=get_language() or OFFICIAL, on=on)}
    if form.is_valid():
        letter = _letter_first(request, one, asked, form, actor)
        if letter is not None:
            return render(request, "backoffice/complaints/letter_first.html", context | {"letter": letter})
        if not form.errors and _done(request, one, asked, form, actor):
            known = engine.may_know_of(one, actor, on=on)
            return redirect("complaints:complaint", pk=pk) if known else redirect("complaints:list")
    status = 400 if form.errors else 200
    return render(request, "backoffice/complaints/act.html", context | {"form": form}, status=status)


def _letter_first(
    request: HttpRequest, one: Complaint, asked: ComplaintAct, form: forms.Form, actor: Staff
) -> LetterFirst | None:
    """The letter of an act, to be seen before it goes; None once this very one was seen, where none goes, on errors."""
    if not asked.with_letter:
        return None
    act = partial(asked.do, one, actor, form.cleaned_data, timezone.now())
    try:
        preview = engine.complaint_preview(act, language=get_language() or OFFICIAL)
    except NotPossible as why:
        form.add_error(None, str(why))
        return None
    seen = request.POST.get("seen", "")
    if seen == hash_of(preview):
        return None
    sent = {name: request.POST.getlist(name) for name in form.fields}
    return letter_first(preview, sent, has_changed=bool(seen))


def _done(request: HttpRequest, one: Complaint, asked: ComplaintAct, form: forms.Form, actor: Staff) -> bool:
    try:
        asked.do(one, actor, form.cleaned_data, timezone.now())
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, str(asked.done))
    return True


def _known(pk: int, actor: Staff) -> Complaint:
    """One that this member of staff may know of; any other is not there."""
    rows = engine.seen_by(actor, on=local_day(timezone.now()))
    found = rows.select_related(
        "person__district", "service", "about_service", "about_case", "assigned_to", *Complaint.who()
    )
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _log(one: Complaint, actor: Staff, reason: Reason) -> None:
    """Write down the look at its person, in words that do not say that there is a complaint."""
    log_access(
        actor=actor,
        people={one.person_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=["POPULATION"],
        now=timezone.now(),
    )
