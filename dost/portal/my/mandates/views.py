"""Giving a mandate, answering one, and ending it. Whoever acts for somebody finds none of this."""

from __future__ import annotations

from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, View, citizen_required, fresh_sign_in_required
from dost.accounts.models import Mandate
from dost.accounts.throttle import address_of, is_too_often
from dost.cases import mandates as engine
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven
from dost.cases.mandates.at_desk import wanted_of
from dost.cases.text.mandate_text import deed_choices, service_groups
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from dost.ui.mandate_form import MandateForm

from .page import mandate_page, mandates_page

MOST_GIVEN: Final = 5
"""Mandates that one citizen, or one address, may try to give within five minutes."""


def for_oneself(view: View) -> View:
    """Let a page open only while the matters are the reader's own: nobody hands on what they have for another."""

    @wraps(view)
    def guarded(request: HttpRequest, me: SignedInCitizen, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if me.acts_for_somebody:
            raise Http404
        return view(request, me, *args, **kwargs)

    return guarded


@require_safe
@citizen_required
@for_oneself
def mandates(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Those the person gave, and those they were given."""
    page = mandates_page(me, on=local_day(timezone.now()))
    return render_my(request, me, "portal/my/mandates/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
@for_oneself
def new(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Give a mandate. Whoever is named, what follows is told in the same words."""
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = MandateForm(sent, services=service_groups(), deeds=deed_choices(), today=local_day(now))
    status = 200
    if sent is not None and _too_often(request, me):
        form.add_error(None, _("Too many were given just now. Try again in five minutes."))
        status = 429
    elif form.is_valid():
        try:
            engine.give(
                grantor=me.person, wanted=wanted_of(form), how=Mandate.How.ONLINE, actor=me.citizen.actor, now=now
            )
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
        else:
            messages.success(
                request, _("The mandate is given. Whoever has this FİN can accept it in their DOST within 30 days.")
            )
            return redirect("my:mandates")
    if form.errors and status == 200:
        status = 400
    return render_my(request, me, "portal/my/mandates/new.html", {"form": form}, status=status)


def _too_often(request: HttpRequest, me: SignedInCitizen) -> bool:
    """Counted for the address and for the citizen, wherever they are: who tries FİNs learns nothing, and not many."""
    by_address = is_too_often("mandate", address_of(request), most=MOST_GIVEN)
    return is_too_often("mandate-of", str(me.person_id), most=MOST_GIVEN) or by_address


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@for_oneself
def mandate(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One mandate, for one of its two: what it covers, what was done under it; accepting it, or ending it."""
    found = get_object_or_404(engine.of_person(me.person_id), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        return _done(request, me, found, request.POST.get("do", ""))
    page = mandate_page(found, me, on=local_day(now))
    return render_my(request, me, "portal/my/mandates/mandate.html", {"page": page})


def _done(request: HttpRequest, me: SignedInCitizen, found: Mandate, do: str) -> HttpResponse:
    """Answer the mandate, or end it; what another was quicker with is said."""
    actor, now = me.citizen.actor, timezone.now()
    try:
        match do:
            case "accept":
                engine.accept(mandate_id=found.pk, actor=actor, now=now)
                messages.success(request, _("You have accepted it. You can act under it now."))
            case "decline":
                engine.decline(mandate_id=found.pk, actor=actor, now=now)
                messages.success(request, _("You have declined it. Nothing follows from it."))
                return redirect("my:mandates")
            case "give-back":
                engine.give_back(mandate_id=found.pk, actor=actor, now=now)
                messages.success(request, _("You have given it back. It has ended."))
            case "withdraw":
                engine.withdraw(mandate_id=found.pk, actor=actor, now=now)
                messages.success(request, _("You have withdrawn it. Nobody acts under it any more."))
    except NotPossible as why:
        messages.info(request, str(why))
    is_there = engine.of_person(me.person_id).filter(pk=found.pk).exists()
    return redirect("my:mandate", pk=found.pk) if is_there else redirect("my:mandates")
