"""Mandates of the person at the window: they give one, accept one, end one, and it is written down in their visit.

The same functions and forms as in the back office (`cases.mandates.at_desk`), without an address that says who it is.
"""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.employers import employer_of
from dost.accounts.models import Mandate, MandateEvent
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven, at_desk, at_window, is_head, what_is_possible
from dost.cases.text.mandate_text import lines_of, mandate_view
from dost.centres.models import Visit
from dost.ui.proof_form import MandateAtWindowForm, ProofForm

from .person_frame import Window, render_person, require_visit
from .person_frame import at_window as with_the_person

What = MandateEvent.What
SEEN: Final = {
    Visit.Identified.CARD.value: Mandate.Seen.IDENTITY_CARD.value,
    Visit.Identified.PASSPORT.value: Mandate.Seen.PASSPORT.value,
}
"""The documents of a visit, as a mandate names them."""


@require_safe
@with_the_person
def mandates(request: HttpRequest, window: Window) -> HttpResponse:
    """Every mandate of the person, and of the employers they head."""
    _here(window)
    rows = at_desk.rows_of(window.person, on=window.on, address=_address)
    context = {"rows": rows, "employers": at_desk.headed(window.person, on=window.on)}
    return render_person(request, window, "counter/person/mandates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@with_the_person
def new(request: HttpRequest, window: Window) -> HttpResponse:
    """Write down a mandate that the person gives."""
    visit = _here(window)
    voen = _employer(request, window)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    form = MandateAtWindowForm(
        *sent,
        ways=at_desk.ways(),
        services=at_desk.services_to_tick(for_employer=bool(voen), on=window.on),
        deeds=at_desk.deeds_to_tick(for_employer=bool(voen)),
        today=window.on,
    )
    form.initial.update(_seen_in(visit))
    if form.is_valid():
        try:
            given = at_desk.write_down(
                person=window.person,
                voen=voen,
                wanted=at_desk.wanted_of(form),
                shown=form.shown,
                actor=window.actor,
                now=window.now,
            )
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
        else:
            if given:
                messages.success(request, _("The mandate is written down. It counts once the other accepts it."))
                return redirect("person:mandates")
            messages.info(request, _("A code was sent to their number. Write it below as they read it out."))
    context = {"form": form, "employer": str(employer_of(voen)) if voen else ""}
    status = 400 if form.errors else 200
    return render_person(request, window, "counter/person/mandate_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@with_the_person
def mandate(request: HttpRequest, window: Window, pk: int) -> HttpResponse:
    """One mandate of the person: they accept it here, or end it."""
    visit = _here(window)
    found = get_object_or_404(at_window(window.person, on=window.on), pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    form = ProofForm(*sent, ways=at_desk.ways(), initial=_seen_in(visit))
    if form.is_valid():
        what = _what(request)
        try:
            done = at_desk.do_here(
                mandate=found, person=window.person, what=what, shown=form.shown, actor=window.actor, now=window.now
            )
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
        except NotPossible as why:
            messages.info(request, str(why))
            return redirect("person:mandates")
        else:
            if done:
                messages.success(request, at_desk.done_in_words(what))
                return redirect("person:mandates")
            messages.info(request, _("A code was sent to their number. Write it below as they read it out."))
    possible = what_is_possible(found, window.person, on=window.on)
    context = {
        "form": form,
        "mandate": mandate_view(found, on=window.on),
        "lines": lines_of(found),
        "papers": at_desk.papers_of(found, window.person),
        "may_accept": What.ACCEPTED in possible,
        "may_end": What.ENDED in possible,
    }
    status = 400 if form.errors else 200
    return render_person(request, window, "counter/person/mandate.html", context, status=status)


def _here(window: Window) -> Visit:
    """Pass only in a visit, and write the look down; raises `NoReason`."""
    visit = require_visit(window)
    window.log()
    return visit


def _seen_in(visit: Visit) -> dict[str, str]:
    """What the form begins with: they are here, with the document that was seen as the visit began."""
    return {"how": Mandate.How.PRESENCE, "document_kind": SEEN.get(visit.identified_by, "")}


def _what(request: HttpRequest) -> MandateEvent.What:
    what = request.POST.get("what", "")
    if what not in (What.ACCEPTED, What.ENDED):
        raise Http404
    return What(what)


def _employer(request: HttpRequest, window: Window) -> str:
    """The VÖEN in whose name it is given; empty for the person's own. Of one that they do not head there is no page."""
    voen = request.GET.get("employer", "")
    if voen and not is_head(window.person, voen, on=window.on):
        raise Http404
    return voen


def _address(mandate: Mandate) -> str:
    return reverse("person:mandate", args=[mandate.pk])
