"""Giving what one was asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.acts import NotPossible
from dost.cases.display import case_for_display
from dost.cases.handlers import Given, give_more
from dost.cases.models import Case
from dost.portal.my.page import render_my
from dost.ui.given_form import GivenForm

from .page import asked_page


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.ANSWER)
@for_employers
def asked(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """What one was asked for, why, and until when; a document or words to each. What is sent once counts once."""
    now = timezone.now()
    if not Case.objects.filter(me.opens.rows_of(me.person_id, "service"), pk=pk).exists():
        raise Http404
    case = case_for_display(case_id=pk, actor=me.actor, now=now).case
    page = asked_page(case)
    if page is None:
        messages.info(request, _("Nothing is asked of you here any more."))
        return redirect("my:case", pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = GivenForm(*sent, asked=page.asked)
    if form.is_valid():
        given = [Given(one.id, one.words, one.files) for one in form.given]
        try:
            taken = give_more(case_id=pk, actor=me.actor, given=given, now=now)
        except NotPossible as why:
            messages.info(request, str(why))
            return redirect("my:case", pk=pk)
        if not taken.problems:
            return _thanked(request, pk, is_all=taken.is_all)
        page = asked_page(case)
        if page is None:
            return redirect("my:case", pk=pk)
        form = GivenForm(request.POST, asked=page.asked)
        form.refuse(taken.problems.items())
    context = {"page": page, "form": form}
    return render_my(request, me, "portal/my/asked/asked.html", context, status=400 if form.errors else 200)


def _thanked(request: HttpRequest, pk: int, *, is_all: bool) -> HttpResponse:
    if is_all:
        messages.success(request, _("Thank you: we have it. A member of staff goes on with your case."))
        return redirect("my:case", pk=pk)
    messages.success(request, _("Thank you: that is saved. Something is still missing; you can add it now or later."))
    return redirect("my:asked", pk=pk)
