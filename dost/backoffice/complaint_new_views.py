"""A member of staff writes down a complaint or a proposal for somebody who is there, calls or has sent a letter."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.accounts.access import (
    WORKS_ON_CASES,
    actor_of,
    log_list,
    purposes_of,
    reason_for,
    role_required,
    state_purpose,
)
from dost.cases import complaints as engine
from dost.cases.acts import NotPossible
from dost.cases.complaints import at_desk
from dost.cases.supporting import NotTaken
from dost.common.dates import local_day
from dost.ui.complaint_form import WriteDownForm
from registries.models import Person

from .case_page import person_view
from .complaint_forms import ForWhomForm
from .looks import asked_person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def for_whom(request: HttpRequest) -> HttpResponse:
    """Ask for whom; their record opens for half an hour, for a purpose that does not say that they complain."""
    form = ForWhomForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = asked_person(form.cleaned_data["fin"])
        except LookupError as error:
            form.add_error("fin", str(error))
        else:
            actor = actor_of(request)
            state_purpose(
                actor=actor,
                person_id=person.pk,
                purpose=purposes_of(actor)[-1],
                note=_("For the work of the office"),
                now=timezone.now(),
            )
            return redirect(f"{reverse('complaints:write')}?person={person.pk}")
    status = 400 if form.errors else 200
    return render(request, "backoffice/complaints/for_whom.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words")
@role_required(WORKS_ON_CASES)
def write(request: HttpRequest) -> HttpResponse:
    """All of it on one page; sent once, even if pressed twice."""
    person = _opened(request)
    if person is None:
        return redirect("complaints:for_whom")
    now, actor = timezone.now(), actor_of(request)
    log_list(actor=actor, people=[person.pk], now=now)
    key = _key(request.POST.get("key", ""))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WriteDownForm(*sent, choosable=at_desk.choosable(person))
    if form.is_valid():
        given = form.written_down
        try:
            made = engine.write_down(
                person=person,
                subject=at_desk.subject_written(given),
                words=given.words,
                key=key,
                actor=actor,
                files=given.files,
                now=now,
            )
        except NotTaken as why:
            form.add_error("document", why.message)
        except NotPossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, at_desk.receipt(made))
            return redirect("complaints:list")
    context = {"form": form, "person": person_view(person, on=local_day(now)), "key": str(key)}
    return render(request, "backoffice/complaints/write.html", context, status=400 if form.errors else 200)


def _opened(request: HttpRequest) -> Person | None:
    """The person named, if their record is open to the reader; None where they have to be named first."""
    wanted = request.GET.get("person", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        return None
    person = Person.objects.select_related("district").filter(pk=int(wanted)).first()
    if person is None:
        raise Http404
    return person if reason_for(actor_of(request), person.pk, now=timezone.now()) is not None else None


def _key(typed: str) -> UUID:
    """The key under which it is sent: that of the page, so that a second press finds the first."""
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()
