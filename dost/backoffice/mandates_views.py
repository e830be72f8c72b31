"""Mandates at a window: somebody gives one, accepts one or ends one, and a member of staff writes it down.

The file of the person must be open to whoever writes, with the reason they have said; it opens for half an hour.
"""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import (
    WORKS_ON_CASES,
    actor_of,
    log_list,
    purposes_of,
    reason_for,
    role_required,
    state_purpose,
)
from dost.accounts.employers import employer_of
from dost.accounts.models import MandateEvent
from dost.cases import mandates as engine
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven, at_desk
from dost.common.dates import local_day
from dost.ui.proof_form import MandateAtWindowForm, ProofForm
from registries.models import Person

from .apply import ForWhomForm
from .case_page import person_view
from .looks import asked_person
from .mandates import of_person_page, one_mandate_page

What = MandateEvent.What


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def for_whom(request: HttpRequest) -> HttpResponse:
    """Ask whose mandates, and why their file is opened; the answer is kept, and opens it for half an hour."""
    form = ForWhomForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = asked_person(form.cleaned_data["fin"])
        except LookupError as error:
            form.add_error("fin", str(error))
        else:
            actor, now = actor_of(request), timezone.now()
            purpose = purposes_of(actor)[-1]
            state_purpose(actor=actor, person_id=person.pk, purpose=purpose, note=form.cleaned_data["note"], now=now)
            return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
    return render(request, "backoffice/mandates_for_whom.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def of_person(request: HttpRequest) -> HttpResponse:
    """Every mandate of a person: those they gave, and those they have."""
    person = _opened(request)
    if person is None:
        return redirect("mandates:for_whom")
    page = of_person_page(person, on=local_day(_looked(request, person)))
    return render(request, "backoffice/mandates_of_person.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def new(request: HttpRequest) -> HttpResponse:
    """Write down a mandate that somebody gives at the window."""
    person = _opened(request)
    if person is None:
        return redirect("mandates:for_whom")
    now = _looked(request, person)
    voen = _employer(request, person, on=local_day(now))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    form = MandateAtWindowForm(
        *sent,
        ways=at_desk.ways(),
        services=at_desk.services_to_tick(for_employer=bool(voen), on=local_day(now)),
        deeds=at_desk.deeds_to_tick(for_employer=bool(voen)),
        today=local_day(now),
    )
    if form.is_valid():
        wanted = at_desk.wanted_of(form)
        try:
            if at_desk.write_down(
                person=person, voen=voen, wanted=wanted, shown=form.shown, actor=actor_of(request), now=now
            ):
                messages.success(request, _("The mandate is written down. It counts once the other accepts it."))
                return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
            messages.info(request, _("A code was sent to their number. Write it below as they read it out."))
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
    context = {
        "form": form,
        "person": person_view(person, on=local_day(now)),
        "person_id": person.pk,
        "employer": str(employer_of(voen)) if voen else "",
    }
    return render(request, "backoffice/mandates_new.html", context, status=400 if form.errors else 200)


def _employer(request: HttpRequest, person: Person, *, on: date) -> str:
    """The VÖEN in whose name it is given; empty for the person's own. Of one that they do not head there is no page."""
    voen = request.GET.get("employer", "")
    if voen and not engine.is_head(person, voen, on=on):
        raise Http404
    return voen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """One mandate of a person whose file is open: they accept it here, or end it."""
    person = _opened(request)
    if person is None:
        return redirect("mandates:for_whom")
    now = _looked(request, person)
    found = get_object_or_404(engine.at_window(person, on=local_day(now)), pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    form = ProofForm(*sent, ways=at_desk.ways())
    if form.is_valid():
        what = request.POST.get("what", "")
        if what not in (What.ACCEPTED, What.ENDED):
            raise Http404
        try:
            done = at_desk.do_here(
                mandate=found, person=person, what=What(what), shown=form.shown, actor=actor_of(request), now=now
            )
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
        except NotPossible as why:
            messages.info(request, str(why))
            return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
        else:
            if done:
                messages.success(request, at_desk.done_in_words(What(what)))
                return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
            messages.info(request, _("A code was sent to their number. Write it below as they read it out."))
    context = {"page": one_mandate_page(found, person, on=local_day(now)), "form": form}
    return render(request, "backoffice/mandate.html", context, status=400 if form.errors else 200)


def _opened(request: HttpRequest) -> Person | None:
    """The person named, if their file is open to the reader; None where they have to say why first."""
    wanted = request.GET.get("person", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        return None
    person = Person.objects.select_related("district").filter(pk=int(wanted)).first()
    if person is None:
        raise Http404
    return person if reason_for(actor_of(request), person.pk, now=timezone.now()) is not None else None


def _looked(request: HttpRequest, person: Person) -> datetime:
    """Write down that the reader sees who this is; return when."""
    now = timezone.now()
    log_list(actor=actor_of(request), people=[person.pk], now=now)
    return now
