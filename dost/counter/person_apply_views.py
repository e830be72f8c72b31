"""Applying at the window: choosing the service, one page with questions and papers, and looking again now."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.cases.acts import NotAllowed
from dost.cases.applications import NotAccepted
from dost.cases.drafts.at_desk import asked_of, begin_at_desk, meant, send_at_desk, standing_of
from dost.cases.drafts.begin import Possible, possible
from dost.cases.drafts.documents import add_document, remove_document
from dost.cases.drafts.known import what_is_known
from dost.cases.drafts.save import save_answers
from dost.cases.models import ApplicationDraft
from dost.cases.queries import case_number, institution_names
from dost.cases.supporting.refusals import NotTaken
from dost.proactive.on_request import look_again
from dost.ui.question_form import QuestionForm
from services_catalog.channels import channels_of
from services_catalog.finding.search import search
from services_catalog.models import Service

from .person_apply import MOST_HITS, PapersForm, application_page, chosen_record, service_row
from .person_closed import facts_shown
from .person_frame import Window, at_window, render_person


@require_safe
@at_window
def services(request: HttpRequest, window: Window) -> HttpResponse:
    """Find the service by the words the person uses, or in the list of all."""
    window.log()
    asked = request.GET.get("q", "").strip()[:100]
    every = list(Service.objects.order_by("code"))
    if asked:
        hits = [one.code for one in search(asked, language=get_language() or "az", limit=MOST_HITS).found]
        by_code = {service.code: service for service in every}
        every = [by_code[code] for code in hits if code in by_code]
    context = {"rows": tuple(map(service_row, every)), "q": asked}
    return render_person(request, window, "counter/person/services.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
def application(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """What is meant, what is known, the questions and the papers on one page; with a POST it is saved and sent."""
    service = get_object_or_404(Service, pk=code)
    channels = channels_of(service)
    if channels.look_again or (channels.proactive and request.method != "POST" and "apply" not in request.GET):
        return _look_first(request, window, service)
    try:
        found = possible(person=window.person, service=service, actor=window.actor, on=window.on)
    except (NotAccepted, NotAllowed) as why:
        return _cannot(request, window, service, why)
    one = meant(found, chosen_record(request.POST, request.GET))
    if one is not None and one.running is not None:
        messages.info(request, _("The person has this already, or has applied for it. This is the case."))
        return redirect("person:case", pk=one.running.pk)
    if one is None:
        window.log(service_code=service.code)
        context = {"page": application_page(service, found, None, None), "form": None, "papers": None}
        return render_person(request, window, "counter/person/apply.html", context)
    return _application_of(request, window, service, found, one)


def _application_of(
    request: HttpRequest, window: Window, service: Service, found: tuple[Possible, ...], one: Possible
) -> HttpResponse:
    resumed = standing_of(one, window.person, actor=window.actor, on=window.on, now=window.now)
    sent = request.method == "POST"
    form = QuestionForm(request.POST if sent else None, asked=asked_of(resumed))
    papers = PapersForm(*((request.POST, request.FILES) if sent else ()), draft=resumed.draft)
    if sent:
        response = _sent(request, window, one, form, papers)
        if response is not None:
            return response
        resumed = standing_of(
            meant(_possible(window, service), one.name) or one,
            window.person,
            actor=window.actor,
            on=window.on,
            now=window.now,
        )
    known = what_is_known(resumed, actor=window.actor, names=institution_names(), on=window.on, now=window.now)
    known = replace(known, facts=facts_shown(known.facts, actor=window.actor))
    context = {"page": application_page(service, found, resumed, known), "form": form, "papers": papers}
    wrong = sent and (form.errors or papers.errors)
    return render_person(request, window, "counter/person/apply.html", context, status=400 if wrong else 200)


def _possible(window: Window, service: Service) -> tuple[Possible, ...]:
    return possible(person=window.person, service=service, actor=window.actor, on=window.on)


def _sent(
    request: HttpRequest, window: Window, one: Possible, form: QuestionForm, papers: PapersForm
) -> HttpResponse | None:
    """Keep what was typed and brought, and send it; None where something is wrong, which the forms say then.

    Answers that are right, and papers that can be taken, stay with the draft whatever is wrong beside them.
    """
    try:
        begun = begin_at_desk(person=window.person, one=one, actor=window.actor, on=window.on, now=window.now)
        if begun.draft is None:
            assert begun.running is not None
            return redirect("person:case", pk=begun.running.pk)
        removed = request.POST.get("remove", "")
        if removed:
            remove_document(removed, draft=begun.draft, actor=window.actor, now=window.now)
            return None
        asked = bool(form.asked)
        answers = form.cleaned_data["answers"] if asked and form.is_valid() else {}
        all_taken = _papers_taken(window, begun.draft, papers)
        if (asked and not form.is_valid()) or not all_taken:
            if answers:
                save_answers(draft_id=begun.draft.pk, answers=answers, actor=window.actor, on=window.on, now=window.now)
            return None
        case = send_at_desk(
            draft=begun.draft,
            person=window.person,
            answers=answers,
            actor=window.actor,
            on=window.on,
            now=window.now,
        )
    except NotAccepted as why:
        form.refuse((problem.field, problem.message) for problem in why.problems)
        return None
    number = case_number(case.pk, case.opened_at)
    messages.success(request, _("The application is sent: case %(number)s.") % {"number": number})
    return redirect("person:case", pk=case.pk)


def _papers_taken(window: Window, draft: ApplicationDraft, papers: PapersForm) -> bool:
    """Take what was brought, each paper for itself; whether all of it could be taken."""
    if not papers.is_valid():
        return False
    for field, kind, title, files in papers.given():
        try:
            add_document(files, draft=draft, kind=kind, title=title, actor=window.actor, now=window.now)
        except NotTaken as why:
            papers.add_error(field, why.message)
    return not papers.errors


# -- what comes by itself ------------------------------------------------------------------------------------------


def _look_first(request: HttpRequest, window: Window, service: Service) -> HttpResponse:
    window.log(service_code=service.code)
    return render_person(request, window, "counter/person/look_again.html", {"service": service_row(service)})


@require_POST
@at_window
def again(request: HttpRequest, window: Window, code: str) -> HttpResponse:
    """Look again now at a service that comes by itself; leads to its case where there is one."""
    service = get_object_or_404(Service, pk=code)
    try:
        looked = look_again(person=window.person, service=service, actor=window.actor, on=window.on, now=window.now)
    except (NotAccepted, NotAllowed) as why:
        return _cannot(request, window, service, why)
    window.log(service_code=service.code)
    cases = [*looked.opened, *looked.already]
    if cases:
        said = _("A case was opened. It goes on by itself.") if looked.opened else _("There is a case already.")
        messages.success(request, said)
        return redirect("person:case", pk=cases[0].pk)
    messages.info(request, _("It was looked at again: there is no right to it as the registries stand today."))
    return redirect("person:page")


def _cannot(request: HttpRequest, window: Window, service: Service, why: NotAccepted | NotAllowed) -> HttpResponse:
    window.log(service_code=service.code)
    said = [one.message for one in why.problems] if isinstance(why, NotAccepted) else [str(why)]
    context = {"name": service.title, "why": tuple(dict.fromkeys(said))}
    return render_person(request, window, "counter/person/cannot.html", context)
