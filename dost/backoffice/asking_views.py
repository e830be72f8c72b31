"""Asking a person for more, and taking in at the window what they bring."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dost.accounts.access import WORKS_ON_CASES, actor_of, role_required
from dost.cases import acts, handlers
from dost.cases.acts import Act
from dost.cases.handlers import Given
from dost.common.dates import local_day
from dost.ui.given_form import GivenForm

from .asking import AskForm, still_asked
from .case_page import case_page
from .case_views import reason_asked, shown_to_reader


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
@reason_asked
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one thing or several; the button for one more sends what is written along, and nothing is asked yet."""
    now = timezone.now()
    case, reason = shown_to_reader(request, pk, now=now)
    actor = actor_of(request)
    try:
        acts.require(Act.ASK_MORE, actor=actor, case=case)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("cases:detail", pk=pk)
    items, grows = _items(request), "add" in request.POST
    is_sent = request.method == "POST" and not grows
    form = AskForm(
        request.POST if is_sent else None,
        case=case,
        items=items + grows,
        today=local_day(now),
        typed=request.POST.dict() if grows else None,
    )
    if form.is_valid():
        try:
            handlers.ask_more(case_id=pk, actor=actor, wanted=form.wanted, until=form.cleaned_data["until"], now=now)
        except acts.NotPossible as why:
            form.add_error(None if len(form.wanted) > 1 else "until", str(why))
        else:
            messages.success(request, _("The person was asked. The case waits for them, and its days do not run."))
            return redirect("cases:detail", pk=pk)
    context = {"page": case_page(case, reason=reason, now=now), "form": form, "pk": pk}
    return render(request, "backoffice/ask_more.html", context, status=400 if form.is_bound and form.errors else 200)


def _items(request: HttpRequest) -> int:
    sent = request.POST.get("items", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
@reason_asked
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in what the person brings to the window, or says on the telephone, to what they were asked for."""
    now = timezone.now()
    case, reason = shown_to_reader(request, pk, now=now)
    actor = actor_of(request)
    try:
        acts.require(Act.GIVE_MORE, actor=actor, case=case)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("cases:detail", pk=pk)
    form = GivenForm(*((request.POST, request.FILES) if request.method == "POST" else ()), asked=still_asked(case))
    if form.is_valid():
        given = [Given(one.id, one.words, one.files) for one in form.given]
        try:
            taken = handlers.give_more(case_id=pk, actor=actor, given=given, now=now)
        except acts.NotPossible as why:
            form.add_error(None, str(why))
        else:
            if not taken.problems:
                is_all = _("Everything that was asked for is there. The case is with staff again.")
                part = _("It is taken in. Something is still missing.")
                messages.success(request, is_all if taken.is_all else part)
                return redirect("cases:detail", pk=pk)
            form = GivenForm(request.POST, asked=still_asked(case))
            form.refuse(taken.problems.items())
    context = {"page": case_page(case, reason=reason, now=now), "form": form, "pk": pk}
    return render(request, "backoffice/asked.html", context, status=400 if form.errors else 200)
