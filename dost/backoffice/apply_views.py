"""A member of staff applies for a person whose file is open to them, with the questions of the service's version."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
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
from dost.accounts.employers import acts_for_employer, is_legal_person
from dost.cases.applications import NotAccepted
from dost.cases.drafts.at_desk import begin_at_desk, meant, send_at_desk, services_to_apply_for, standing_of
from dost.cases.drafts.begin import Possible, possible
from dost.cases.employers import not_empowered, services_for_employers
from dost.cases.queries import case_number, institution_names
from dost.common.dates import local_day
from dost.ui.question_form import QuestionForm
from registries.data.complaint_terms import complaint_services
from registries.models import Person
from services_catalog.models import Service

from .apply import ForWhomForm, ServiceForm, application_page, questions_of
from .case_page import person_view
from .looks import asked_person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(WORKS_ON_CASES)
def for_whom(request: HttpRequest) -> HttpResponse:
    """Ask for whom, and why their file is opened; the answer is kept, and opens it for half an hour."""
    form = ForWhomForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        voen, now = form.cleaned_data["employer"], timezone.now()
        try:
            person = asked_person(form.cleaned_data["fin"])
        except LookupError as error:
            form.add_error("fin", str(error))
        else:
            actor = actor_of(request)
            purpose = purposes_of(actor)[-1]
            state_purpose(actor=actor, person_id=person.pk, purpose=purpose, note=form.cleaned_data["note"], now=now)
            if voen and acts_for_employer(person, voen, on=local_day(now)) is None:
                form.add_error("employer", not_empowered(voen))
            else:
                return redirect(f"{reverse('applying:for_what')}?{_whose(person, voen)}")
    return render(request, "backoffice/apply_for_whom.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def for_what(request: HttpRequest) -> HttpResponse:
    """Choose the service."""
    person = _opened(request)
    if person is None:
        return redirect("applying:for_whom")
    now = timezone.now()
    log_list(actor=actor_of(request), people=[person.pk], now=now)
    asked, voen = request.GET.get("service") is not None, _voen(request)
    services = services_for_employers(local_day(now)) if voen else services_to_apply_for()
    form = ServiceForm(request.GET if asked else None, services=services)
    if form.is_valid():
        there = reverse("applying:application", args=[form.cleaned_data["service"]])
        return redirect(f"{there}?{_whose(person, voen)}")
    context = {"form": form, "person": person_view(person, on=local_day(now)), "person_id": person.pk, "voen": voen}
    return render(request, "backoffice/apply_for_what.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@role_required(WORKS_ON_CASES)
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Everything on one page: what is meant, what is known, the questions; with a POST it is saved and sent."""
    if code in complaint_services():
        return redirect("complaints:for_whom")
    person, service = _opened(request), get_object_or_404(Service, pk=code)
    if person is None:
        return redirect("applying:for_whom")
    now, actor = timezone.now(), actor_of(request)
    on, voen = local_day(now), _voen(request)
    try:
        found = possible(person=person, service=service, actor=actor, on=on, voen=voen)
    except NotAccepted as why:
        return _stopped(request, person, service, why)
    one = meant(found, request.POST.get("record") or request.GET.get("record", ""))
    if one is not None and one.running is not None:
        messages.info(request, _("The person has this already, or has applied for it. This is the case."))
        return redirect("cases:detail", pk=one.running.pk)
    resumed = standing_of(one, person, actor=actor, on=on, now=now) if one is not None else None
    sends = request.method == "POST" and resumed is not None
    form = questions_of(resumed, request.POST if sends else None) if resumed else QuestionForm(None, asked=[])
    if one is not None and sends and form.is_valid():
        response = _sent(request, person, one, form, actor=actor)
        if response is not None:
            return response
    if request.method == "POST" and resumed is None:
        messages.error(request, _("Choose what the application is about."))
    page = application_page(person, service, found, resumed, actor=actor, names=institution_names(), on=on, now=now)
    status = 400 if form.errors or (request.method == "POST" and resumed is None) else 200
    return render(request, "backoffice/apply.html", {"page": page, "form": form, "asked": bool(resumed)}, status=status)


def _sent(
    request: HttpRequest, person: Person, one: Possible, form: QuestionForm, *, actor: Staff
) -> HttpResponse | None:
    """Save what was typed and send it; None where something is wrong, which the form says then."""
    now = timezone.now()
    on = local_day(now)
    try:
        begun = begin_at_desk(person=person, one=one, actor=actor, on=on, now=now)
        if begun.draft is None:
            assert begun.running is not None
            return redirect("cases:detail", pk=begun.running.pk)
        given = form.cleaned_data["answers"]
        case = send_at_desk(draft=begun.draft, person=person, answers=given, actor=actor, on=on, now=now)
    except NotAccepted as why:
        form.refuse((problem.field, problem.message) for problem in why.problems)
        return None
    number = case_number(case.pk, case.opened_at)
    messages.success(request, _("The application is sent: case %(number)s.") % {"number": number})
    return redirect("cases:detail", pk=case.pk)


def _opened(request: HttpRequest) -> Person | None:
    """The person named, if their file is open to the reader; None where they have to say why first."""
    wanted = request.GET.get("person", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        return None
    person = Person.objects.select_related("district").filter(pk=int(wanted)).first()
    if person is None:
        raise Http404
    return person if reason_for(actor_of(request), person.pk, now=timezone.now()) is not None else None


def _voen(request: HttpRequest) -> str:
    """The employer in whose name the person applies, as the address says; whether they may is asked of the rows."""
    voen = request.GET.get("employer", "")
    return voen if is_legal_person(voen) else ""


def _whose(person: Person, voen: str) -> str:
    return urlencode({"person": person.pk, **({"employer": voen} if voen else {})})


def _stopped(request: HttpRequest, person: Person, service: Service, why: NotAccepted) -> HttpResponse:
    now = timezone.now()
    log_list(actor=actor_of(request), people=[person.pk], now=now)
    context = {
        "person": person_view(person, on=local_day(now)),
        "person_id": person.pk,
        "name": service.title,
        "why": tuple(dict.fromkeys(one.message for one in why.problems)),
    }
    return render(request, "backoffice/apply_stopped.html", context)
