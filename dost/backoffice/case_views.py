"""The list of cases, the page of a case, why somebody looks, and what staff do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from dost.accounts import access
from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, NoReason, Reason, actor_of, role_required
from dost.accounts.models import AccessLog
from dost.backoffice.contexts import PurposePage
from dost.cases import acts, handlers
from dost.cases.acts import Act
from dost.cases.applications import NotAccepted
from dost.cases.desk_acts import Asked
from dost.cases.display import case_for_display
from dost.cases.letter_content import OFFICIAL
from dost.cases.letter_preview import letter_preview
from dost.cases.models import Case
from dost.cases.queries import case_number
from dost.cases.review import review_view
from dost.cases.text.results import result_view
from dost.common.dates import local_day
from dost.ui.contexts import Choice, Text
from dost.ui.question_form import QuestionForm
from services_catalog.sensitive import label_of

from .appeals import said_about
from .asking import asked_views
from .case_acts import ACTS, NEEDS_SECOND, WITH_LETTER, form_of, links
from .case_documents import case_documents
from .case_list import list_page
from .case_money import case_money
from .case_page import case_page
from .corrections import of_case
from .forms import PurposeForm
from .letter_first import LetterFirst, hash_of, letter_first
from .second_person import WAITS_FOR_SECOND, alone_up_to, second_view, waits_for_second
from .simulation import end_simulated, is_paid_monthly

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
    page = case_page(case, reason=reason, now=now)  # reads what the acts are asked about, too
    offer = acts.offered(case, actor_of(request))
    context = {
        "page": page,
        "actions": links(case, offer.acts),
        "kept_from": acts.KEPT_FROM if offer.is_kept else "",
        "second": second_view(case, on=local_day(now)),
        "asked": asked_views(case, now=now),
        "apply_url": _apply_url(case, request),
        "simulate_url": reverse("overpayments:simulate", args=[pk]) if is_paid_monthly(case) else "",
        "review": review_view(case),
        "money": case_money(case),
        "documents": case_documents(case),
        "corrections": of_case(case, actor=actor_of(request)),
        "said": said_about(case),
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
@require_POST
@role_required(WORKS_ON_CASES)
@reason_asked
def case_hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the case back, so that somebody else takes it over; whoever gives it back may not see it any more."""
    now = timezone.now()
    shown_to_reader(request, pk, now=now)
    try:
        handlers.hand_on(case_id=pk, actor=actor_of(request), now=now)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("cases:detail", pk=pk)
    messages.success(request, _("The case is handed on. It stands in the list of work without a holder."))
    return redirect("cases:list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
@reason_asked
def case_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask for what an act needs, with everything the decision stands on in sight; then do it."""
    now, actor, asked = timezone.now(), actor_of(request), ACTS.get(action)
    if asked is None:
        raise Http404
    case, reason = shown_to_reader(request, pk, now=now)
    act = Act(action)
    try:
        acts.require(act, actor=actor, case=case)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("cases:detail", pk=pk)
    form = form_of(act, case, request.POST if request.method == "POST" else None)
    obstacle = handlers.what_stops_a_grant(case) if act is Act.GRANT else ""
    if form.is_valid() and "back" not in request.POST:
        unseen = _letter_first(request, pk, act, asked, form, now=now) if act in WITH_LETTER else None
        if unseen is not None:
            context = {"page": case_page(case, reason=reason, now=now), "letter": unseen, "pk": pk, "asked": asked}
            context["alone_up_to"] = alone_up_to(case) if act in NEEDS_SECOND else None
            if act is Act.END:
                context["simulation"] = end_simulated(case, form.cleaned_data["last_day"], now=now)
            return render(request, "backoffice/letter_first.html", context | {"title": acts.TABLE[act].label})
        if not form.errors and _done(request, pk, asked, form, now=now):
            return redirect("cases:detail", pk=pk)
    context = {
        "page": case_page(case, reason=reason, now=now),
        "review": review_view(case),
        "money": case_money(case),
        "said": said_about(case),
        "requests": asked_views(case, now=now),
        "pk": pk,
        "form": form,
        "title": acts.TABLE[act].label,
        "explanation": asked.explanation,
        "button": asked.button,
        "warning": asked.warning,
        "obstacle": obstacle,
        "with_letter": act in WITH_LETTER,
        "second": second_view(case, on=local_day(now)),
        "alone_up_to": alone_up_to(case) if act in NEEDS_SECOND else None,
    }
    return render(request, "backoffice/action.html", context, status=400 if form.errors else 200)


def _letter_first(
    request: HttpRequest, pk: int, act: Act, asked: Asked, form: forms.Form, *, now: datetime
) -> LetterFirst | None:
    """The letter of an act, to be seen before it goes; None once the reader has seen this very one, or on an error."""
    actor, given = actor_of(request), form.cleaned_data
    try:
        preview = letter_preview(
            lambda: asked.do(pk, actor, given, now), case_id=pk, language=get_language() or OFFICIAL
        )
    except acts.NotPossible as why:
        form.add_error(None, str(why))
        return None
    seen = request.POST.get("seen", "")
    if seen == hash_of(preview):
        return None
    sent = {name: request.POST.getlist(name) for name in form.fields}
    return letter_first(preview, sent, has_changed=bool(seen))


def _done(request: HttpRequest, pk: int, asked: Asked, form: forms.Form, *, now: datetime) -> bool:
    try:
        result = asked.do(pk, actor_of(request), form.cleaned_data, now)
    except acts.NotPossible as why:
        form.add_error(None, str(why))
        return False
    except NotAccepted as why:
        assert isinstance(form, QuestionForm)
        form.refuse((one.field, one.message) for one in why.problems)
        return False
    messages.success(request, WAITS_FOR_SECOND if waits_for_second(result) else str(asked.done))
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


def _apply_url(case: Case, request: HttpRequest) -> str:
    """Where the reader can apply for the person of a case; empty where they may not."""
    if not acts.may(Act.APPLY, actor=actor_of(request), person_id=case.person_id):
        return ""
    return f"{reverse('applying:for_what')}?person={case.person_id}"


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
