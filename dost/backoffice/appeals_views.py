"""The list of appeals, and one of them: the old decision beside it, and the letter seen before it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import WORKS_ON_CASES, NoReason, actor_of, role_required
from dost.accounts.actors import Staff
from dost.cases import acts, handlers
from dost.cases.acts import NotPossible
from dost.cases.models import Appeal, Case, Ruling
from dost.common.dates import local_day

from .appeal_forms import AdmissionForm, DecideForm, facts_given
from .appeals import appeal_view, appeals_page, disputed_facts
from .case_page import case_page
from .case_views import shown_to_reader
from .second_person import WAITS_FOR_SECOND, alone_up_to, second_of_appeal


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def appeal_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the oldest first, each with the day by which it is due."""
    page = appeals_page(actor=actor_of(request), now=timezone.now())
    return render(request, "backoffice/appeals/list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: what is asked, what was decided, and answering it. The letter is seen before anything is done."""
    now, actor = timezone.now(), actor_of(request)
    found = Appeal.objects.select_related(*Appeal.who()).filter(pk=pk, lodged_at__isnull=False).first()
    if found is None:
        raise Http404
    try:
        case, reason = shown_to_reader(request, found.case_id, now=now)
    except NoReason:
        return redirect("cases:purpose", pk=found.case_id)
    found.case = case
    view = appeal_view(found, actor=actor, now=now)
    context = {
        "appeal": view,
        "page": case_page(case, reason=reason, now=now),
        "letters": (),
        "kept_from": acts.KEPT_FROM,
        "second": second_of_appeal(found, acts.offered(case, actor), on=local_day(now)),
        "alone_up_to": alone_up_to(case),
    }
    if not view.step or view.is_kept:
        return render(request, "backoffice/appeals/appeal.html", context)
    form = _form(request, found, now=now)
    if form.is_valid():
        act = partial(_answer, found, form, actor, now=now)
        if "send" in request.POST:
            if _done(form, act):
                waits = Case.objects.filter(pk=case.pk, to_confirm__isnull=False).exists()
                messages.success(request, WAITS_FOR_SECOND if waits else _("The answer is on its way to the person."))
                return redirect("appeals:appeal", pk=pk)
        else:
            context["letters"] = _seen(form, act, case_id=case.pk)
    context["form"] = form
    return render(request, "backoffice/appeals/appeal.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, appeal: Appeal, *, now: datetime) -> AdmissionForm | DecideForm:
    data = request.POST if request.method == "POST" else None
    if appeal.state == Appeal.State.LATE:
        return AdmissionForm(data)
    facts = disputed_facts(appeal.case, appeal.against, now=now)
    return DecideForm(data, rulings=handlers.rulings_of(appeal), facts=facts)


def _answer(appeal: Appeal, form: AdmissionForm | DecideForm, actor: Staff, *, now: datetime) -> Appeal:
    given = form.cleaned_data
    if isinstance(form, AdmissionForm):
        return handlers.admit_appeal(
            appeal_id=appeal.pk, actor=actor, admitted=given["admitted"] == "yes", note=given["note"], now=now
        )
    return handlers.decide_appeal(
        appeal_id=appeal.pk,
        actor=actor,
        ruling=Ruling(given["ruling"]),
        note=given["note"],
        facts=facts_given(given),
        now=now,
    )


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


def _seen(form: forms.Form, act: Callable[[], object], *, case_id: int) -> tuple[handlers.LetterSeen, ...]:
    """The letters as they would go; nothing is done."""
    try:
        return handlers.letters_of(act, case_id=case_id)
    except NotPossible as why:
        form.add_error(None, str(why))
        return ()
