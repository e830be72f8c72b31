"""The list of cases, the page of a case, why somebody looks, and what staff do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts import access
from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, Reason, role_required, staff
from dost.accounts.models import AccessLog, User
from dost.cases import acts
from dost.cases.acts import Action
from dost.cases.models import Case
from dost.cases.queries import case_number, institution_names
from dost.cases.review import review_view
from dost.cases.stages import State
from dost.cases.text.results import qr_code, result_view
from dost.ui.contexts import Choice, PurposePage, Text
from services_catalog.queries import compiled

from .case_list import list_page
from .case_page import case_page, case_with_all
from .forms import AnswerForm, EndForm, NoteForm, PurposeForm


@never_cache
@require_safe
@role_required(SEES_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those. The names shown are logged."""
    user = staff(request)
    page, cases = list_page(request.GET, user_id=user.pk)
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    if fragment and page.filter_errors:
        return HttpResponseClientRedirect(request.get_full_path())  # the errors stand outside the results
    access.log_access(
        user=user,
        people=[case.person_id for case in cases],
        purpose=access.purposes_of(user)[0],
        reason=access.IN_A_LIST,
        registries=["POPULATION"],
        now=timezone.now(),
        pause=access.LIST_PAUSE,
    )
    response = render(request, "backoffice/_list.html" if fragment else "backoffice/list.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_safe
@role_required(SEES_CASES)
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with everything that belongs to it; whoever has no reason to look is asked for one."""
    now = timezone.now()
    case = _case(pk)
    reason = _reason(request, case, now=now)
    if reason is None:
        return redirect("cases:purpose", pk=pk)
    _log(request, case, reason, now=now)
    page = case_page(case, reason=reason, now=now)
    context = {
        "page": page,
        "actions": _links(case, request),
        "review": review_view(case),
        "result": result_view(case, now=now),
        "result_url": reverse("cases:result", args=[pk]),
    }
    return render(request, "backoffice/detail.html", context)


@never_cache
@require_safe
@role_required(SEES_CASES)
def case_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What was issued for a case, to be printed; under the same reasons as the case."""
    now = timezone.now()
    case = _case(pk)
    result = result_view(case, now=now)
    if result is None:
        raise Http404
    reason = _reason(request, case, now=now)
    if reason is None:
        return redirect("cases:purpose", pk=pk)
    _log(request, case, reason, now=now)
    check_url = request.build_absolute_uri(reverse("check:number", args=[result.number]))
    context = {
        "result": result,
        "case": case,
        "provider": institution_names().get(case.service.provider, case.service.provider),
        "check_url": check_url,
        "qr": qr_code(check_url),
    }
    return render(request, "backoffice/result.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_CASES)
def case_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why somebody looks; the answer is logged and opens the person's record for half an hour."""
    now = timezone.now()
    user, case = staff(request), _case(pk)
    purposes = access.purposes_of(user)
    form = PurposeForm(request.POST if request.method == "POST" else None, purposes=purposes)
    if form.is_valid():
        reason = access.state_purpose(
            request.session,
            person_id=case.person_id,
            purpose=form.cleaned_data["purpose"],
            note=form.cleaned_data["note"],
            now=now,
        )
        _log(request, case, reason, now=now)
        return redirect("cases:detail", pk=pk)
    page = _purpose_page(case, form, purposes)
    return render(request, "backoffice/purpose.html", {"page": page}, status=400 if form.errors else 200)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case over."""
    now = timezone.now()
    case = _case(pk)
    if _reason(request, case, now=now) is None:
        return redirect("cases:purpose", pk=pk)
    try:
        acts.assign(case_id=pk, user=staff(request), now=now)
    except acts.NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The case is yours now."))
    return redirect("cases:detail", pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def case_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask for what an act needs, with everything the decision stands on in sight; then do it."""
    now = timezone.now()
    case, act = _case(pk), _ACTS.get(action)
    if act is None:
        raise Http404
    reason = _reason(request, case, now=now)
    if reason is None:
        return redirect("cases:purpose", pk=pk)
    if Action(action) not in acts.actions(case, staff(request)):
        messages.error(request, str(acts.MOVED_ON))
        return redirect("cases:detail", pk=pk)
    form = act.form(request.POST if request.method == "POST" else None)
    obstacle = acts.what_stops_a_grant(case) if action == Action.GRANT else ""
    if form.is_valid() and _done(request, pk, act, form, now=now):
        return redirect("cases:detail", pk=pk)
    _log(request, case, reason, now=now)
    context = {
        "page": case_page(case, reason=reason, now=now),
        "review": review_view(case),
        "pk": pk,
        "form": form,
        "title": acts.LABELS[Action(action)],
        "explanation": act.explanation,
        "button": act.button,
        "warning": act.warning,
        "obstacle": obstacle,
    }
    return render(request, "backoffice/action.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, pk: int, act: _Act, form: forms.Form, *, now: datetime) -> bool:
    try:
        act.do(pk, staff(request), form.cleaned_data, now)
    except acts.NotPossible as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, str(act.done))
    return True


# -- who may look, and the record of it --------------------------------------------------------------------------


def _case(pk: int) -> Case:
    case = case_with_all(pk)
    if case is None:
        raise Http404
    return case


def _reason(request: HttpRequest, case: Case, *, now: datetime) -> Reason | None:
    """Why this member of staff may see the record: their own open case, or a purpose they have stated."""
    user = staff(request)
    if case.assigned_to_id == user.pk and case.state != State.DONE:
        return Reason(purpose=AccessLog.Purpose.CASE)
    return access.stated_purpose(request.session, user=user, person_id=case.person_id, now=now)


def _log(request: HttpRequest, case: Case, reason: Reason, *, now: datetime) -> None:
    """Write down the look at everybody whose data the page shows."""
    people = {case.person_id, case.about_id or case.person_id}
    access.log_access(
        user=staff(request),
        people=people,
        purpose=reason.purpose,
        reason=reason.note,
        registries=compiled(case.version).registries,
        service_code=case.service_id,
        now=now,
    )


def _purpose_page(case: Case, form: PurposeForm, purposes: tuple[AccessLog.Purpose, ...]) -> PurposePage:
    chosen = str(form["purpose"].value() or (purposes[0] if len(purposes) == 1 else ""))

    def error(name: str) -> Text:
        return str(form.errors[name][0]) if name in form.errors else ""

    return PurposePage(
        case_number=case_number(case.pk, case.opened_at),
        service_name=case.service.title,
        purposes=tuple(Choice(one.value, one.label, one.value == chosen) for one in purposes),
        note=str(form["note"].value() or ""),
        error_purpose=error("purpose"),
        error_note=error("note"),
        back_url=reverse("cases:list"),
        valid_minutes=int(access.PURPOSE_LASTS.total_seconds() // 60),
    )


# -- what staff do -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Act:
    """One act as its page asks for it: the form, the words, and what does it."""

    form: type[forms.Form]
    explanation: Text
    button: Text
    done: Text
    do: Callable[[int, User, Mapping[str, Any], datetime], None]
    warning: bool = False


_ACTS: Final[Mapping[str, _Act]] = {
    Action.ANSWER: _Act(
        form=AnswerForm,
        explanation=gettext_lazy(
            "With a yes the case goes on by itself, and a monthly payment that excludes it ends; with a no it ends."
        ),
        button=gettext_lazy("Record the answer"),
        done=gettext_lazy("The answer is recorded."),
        do=lambda pk, user, given, now: acts.answer(
            case_id=pk, user=user, wanted=given["answer"] == "yes", note=given["note"], now=now
        ),
    ),
    Action.SEND_BACK: _Act(
        form=NoteForm,
        explanation=gettext_lazy("The case goes back to verification, and the institutions are asked again."),
        button=gettext_lazy("Ask again"),
        done=gettext_lazy("The case was sent back to verification."),
        do=lambda pk, user, given, now: acts.send_back(case_id=pk, user=user, note=given["note"], now=now),
    ),
    Action.GRANT: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "Look at what is disputed or not known below. Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Grant"),
        done=gettext_lazy("The right was granted."),
        do=lambda pk, user, given, now: acts.grant(case_id=pk, user=user, note=given["note"], now=now),
    ),
    Action.REFUSE: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "The person reads these reasons and may complain. "
            "Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Refuse"),
        done=gettext_lazy("The right was refused."),
        do=lambda pk, user, given, now: acts.refuse(case_id=pk, user=user, note=given["note"], now=now),
        warning=True,
    ),
    Action.NEW_ACCOUNT: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "Another account is opened for the person, at another bank where there is one. "
            "The payments that the bank refused are then sent again, through the new account."
        ),
        button=gettext_lazy("Ask for another account"),
        done=gettext_lazy("Another account was asked for. The refused payments go through it as soon as it is open."),
        do=lambda pk, user, given, now: acts.new_account(case_id=pk, user=user, note=given["note"], now=now),
    ),
    Action.KEEP: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "The right goes on and is paid as before. What is named below marks it no more, until it has held again."
        ),
        button=gettext_lazy("Let it go on"),
        done=gettext_lazy("The right goes on."),
        do=lambda pk, user, given, now: acts.keep(case_id=pk, user=user, note=given["note"], now=now),
    ),
    Action.END: _Act(
        form=EndForm,
        explanation=gettext_lazy(
            "Months after the last day are not paid any more. The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("End the right"),
        done=gettext_lazy("The right was ended."),
        do=lambda pk, user, given, now: acts.end_right(
            case_id=pk, user=user, last_day=given["last_day"], note=given["note"], now=now
        ),
        warning=True,
    ),
    Action.WITHDRAW: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "It counts no more from today: whoever checks its number is told so, and a place in a queue is given up. "
            "The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("Take it back"),
        done=gettext_lazy("It was taken back."),
        do=lambda pk, user, given, now: acts.withdraw(case_id=pk, user=user, note=given["note"], now=now),
        warning=True,
    ),
    Action.PAID_ONCE: _Act(
        form=NoteForm,
        explanation=gettext_lazy(
            "Record this only when the bank has confirmed that the person has received the money once, "
            "and that anything beyond it was returned. The payment is then taken for done, and is never sent again."
        ),
        button=gettext_lazy("The bank paid it once"),
        done=gettext_lazy("It is recorded that the bank paid once."),
        do=lambda pk, user, given, now: acts.paid_once(case_id=pk, user=user, note=given["note"], now=now),
        warning=True,
    ),
}


def _links(case: Case, request: HttpRequest) -> tuple[tuple[str, Text, str], ...]:
    """What the reader may do with the case: (act, words, address)."""
    return tuple(
        (action.value, acts.LABELS[action], reverse("cases:action", args=[case.pk, action.value]))
        for action in acts.actions(case, staff(request))
    )
