"""The mandates of the employer: its registered head gives them and takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.citizens import (
    SignedInCitizen,
    View,
    by_mandate,
    citizen_required,
    for_employers,
    fresh_sign_in_required,
)
from dost.accounts.opens import Deed
from dost.accounts.throttle import is_too_often
from dost.cases import mandates as engine
from dost.cases.acts import NotPossible
from dost.cases.employers import services_for_employers
from dost.cases.mandates import NotGiven
from dost.cases.mandates.at_desk import wanted_of
from dost.cases.text.mandate_text import MandateView, employer_deeds, employer_services, mandate_view
from dost.common.dates import local_day
from dost.portal.my.mandates.views import MOST_GIVEN
from dost.portal.my.page import render_my
from dost.ui.mandate_form import MandateForm


@dataclass(frozen=True, slots=True)
class MandatesOfEmployer:
    """Every mandate the employer gave, and its id."""

    mandates: tuple[MandateView, ...]


def for_heads(view: View) -> View:
    """Let a page open only to who acts for an employer as its registered head: nobody hands a mandate on."""

    @wraps(view)
    def guarded(request: HttpRequest, me: SignedInCitizen, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if me.employer is None or me.mandate is not None:
            raise Http404
        return view(request, me, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
@for_heads
def mandates(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Those the employer gave; with a POST one is withdrawn (`mandate`: its id)."""
    now = timezone.now()
    if request.method == "POST":
        return _withdrawn(request, me)
    rows = engine.of_employer(me.voen)
    page = MandatesOfEmployer(tuple(mandate_view(one, on=local_day(now)) for one in rows))
    return render_my(request, me, "portal/my/employer_mandates.html", {"page": page})


def _withdrawn(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    wanted = request.POST.get("mandate", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        raise Http404
    try:
        engine.withdraw_for_employer(mandate_id=int(wanted), voen=me.voen, actor=me.actor, now=timezone.now())
    except NotPossible as why:
        messages.info(request, str(why))
    else:
        messages.success(request, _("You have withdrawn it. Nobody acts under it any more."))
    return redirect("my:employer_mandates")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
@by_mandate(Deed.LOOK)
@for_employers
@for_heads
def new(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Give one in the employer's name, for services that employers apply for."""
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    services = employer_services(services_for_employers(local_day(now)))
    form = MandateForm(sent, services=services, deeds=employer_deeds(), today=local_day(now))
    status = 200
    if sent is not None and is_too_often("mandate-of-employer", me.voen, most=MOST_GIVEN):
        form.add_error(None, _("Too many were given just now. Try again in five minutes."))
        status = 429
    elif form.is_valid():
        try:
            engine.give_for_employer(voen=me.voen, wanted=wanted_of(form), actor=me.actor, now=now)
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
        else:
            messages.success(
                request, _("The mandate is given. Whoever has this FİN can accept it in their DOST within 30 days.")
            )
            return redirect("my:employer_mandates")
    if form.errors and status == 200:
        status = 400
    return render_my(request, me, "portal/my/employer_mandate_new.html", {"form": form}, status=status)
