"""What an auditor reads: the record of looks, the looks at one person, the security events."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import READS_LOGS, Purpose, actor_of, reason_for, role_required, state_purpose
from dost.accounts.security_log import Kind, origin, security_event
from registries.models import Person

from .forms import LooksAtForm
from .looks import asked_person, looks_page
from .security import security_page

ONE_PERSON: Final = "looks at one person"
"""What the security log says was read, when an auditor has said whose looks they want to see."""


@never_cache
@require_safe
@role_required(READS_LOGS)
def looks_list(request: HttpRequest) -> HttpResponse:
    """All looks of staff, with what stands out; asked by htmx for the results, only those."""
    page = looks_page(request.GET, actor=actor_of(request), now=timezone.now())
    return _shown(request, "looks", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(READS_LOGS)
def looks_ask(request: HttpRequest) -> HttpResponse:
    """Ask whose record, and why; the answer is kept, and opens the looks at this person for half an hour."""
    form = LooksAtForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = asked_person(form.cleaned_data["fin"])
        except LookupError as error:
            form.add_error("fin", str(error))
        else:
            actor, now, note = actor_of(request), timezone.now(), form.cleaned_data["note"]
            state_purpose(actor=actor, person_id=person.pk, purpose=Purpose.AUDIT, note=note, now=now)
            security_event(Kind.LOG_READ, who=actor, where=origin(request), what=ONE_PERSON, now=now)
            return redirect("looks:of", pk=person.pk)
    return render(request, "backoffice/looks_ask.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_safe
@role_required(READS_LOGS)
def looks_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The looks at one person; whoever has not said why is asked."""
    now, actor = timezone.now(), actor_of(request)
    if reason_for(actor, pk, now=now) is None:
        return redirect("looks:ask")
    person = get_object_or_404(Person, pk=pk)
    page = looks_page(request.GET, actor=actor, now=now, person=person)
    return _shown(request, "looks", {"page": page})


@never_cache
@require_safe
@role_required(READS_LOGS)
def security_list(request: HttpRequest) -> HttpResponse:
    """The security events; asked by htmx for the results, only those."""
    return _shown(request, "security", {"page": security_page(request.GET)})


def _shown(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    response = render(request, f"backoffice/{'_' if fragment else ''}{name}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
