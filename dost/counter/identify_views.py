"""Who is at the window: looking for them, confirming who it is, or stating a purpose where nobody is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dost.accounts.access import actor_of, purposes_of, role_required, state_purpose
from dost.accounts.actors import Staff
from dost.centres.models import Visit
from dost.centres.problems import QueueError
from dost.centres.visiting import identify as confirm_identity
from dost.centres.visiting import open_visit
from dost.centres.who_is_it import Found, NotFoundError, chosen, find
from registries.models import Person

from .identify_forms import FindForm, PurposeForm, SeenForm, ways_to_identify
from .person_frame import AT_WINDOW, desk_url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@role_required(AT_WINDOW)
def identify(request: HttpRequest) -> HttpResponse:
    """Look for who is at the window. What was typed is sent, answered and kept nowhere."""
    actor = actor_of(request)
    visit = open_visit(actor)
    if visit is None:
        return _without_visit(request, actor, PurposeForm())
    if visit.channel == Visit.Channel.TELEPHONE:
        return redirect("calls:home")
    if visit.person is not None:
        return redirect("person:page")
    form = FindForm(request.POST if request.method == "POST" else None)
    found: tuple[Found, ...] = ()
    if form.is_valid():
        try:
            found = find(visit=visit, actor=actor, now=timezone.now(), **form.cleaned_data)
        except NotFoundError as why:
            form.add_error(why.field, str(why))
    seen = SeenForm(None, channel=visit.channel)
    return _asked(request, visit, form, found, seen)


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(AT_WINDOW)
def confirm(request: HttpRequest) -> HttpResponse:
    """Say who it is, and by what: from now on their record is open to the visit."""
    actor, now = actor_of(request), timezone.now()
    visit = open_visit(actor)
    if visit is None or visit.channel == Visit.Channel.TELEPHONE:
        return redirect("person:identify")
    form = SeenForm(request.POST, channel=visit.channel)
    found: tuple[Found, ...] = ()
    try:
        person_id = chosen(request.POST.get("choice", ""), visit=visit)
        if form.is_valid():
            confirm_identity(visit_id=visit.pk, actor=actor, person_id=person_id, how=form.cleaned_data["how"], now=now)
            return redirect("person:page")
        found = _again(person_id, request.POST.get("choice", ""))
    except QueueError as why:
        form.add_error(None, str(why))
    return _asked(request, visit, FindForm(), found, form)


@never_cache
@require_POST
@sensitive_post_parameters()
@role_required(AT_WINDOW)
def purpose(request: HttpRequest) -> HttpResponse:
    """State why a record is opened with nobody at the window; the supervisor reads it."""
    actor, now = actor_of(request), timezone.now()
    if open_visit(actor) is not None:
        return redirect("person:identify")
    form = PurposeForm(request.POST)
    if form.is_valid() and purposes_of(actor):
        person = Person.objects.filter(fin=form.cleaned_data["fin"].upper()).first()
        if person is not None:
            meant = purposes_of(actor)[-1]
            state_purpose(actor=actor, person_id=person.pk, purpose=meant, note=form.cleaned_data["note"], now=now)
            return redirect("person:page")
        form.add_error("fin", _("There is nobody with this FİN."))
    return _without_visit(request, actor, form)


def _again(person_id: int, choice: str) -> tuple[Found, ...]:
    """Whom the clerk had chosen, to be asked about once more; they were shown, and logged, a moment ago."""
    person = Person.objects.select_related("district").get(pk=person_id)
    return (Found.of(person, choice),)


def _asked(
    request: HttpRequest, visit: Visit, form: FindForm, found: tuple[Found, ...], seen: SeenForm
) -> HttpResponse:
    if found:  # the keyboard is with those who were found
        form.fields["number"].widget.attrs.pop("autofocus", None)
    wrong = bool(form.errors) or (seen.is_bound and bool(seen.errors))
    context = {
        "form": form,
        "found": found,
        "seen": seen,
        "ways": ways_to_identify(visit.channel),
        "ticket": visit.ticket.label if visit.ticket else None,
    }
    return render(request, "counter/person/identify.html", context, status=400 if wrong else 200)


def _without_visit(request: HttpRequest, actor: Staff, form: PurposeForm) -> HttpResponse:
    context = {"form": form, "may_state": bool(purposes_of(actor)), "desk_url": desk_url()}
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "counter/person/nobody.html", context, status=status)
