"""Mandates at a window: somebody gives one, or withdraws one, and a member of staff writes it down.

The file of the person must be open to whoever writes, with the reason they have said; it opens for half an hour.
"""

from __future__ import annotations

from datetime import datetime

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
from dost.accounts.actors import Staff
from dost.accounts.models import Mandate
from dost.cases import mandates as engine
from dost.cases.acts import NotPossible
from dost.cases.mandates import NotGiven
from dost.common.dates import local_day
from registries.models import Person

from .apply import ForWhomForm
from .case_page import person_view
from .looks import asked_person
from .mandates import WindowForm, of_person_page, one_mandate_page

How = Mandate.How


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
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    form = WindowForm(*sent, today=local_day(now))
    if form.is_valid():
        try:
            if _given(form, person, actor_of(request), now=now):
                messages.success(request, _("The mandate is written down. It counts once the other accepts it."))
                return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
            messages.info(request, _("A code was sent to their number. Write it below as they read it out."))
        except NotGiven as why:
            form.add_error(why.field or None, str(why))
    context = {"form": form, "person": person_view(person, on=local_day(now)), "person_id": person.pk}
    return render(request, "backoffice/mandates_new.html", context, status=400 if form.errors else 200)


def _given(form: WindowForm, person: Person, actor: Staff, *, now: datetime) -> bool:
    """Give it as the form says; False where a code was sent that has to be read out first. Raises `NotGiven`."""
    seen = form.cleaned_data
    how = How(seen["how"])
    if how == How.PAPER:
        engine.give_on_paper(grantor=person, wanted=form.wanted, files=seen["paper"], actor=actor, now=now)
        return True
    if how == How.CODE and not seen["code"].strip():
        engine.send_code(grantor=person, agent_fin=engine.read_fin(form.wanted.agent_fin), now=now)
        return False
    shown = engine.Seen(seen["document_kind"], seen["document_number"], seen["code"])
    engine.give(grantor=person, wanted=form.wanted, how=how, actor=actor, now=now, seen=shown)
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """One mandate of a person whose file is open; its grantor, or who has it, can end it here."""
    person = _opened(request)
    if person is None:
        return redirect("mandates:for_whom")
    found = get_object_or_404(engine.of_person(person.pk), pk=pk)
    now = _looked(request, person)
    if request.method == "POST":
        try:
            engine.end_at_window(mandate_id=found.pk, person_id=person.pk, actor=actor_of(request), now=now)
        except NotPossible as why:
            messages.info(request, str(why))
        else:
            messages.success(request, _("It is ended. Nobody acts under it any more."))
        return redirect(f"{reverse('mandates:of_person')}?person={person.pk}")
    return render(request, "backoffice/mandate.html", {"page": one_mandate_page(found, person, on=local_day(now))})


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
