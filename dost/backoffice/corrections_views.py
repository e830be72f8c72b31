"""Contested facts: the list, one of them, what staff write down of it, and saying it of a fact of a case."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts import access
from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, NoReason, actor_of, log_access, reason_for, role_required
from dost.accounts.who import who
from dost.cases import corrections as engine
from dost.cases.acts import NotPossible
from dost.cases.corrections import NotContestable, NotThere, read_right, typed_of
from dost.cases.corrections import words as say
from dost.cases.models import Case, FactCorrection
from dost.cases.queries import case_number, institution_names
from dost.common.dates import local_day
from dost.ui.act_forms import NoteForm, WrongForm
from dost.ui.value_form import ValueForm
from registries.bridge.corrections import Verdict

from .case_page import person_view
from .case_views import reason_asked, shown_to_reader
from .corrections import contestable_facts, correction_page, list_page
from .forms import InstitutionSaidForm, PurposeForm
from .simulation import correction_simulated


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def corrections(request: HttpRequest) -> HttpResponse:
    """What is open; it says of nobody whose it is."""
    page = list_page(on=local_day(timezone.now()), names=institution_names())
    return render(request, "backoffice/corrections.html", {"page": page})


@never_cache
@require_safe
@role_required(SEES_CASES)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One contested fact; whoever has no reason to look at its person is asked for one."""
    try:
        one = _shown(request, pk)
    except NoReason:
        return redirect("corrections:purpose", pk=pk)
    return _page(request, one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_CASES)
def purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why somebody looks; the answer is kept and opens the person's record for a while."""
    one = get_object_or_404(FactCorrection, pk=pk)
    actor = actor_of(request)
    form = PurposeForm(request.POST if request.method == "POST" else None, purposes=access.purposes_of(actor))
    if form.is_valid():
        access.state_purpose(
            actor=actor,
            person_id=one.person_id,
            purpose=form.cleaned_data["purpose"],
            note=form.cleaned_data["note"],
            now=timezone.now(),
        )
        return redirect("corrections:detail", pk=pk)
    context = {"form": form, "number": one.number}
    return render(request, "backoffice/correction_purpose.html", context, status=_status(form))


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the institution said by another way."""
    try:
        one = _shown(request, pk)
    except NoReason:
        return redirect("corrections:purpose", pk=pk)
    form = InstitutionSaidForm(request.POST, prefix="said")
    if form.is_valid():
        try:
            engine.record_answer(
                correction_id=one.pk,
                verdict=Verdict(form.cleaned_data["verdict"]),
                actor=actor_of(request),
                reasons=form.cleaned_data["note"],
                now=timezone.now(),
            )
        except NotPossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("What the institution said is recorded, and the person is told."))
            return redirect("corrections:detail", pk=pk)
    return _page(request, one, said=form)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the institution once more."""
    try:
        one = _shown(request, pk)
    except NoReason:
        return redirect("corrections:purpose", pk=pk)
    form = NoteForm(request.POST, prefix="again")
    if form.is_valid():
        try:
            engine.ask_again(
                correction_id=one.pk, actor=actor_of(request), reasons=form.cleaned_data["note"], now=timezone.now()
            )
        except NotPossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The institution is told once more."))
            return redirect("corrections:detail", pk=pk)
    return _page(request, one, again=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
@reason_asked
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a fact of a case is wrong: first which, then what is right and why."""
    now = timezone.now()
    case, _reason = shown_to_reader(request, pk, now=now)
    facts = contestable_facts(case)
    name = request.GET.get("fact", "")
    if not name:
        return _choose(request, case, facts)
    if name not in dict(facts):
        raise Http404
    try:
        standing = engine.of_fact(case, name, on=local_day(now))
    except NotThere as error:
        raise Http404 from error
    except NotContestable as why:
        messages.error(request, str(why))
        return redirect("corrections:of_case", pk=pk)
    typed = typed_of(standing.subject)
    assert typed is not None  # a fact is never a whole record
    posted = request.POST if request.method == "POST" else None
    right = ValueForm(
        posted,
        kind=typed.kind,
        choices=typed.choices,
        label=_("What is right?"),
        nothing_label=_("Nothing should stand there") if typed.may_be_empty else "",
        read=partial(read_right, typed),
    )
    words = WrongForm(posted)
    if posted is not None and right.is_valid() and words.is_valid():
        try:
            done = engine.contest(
                person=case.person,
                standing=standing,
                right=right.cleaned_data["value"],
                words=words.cleaned_data["words"],
                actor=actor_of(request),
                case=case,
                now=now,
            )
        except NotPossible as why:
            words.add_error(None, str(why))
        else:
            said = _("This is being looked at already.") if done.already else _("The institution is told.")
            messages.success(request, said)
            return redirect("corrections:detail", pk=done.correction.pk)
    context = {
        "right": right,
        "words": words,
        "label": dict(facts)[name],
        "stands": say.stands_in_words(standing),
        "institution": institution_names().get(standing.institution, standing.institution),
        "recorded_on": standing.recorded_on,
        "person": person_view(case.person, on=local_day(now)),
        "number": case_number(case.pk, case.opened_at),
        "case_url": reverse("cases:detail", args=[pk]),
    }
    bad = posted is not None
    return render(request, "backoffice/correction_new.html", context, status=400 if bad else 200)


def _choose(request: HttpRequest, case: Case, facts: Any) -> HttpResponse:
    address = reverse("corrections:of_case", args=[case.pk])
    context = {
        "facts": [(label, f"{address}?{urlencode({'fact': name})}") for name, label in facts],
        "person": person_view(case.person, on=local_day(timezone.now())),
        "number": case_number(case.pk, case.opened_at),
        "case_url": reverse("cases:detail", args=[case.pk]),
    }
    return render(request, "backoffice/correction_choose.html", context)


# -- who may look, and the record of it ------------------------------------------------------------------------------


def _shown(request: HttpRequest, pk: int) -> FactCorrection:
    """A correction for a reader with a reason to look at its person; the look is logged. Raises `NoReason`."""
    found = FactCorrection.objects.select_related("person__district", "about", "case", *FactCorrection.who())
    one = get_object_or_404(found, pk=pk)
    now, actor = timezone.now(), actor_of(request)
    reason = reason_for(actor, one.person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=actor,
        people={one.person_id, one.about_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=[one.registry],
        now=now,
    )
    return one


def _page(
    request: HttpRequest,
    one: FactCorrection,
    *,
    said: InstitutionSaidForm | None = None,
    again: NoteForm | None = None,
) -> HttpResponse:
    page = correction_page(
        one,
        actor=actor_of(request),
        on=local_day(timezone.now()),
        names=institution_names(),
        by=str(who(one)),
    )
    context = {
        "page": page,
        "simulation": correction_simulated(one, now=timezone.now()) if one.is_open else None,
        "pk": one.pk,
        "said": said or InstitutionSaidForm(prefix="said"),
        "again": again or NoteForm(prefix="again"),
        "wrong": said or again,
    }
    return render(request, "backoffice/correction.html", context, status=400 if said or again else 200)


def _status(form: Any) -> int:
    return 400 if form.errors else 200
