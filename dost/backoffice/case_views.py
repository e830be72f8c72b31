"""The list of cases, the page of a case, why somebody looks, and what staff do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts import access
from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, NoReason, Reason, actor_of, role_required
from dost.accounts.actors import Staff
from dost.accounts.models import AccessLog
from dost.backoffice.contexts import PurposePage
from dost.cases import acts, handlers
from dost.cases.acts import Act, Need
from dost.cases.applications import NotAccepted, answer_questions
from dost.cases.display import case_for_display
from dost.cases.models import Case
from dost.cases.payees import guardians
from dost.cases.queries import case_number
from dost.cases.review import review_view
from dost.cases.text.answers_text import questions_to_answer
from dost.cases.text.results import result_view
from dost.common.dates import local_day
from dost.ui.contexts import Choice, Text
from dost.ui.question_form import QuestionForm
from services_catalog.sensitive import label_of

from .case_list import list_page
from .case_money import case_money
from .case_page import case_page
from .forms import AnswerForm, EndForm, NoteForm, PayeeForm, PurposeForm

View = Callable[..., HttpResponse]


def reason_asked(view: View) -> View:
    """Lead a reader who has no reason to look at a case's person to where one is stated."""

    @wraps(view)
    def asking(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except NoReason:
            return redirect("cases:purpose", pk=pk)

    return asking


@never_cache
@require_safe
@role_required(SEES_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those. The names shown are logged."""
    if "q" in request.GET:  # an old address with somebody's name in it: it is not kept, and not looked for
        rest = request.GET.copy()
        del rest["q"]
        return redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
    page = list_page(request.GET, actor=actor_of(request), now=timezone.now())
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    if fragment and page.filter_errors:
        return HttpResponseClientRedirect(request.get_full_path())  # the errors stand outside the results
    response = render(request, "backoffice/_list.html" if fragment else "backoffice/list.html", {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_safe
@role_required(SEES_CASES)
@reason_asked
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with everything that belongs to it; whoever has no reason to look is asked for one."""
    now = timezone.now()
    case, reason = shown_to_reader(request, pk, now=now)
    context = {
        "page": case_page(case, reason=reason, now=now),
        "actions": _links(case, actor_of(request)),
        "review": review_view(case),
        "money": case_money(case),
        "result": (result := result_view(case, now=now)),
        "result_url": reverse("cases:result", args=[pk]),
        "document_url": reverse("cases:document", args=[pk]) if result and result.states else "",
    }
    return render(request, "backoffice/detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_CASES)
def case_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why somebody looks; the answer is kept and opens the person's record for half an hour."""
    now = timezone.now()
    actor = actor_of(request)
    case = get_object_or_404(Case.objects.select_related("service"), pk=pk)
    purposes = access.purposes_of(actor)
    form = PurposeForm(request.POST if request.method == "POST" else None, purposes=purposes)
    if form.is_valid():
        access.state_purpose(
            actor=actor,
            person_id=case.person_id,
            purpose=form.cleaned_data["purpose"],
            note=form.cleaned_data["note"],
            now=now,
        )
        return redirect("cases:detail", pk=pk)
    page = _purpose_page(case, form, purposes)
    return render(request, "backoffice/purpose.html", {"page": page}, status=400 if form.errors else 200)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
@reason_asked
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the case over."""
    now = timezone.now()
    shown_to_reader(request, pk, now=now)
    try:
        handlers.assign(case_id=pk, actor=actor_of(request), now=now)
    except acts.NotPossible as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("The case is yours now."))
    return redirect("cases:detail", pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
@reason_asked
def case_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask for what an act needs, with everything the decision stands on in sight; then do it."""
    now, actor, asked = timezone.now(), actor_of(request), _ACTS.get(action)
    if asked is None:
        raise Http404
    case, reason = shown_to_reader(request, pk, now=now)
    act = Act(action)
    try:
        acts.require(act, actor=actor, case=case)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("cases:detail", pk=pk)
    form = _form(act, case, request.POST if request.method == "POST" else None)
    obstacle = handlers.what_stops_a_grant(case) if act is Act.GRANT else ""
    if form.is_valid() and _done(request, pk, asked, form, now=now):
        return redirect("cases:detail", pk=pk)
    context = {
        "page": case_page(case, reason=reason, now=now),
        "review": review_view(case),
        "money": case_money(case),
        "pk": pk,
        "form": form,
        "title": acts.TABLE[act].label,
        "explanation": asked.explanation,
        "button": asked.button,
        "warning": asked.warning,
        "obstacle": obstacle,
    }
    return render(request, "backoffice/action.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, pk: int, asked: _Asked, form: forms.Form, *, now: datetime) -> bool:
    try:
        asked.do(pk, actor_of(request), form.cleaned_data, now)
    except acts.NotPossible as why:
        form.add_error(None, str(why))
        return False
    except NotAccepted as why:
        assert isinstance(form, QuestionForm)
        form.refuse((one.field, one.message) for one in why.problems)
        return False
    messages.success(request, str(asked.done))
    return True


# -- who may look, and the record of it --------------------------------------------------------------------------


def shown_to_reader(request: HttpRequest, pk: int, *, now: datetime) -> tuple[Case, Reason]:
    """The case and why the reader may see it; the look is logged.

    Raises:
        Http404: there is no such case.
        NoReason: the reader has to state a purpose first (`reason_asked` leads there).
    """
    try:
        shown = case_for_display(case_id=pk, actor=actor_of(request), now=now)
    except Case.DoesNotExist as error:
        raise Http404 from error
    return shown.case, shown.reason


def _purpose_page(case: Case, form: PurposeForm, purposes: tuple[AccessLog.Purpose, ...]) -> PurposePage:
    chosen = str(form["purpose"].value() or "")  # nothing is chosen for the reader: what they state is their own

    def error(name: str) -> Text:
        return str(form.errors[name][0]) if name in form.errors else ""

    return PurposePage(
        case_number=case_number(case.pk, case.opened_at),
        service_name=label_of(case.service).title,
        purposes=tuple(Choice(one.value, one.label, one.value == chosen) for one in purposes),
        note=str(form["note"].value() or ""),
        error_purpose=error("purpose"),
        error_note=error("note"),
        back_url=reverse("cases:list"),
        valid_minutes=int(access.PURPOSE_LASTS.total_seconds() // 60),
    )


# -- what staff do -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """One act as its page asks for it: the words, and what does it."""

    explanation: Text
    button: Text
    done: Text
    do: Callable[[int, Staff, Mapping[str, Any], datetime], object]
    warning: bool = False


_ACTS: Final[Mapping[str, _Asked]] = {
    Act.ANSWER_QUESTIONS: _Asked(
        explanation=gettext_lazy(
            "Write down what the person tells you. Every answer is kept with your name; a later one supersedes it. "
            "The case goes on as soon as no answer is missing."
        ),
        button=gettext_lazy("Record the answers"),
        done=gettext_lazy("The answers are recorded."),
        do=lambda pk, actor, given, now: answer_questions(case_id=pk, actor=actor, answers=given["answers"], now=now),
    ),
    Act.ANSWER: _Asked(
        explanation=gettext_lazy(
            "With a yes the case goes on by itself, and a monthly payment that excludes it ends; with a no it ends."
        ),
        button=gettext_lazy("Record the answer"),
        done=gettext_lazy("The answer is recorded."),
        do=lambda pk, actor, given, now: handlers.record_choice(
            case_id=pk, actor=actor, wanted=given["answer"] == "yes", note=given["note"], now=now
        ),
    ),
    Act.SEND_BACK: _Asked(
        explanation=gettext_lazy("The case goes back to verification, and the institutions are asked again."),
        button=gettext_lazy("Ask again"),
        done=gettext_lazy("The case was sent back to verification."),
        do=lambda pk, actor, given, now: handlers.send_back(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.GRANT: _Asked(
        explanation=gettext_lazy(
            "Look at what is disputed or not known below. Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Grant"),
        done=gettext_lazy("The right was granted."),
        do=lambda pk, actor, given, now: handlers.grant(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.REFUSE: _Asked(
        explanation=gettext_lazy(
            "The person reads these reasons and may complain. "
            "Your decision is kept with your name and cannot be changed."
        ),
        button=gettext_lazy("Refuse"),
        done=gettext_lazy("The right was refused."),
        do=lambda pk, actor, given, now: handlers.refuse(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
    Act.NEW_ACCOUNT: _Asked(
        explanation=gettext_lazy(
            "Another account is opened for the person, at another bank where there is one. "
            "The payments that the bank refused are then sent again, through the new account."
        ),
        button=gettext_lazy("Ask for another account"),
        done=gettext_lazy("Another account was asked for. The refused payments go through it as soon as it is open."),
        do=lambda pk, actor, given, now: handlers.new_account(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.SEEN_TO: _Asked(
        explanation=gettext_lazy(
            "Write down what was done: to whom the money goes, or why it is owed to nobody. "
            "The payment stays as it is, and the right is not marked for it any more."
        ),
        button=gettext_lazy("It was seen to"),
        done=gettext_lazy("It is recorded what was done about the payment."),
        do=lambda pk, actor, given, now: handlers.seen_to(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.PAY_TO: _Asked(
        explanation=gettext_lazy(
            "The person is younger than the law lets receive money alone. An account is opened for whoever you choose, "
            "and they are told. Your decision is kept with your name."
        ),
        button=gettext_lazy("Pay to them"),
        done=gettext_lazy("It is decided who receives the money."),
        do=lambda pk, actor, given, now: handlers.pay_to(
            case_id=pk, actor=actor, payee=given["payee"], note=given["note"], now=now
        ),
    ),
    Act.KEEP: _Asked(
        explanation=gettext_lazy(
            "The right goes on and is paid as before. What is named below marks it no more, until it has held again."
        ),
        button=gettext_lazy("Let it go on"),
        done=gettext_lazy("The right goes on."),
        do=lambda pk, actor, given, now: handlers.keep(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.END: _Asked(
        explanation=gettext_lazy(
            "Months after the last day are not paid any more. The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("End the right"),
        done=gettext_lazy("The right was ended."),
        do=lambda pk, actor, given, now: handlers.end_right(
            case_id=pk, actor=actor, last_day=given["last_day"], note=given["note"], now=now
        ),
        warning=True,
    ),
    Act.CLOSE_OVERPAID: _Asked(
        explanation=gettext_lazy(
            "Nothing is taken back by this. Write what becomes of the sum: returned, agreed to be returned, "
            "or not asked back and why. More that turns out to be in excess is put before you again."
        ),
        button=gettext_lazy("Close it as looked at"),
        done=gettext_lazy("It is closed as looked at."),
        do=lambda pk, actor, given, now: handlers.close_overpaid(case_id=pk, actor=actor, note=given["note"], now=now),
    ),
    Act.WITHDRAW: _Asked(
        explanation=gettext_lazy(
            "It counts no more from today: whoever checks its number is told so, and a place in a queue is given up. "
            "The person is told, reads these reasons and may complain."
        ),
        button=gettext_lazy("Take it back"),
        done=gettext_lazy("It was taken back."),
        do=lambda pk, actor, given, now: handlers.withdraw(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
    Act.PAID_ONCE: _Asked(
        explanation=gettext_lazy(
            "Record this only when the bank has confirmed that the person has received the money once, "
            "and that anything beyond it was returned. The payment is then taken for done, and is never sent again."
        ),
        button=gettext_lazy("The bank paid it once"),
        done=gettext_lazy("It is recorded that the bank paid once."),
        do=lambda pk, actor, given, now: handlers.paid_once(case_id=pk, actor=actor, note=given["note"], now=now),
        warning=True,
    ),
}


_FORMS: Final[Mapping[frozenset[Need], type[forms.Form]]] = {
    frozenset({Need.NOTE}): NoteForm,
    frozenset({Need.NOTE, Need.LAST_DAY}): EndForm,
    frozenset({Need.NOTE, Need.WANTED}): AnswerForm,
}
"""The form that asks for what an act needs, whatever the case."""


def _form(act: Act, case: Case, data: Mapping[str, Any] | None) -> forms.Form:
    needs = acts.TABLE[act].needs
    if Need.PAYEE in needs:
        today = local_day(timezone.now())
        return PayeeForm(data, person=case.person, others=guardians(case.person, on=today))
    if Need.ANSWERS in needs:
        return QuestionForm(data, asked=questions_to_answer(case))
    return _FORMS[needs](data)


def _links(case: Case, actor: Staff) -> tuple[tuple[str, Text, str], ...]:
    """What the reader may do with the case here: (act, words, address)."""
    return tuple(
        (act.value, acts.TABLE[act].label, reverse("cases:action", args=[case.pk, act.value]))
        for act in acts.actions(case, actor)
        if act in _ACTS or act is Act.ASSIGN
    )
