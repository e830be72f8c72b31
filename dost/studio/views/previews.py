"""Previews: asked for, followed, stopped, read; and the single people in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from dost.accounts.access import staff
from dost.studio.forms.changes import PreviewForm
from dost.studio.guard import require, studio_permission
from dost.studio.pages.allowed import has
from dost.studio.pages.amounts import amount_rows
from dost.studio.pages.ending import Publishing, hand_in_of, publishing_of
from dost.studio.pages.impact import impact_page
from dost.studio.pages.previews import preview_lines, preview_state
from dost.studio.pages.review import differences_of
from dost.studio.pages.sampled_people import NoSampleError, people_asked, people_shown
from services_catalog.changes import preview as previewing
from services_catalog.changes.checking import check_change_set
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import EDIT, SAMPLES, VIEW
from services_catalog.models import ChangeSet, Preview

from .common import attempt, may, shown, the_set

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_write
@studio_permission(VIEW)
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """The previews of a set; whoever may edit or publish asks for another one here."""
    change_set = the_set(pk)
    form = PreviewForm(request.POST) if request.method == "POST" else PreviewForm(initial={"on": _day(change_set)})
    if request.method == "POST":
        if not may(request, change_set).preview:
            require(request, EDIT)
        if form.is_valid():
            try:
                asked = previewing.ask(change_set, form.cleaned_data["on"], staff(request))
            except StudioError as why:
                form.add_error(None, str(why))
            else:
                return redirect("studio:preview", pk, asked.pk)
    may_ask = may(request, change_set).preview
    context = {
        "page": change_set,
        "lines": preview_lines(change_set),
        "made": change_set.previews.count(),
        "form": form if may_ask else None,
        "empty": not change_set.services.exists() and not change_set.parameters.exists(),
    }
    return shown(request, "studio/previews.html", context, wrong=bool(form.errors))


def _day(change_set: ChangeSet) -> date:
    return change_set.valid_from or timezone.localdate()


def _preview(pk: int, number: int) -> Preview:
    found = Preview.objects.select_related("change_set", "asked_by")
    return get_object_or_404(found, change_set=pk, pk=number)


@never_cache
@require_safe
@studio_permission(VIEW)
def detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A preview: how far it is, or what it found. Looking at a finished one is written down."""
    preview = _preview(pk, number)
    previewing.note_seen(preview, staff(request), at=timezone.now())
    return preview_page(request, preview)


def preview_page(request: HttpRequest, preview: Preview, *, publishing: Publishing | None = None) -> HttpResponse:
    """Show a preview with what comes next at its end; `publishing` is what was sent there and has to be corrected."""
    reader, change_set, today = staff(request), preview.change_set, timezone.localdate()
    state = preview_state(preview, now=timezone.now())
    can = may(request, change_set)
    counts = state.finished and state.current
    context: dict[str, Any] = {
        "page": change_set,
        "state": state,
        "amounts": (amounts := amount_rows(change_set)),
        "jumps": [row for row in amounts if row.jumps],
        "may": can,
        "may_cancel": state.cancellable and _may_stop(request),
        "day": change_set.valid_from or state.on,
    }
    if state.finished:
        service = request.GET.get("service", "")
        samples = has(reader, SAMPLES)
        context["impact"] = impact_page(
            preview.result, pk=change_set.pk, number=preview.pk, service=service, samples=samples
        )
    if counts and can.submit:
        context["hand_in"] = hand_in_of(change_set, check_change_set(change_set, elsewhere=False))
    if counts and can.publish:
        context["differences"] = differences_of(change_set)
        context["publishing"] = publishing or publishing_of(change_set, by=reader, today=today)
    return shown(request, "studio/preview.html", context, wrong=publishing is not None)


def _may_stop(request: HttpRequest) -> bool:
    return has(staff(request), EDIT)


@never_cache
@require_safe
@studio_permission(VIEW)
def progress(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """How far a preview is; once it is over, the whole page is fetched anew."""
    preview = _preview(pk, number)
    state = preview_state(preview, now=timezone.now())
    if not state.under_way:
        if getattr(request, "htmx", None):
            return HttpResponseClientRefresh()
        return redirect("studio:preview", pk, number)
    context = {"state": state, "may_cancel": state.cancellable and _may_stop(request)}
    return shown(request, "studio/_progress.html", context)


@never_cache
@require_POST
@studio_permission(EDIT)
def cancel(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Stop a preview."""
    preview = _preview(pk, number)
    attempt(request, lambda: previewing.cancel(preview, staff(request)), done=_("The preview is being stopped."))
    return redirect("studio:preview", pk, number)


@never_cache
@read_or_write
@studio_permission(SAMPLES)
def people(request: HttpRequest, pk: int, number: int, code: str, kind: str) -> HttpResponse:
    """Ask whether single people are to be seen; show them when the button says so."""
    preview = _preview(pk, number)
    try:
        if request.method == "POST":
            page = people_shown(preview, code, kind, reader=staff(request), now=timezone.now())
        else:
            page = people_asked(preview, code, kind)
    except NoSampleError as why:
        raise Http404 from why
    return shown(request, "studio/people.html", {"page": preview.change_set, "preview": preview, "people": page})
