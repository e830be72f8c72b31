"""A citizen's appeal step by step, their questions about a case, and giving it up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers, fresh_sign_in_required
from dost.accounts.opens import Deed
from dost.cases import handlers
from dost.cases.acts import Act, NotPossible, possible
from dost.cases.display import case_for_display
from dost.cases.models import Case
from dost.cases.supporting import NotTaken
from dost.common.dates import local_day
from dost.portal.my.page import render_my

from .forms import DocumentForm, GiveUpForm, GroundsForm, QuestionForm
from .page import AppealPage, appeal_page, conversation_page, give_up_page, last_sent, sent_page


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPEAL)
@for_employers
def appeal(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """The first step: why the person does not agree. What was written so far is there again."""
    now = timezone.now()
    case = _case(me, pk, now=now)
    page = _to_write(case, me, now=now)
    if page is None:
        return _no_appeal(request, me, case)
    data = request.POST if request.method == "POST" else None
    written = {"grounds": page.grounds, "late_reason": page.late_reason}
    form = GroundsForm(data, initial=written, is_late=page.is_late)
    if form.is_valid() and _begun(case, me, form, now=now):
        return redirect("my:appeal_documents", pk=pk)
    context = {"page": page, "form": form}
    return render_my(request, me, "portal/my/appeals/grounds.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPEAL)
@for_employers
def documents(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """The second step: documents, each added or taken out at once; none is needed."""
    now = timezone.now()
    case = _case(me, pk, now=now)
    page = _to_write(case, me, now=now)
    if page is None:
        return _no_appeal(request, me, case)
    if not page.grounds:
        return redirect("my:appeal", pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*sent)
    if form.is_valid() and _added(case, me, form, now=now):
        return redirect("my:appeal_documents", pk=pk)
    context = {"page": page, "form": form}
    return render_my(request, me, "portal/my/appeals/documents.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPEAL)
@for_employers
def check(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """The last step: what will be sent, and sending it. Sent twice it is one."""
    now = timezone.now()
    case = _case(me, pk, now=now)
    problem = ""
    if request.method == "POST":
        try:
            handlers.send_appeal(case_id=pk, actor=me.actor, now=now)
        except NotPossible as why:
            problem = str(why)
        else:
            return redirect("my:appeal_sent", pk=pk)
    page = _to_write(case, me, now=now)
    if page is None:
        return _no_appeal(request, me, case)
    if not page.grounds or (page.is_late and not page.late_reason):
        return redirect("my:appeal", pk=pk)
    context = {"page": page, "problem": problem}
    return render_my(request, me, "portal/my/appeals/check.html", context, status=400 if problem else 200)


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def sent(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """The receipt, and afterwards how the appeal stands."""
    case = _case(me, pk, now=timezone.now())
    found = last_sent(case)
    if found is None:
        return redirect("my:appeal", pk=pk)
    return render_my(request, me, "portal/my/appeals/sent.html", {"page": sent_page(found, case)})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.ANSWER)
@for_employers
def question(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """What was asked about a case and answered, and a place to ask."""
    now = timezone.now()
    case = _case(me, pk, now=now)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            handlers.ask(case_id=pk, actor=me.actor, text=form.cleaned_data["text"], now=now)
        except NotPossible as why:
            form.add_error("text", str(why))
        else:
            messages.success(request, _("Your question was sent. You get a message when it is answered."))
            return redirect("my:case_question", pk=pk)
    context = {"page": conversation_page(case), "form": form}
    return render_my(request, me, "portal/my/appeals/question.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
@by_mandate(Deed.APPLY)
@for_employers
def withdraw(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Withdraw an application, or give up a right; what it means is said before."""
    now = timezone.now()
    case = _case(me, pk, now=now)
    page = give_up_page(case, me.actor)
    data = request.POST if request.method == "POST" else None
    form: forms.Form = GiveUpForm(data) if page.what == "right" else forms.Form(data)
    if page.what and form.is_valid():
        try:
            _give_up(case, me, page.what, form, now=now)
        except NotPossible as why:
            form.add_error("last_day" if page.what == "right" else None, str(why))
        else:
            return redirect("my:case", pk=pk)
    context = {"page": page, "form": form}
    return render_my(request, me, "portal/my/appeals/withdraw.html", context, status=_status(form))


# -- parts -------------------------------------------------------------------------------------------------------


def _case(me: SignedInCitizen, pk: int, *, now: datetime) -> Case:
    """The person's case with this number; somebody else's is not there at all."""
    if not Case.objects.filter(me.opens.rows_of(me.person_id, "service"), pk=pk).exists():
        raise Http404
    return case_for_display(case_id=pk, actor=me.actor, now=now).case


def _to_write(case: Case, me: SignedInCitizen, *, now: datetime) -> AppealPage | None:
    """What is to be written, where the person may appeal now."""
    may = possible(Act.APPEAL, case=case, actor=me.actor)
    return appeal_page(case, on=local_day(now)) if may else None


def _no_appeal(request: HttpRequest, me: SignedInCitizen, case: Case) -> HttpResponse:
    """Lead to the appeal that was sent, or say why there is nothing to appeal."""
    if last_sent(case) is not None:
        return redirect("my:appeal_sent", pk=case.pk)
    return render_my(request, me, "portal/my/appeals/nothing.html", {"case": case})


def _begun(case: Case, me: SignedInCitizen, form: forms.Form, *, now: datetime) -> bool:
    written = form.cleaned_data
    try:
        handlers.begin_appeal(
            case_id=case.pk,
            actor=me.actor,
            grounds=written["grounds"],
            late_reason=written.get("late_reason", ""),
            now=now,
        )
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


def _added(case: Case, me: SignedInCitizen, form: forms.Form, *, now: datetime) -> bool:
    given = form.cleaned_data
    try:
        handlers.add_document(case_id=case.pk, actor=me.actor, files=given["document"], title=given["title"], now=now)
    except NotTaken as why:
        form.add_error("document", why.message)
        return False
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


def _give_up(case: Case, me: SignedInCitizen, what: str, form: forms.Form, *, now: datetime) -> None:
    if what == "right":
        handlers.give_up(case_id=case.pk, actor=me.actor, last_day=form.cleaned_data["last_day"], now=now)
    else:
        handlers.take_back(case_id=case.pk, actor=me.actor, now=now)


def _status(form: Any) -> int:
    return 400 if form.errors else 200
