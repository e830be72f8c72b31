"""Where an application begins, or goes on; who has applied already is led to the case."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.applications import NotAccepted
from dost.cases.drafts.begin import Begun, possible
from dost.cases.drafts.begin import begin as begin_draft
from dost.cases.rules import rules_in_force
from dost.common.dates import local_day
from dost.portal.my.overview.page import code_at, word_for
from dost.portal.my.page import render_my
from registries.data.complaint_terms import complaint_service, complaint_services
from services_catalog.channels import channels_of
from services_catalog.models import Service

from .page import begin_page, in_words


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPLY)
@for_employers
def begin(request: HttpRequest, me: SignedInCitizen, code: str) -> HttpResponse:
    """What applying will be, and for what; with a POST it begins."""
    service = service_at(me, code)
    if service.code in complaint_services():
        about = "employer" if complaint_service("employer") == service.code else ""
        return redirect(f"{reverse('my:complaint_new')}?about={about}" if about else "my:complaint_new")
    word = word_for(service.code, sensitive=service.sensitive, person_id=me.person_id)
    if request.method != "POST":
        if word != code:  # the address of a sensitive service stays in no history
            return redirect("apply:begin", code=word)
        if comes_by_itself(service):
            return redirect("apply:again", code=word)
    now = timezone.now()
    on = local_day(now)
    log_begun(me, service)
    try:
        found = possible(person=me.person, service=service, actor=me.actor, on=on)
    except NotAccepted as why:
        return _stopped(request, me, service, in_words(why.problems))
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            record = request.POST.get("record", "")
            begun = begin_draft(person=me.person, service=service, actor=me.actor, on=on, now=now, record=record)
            return _led(request, begun)
        except NotAccepted as why:
            problems = in_words(why.problems)
    elif len(found) == 1 and (found[0].running is not None or found[0].draft is not None):
        return _led(request, Begun(draft=found[0].draft, running=found[0].running))
    page = begin_page(service, found, me.person)
    context = {"page": page, "problems": tuple(("record", one) for one in problems)}
    return render_my(request, me, "portal/apply/begin.html", context, status=400 if problems else 200)


def service_at(me: SignedInCitizen, word: str) -> Service:
    """The service that an address names, if the citizen may apply for it for this person; `Http404` else."""
    service = Service.objects.filter(code=code_at(word, person_id=me.person_id)).first()
    if service is None or not me.opens.service(service.code, is_sensitive=service.sensitive):
        raise Http404
    return service


def comes_by_itself(service: Service) -> bool:
    """Whether the state finds this right by itself, so that one is told first what it has looked at."""
    on = local_day(timezone.now())
    rules = rules_in_force(on, codes=[service.code]) if channels_of(service).proactive else []
    return any(rule.definition.is_proactive for rule in rules)


def log_begun(me: SignedInCitizen, service: Service, *, registries: frozenset[str] = frozenset()) -> None:
    """Write down that the records which an application could be about were looked at."""
    now = timezone.now()
    reason = reason_for(me.actor, me.person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=me.actor,
        people={me.person_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=registries,
        service_code=service.code if registries else "",  # a look at facts is a line of its own, whatever came before
        now=now,
    )


def _led(request: HttpRequest, begun: Begun) -> HttpResponse:
    if begun.running is not None:
        messages.info(request, _("You have this already, or have applied for it. Here is how it stands."))
        return redirect("my:case", pk=begun.running.pk)
    assert begun.draft is not None
    return redirect("apply:draft", pk=begun.draft.pk)


def _stopped(request: HttpRequest, me: SignedInCitizen, service: Service, why: tuple[str, ...]) -> HttpResponse:
    context = {"name": service.title, "why": why, "code": service.code}
    return render_my(request, me, "portal/apply/stopped.html", context)
