"""A service in the studio: its versions, two of them side by side, and the ways to change it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import staff
from dost.studio.forms.changes import NEW, ChangeForm, EndForm
from dost.studio.guard import studio_permission
from dost.studio.pages.service import compare_page, service_page
from services_catalog.changes import drafts, edits, publish
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import EDIT, VIEW
from services_catalog.models import ChangeSet, DraftService, Service, ServiceVersion

from .common import attempt, shown, to_set

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@studio_permission(VIEW)
def service(request: HttpRequest, code: str) -> HttpResponse:
    """A service with all its versions."""
    found = get_object_or_404(Service, code=code)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    page = service_page(found, number=number, by=staff(request), today=timezone.localdate())
    return shown(request, "studio/service.html", {"page": page})


@never_cache
@require_safe
@studio_permission(VIEW)
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Any two versions of a service side by side."""
    found = get_object_or_404(Service, code=code)
    page = compare_page(found, a=request.GET.get("a", ""), b=request.GET.get("b", ""), today=timezone.localdate())
    if page is None:
        messages.info(request, _("%(code)s has no two versions that could be compared.") % {"code": code})
        return redirect("studio:service", code)
    return shown(request, "studio/compare.html", {"page": page})


@never_cache
@read_or_write
@studio_permission(EDIT)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Take the service into a change set, a new one or a draft, and open its rule there."""
    found = get_object_or_404(Service, code=code)
    suggested = _("Change of %(code)s: %(name)s") % {"code": code, "name": found.title}
    form = ChangeForm(request.POST if request.method == "POST" else None, suggested=suggested[:200])
    if form.is_valid():
        try:
            draft = _take_in(request, form, code)
        except StudioError as why:
            form.add_error("change_set", str(why))
        else:
            return redirect("studio:rule", draft.change_set_id, code)
    return shown(request, "studio/change_service.html", {"form": form, "service": found}, wrong=bool(form.errors))


@transaction.atomic
def _take_in(request: HttpRequest, form: ChangeForm, code: str) -> DraftService:
    chosen, by, at = form.cleaned_data["change_set"], staff(request), timezone.now()
    if chosen == NEW:
        change_set = drafts.create(title=form.cleaned_data["title"], by=by, at=at)
    else:
        change_set = get_object_or_404(ChangeSet, pk=chosen)
    existing = change_set.services.filter(code=code).first()
    return existing or drafts.add_service(change_set, code=code, by=by, at=at)


@never_cache
@read_or_write
@studio_permission(EDIT)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the service's rule on a day, by a change set that is reviewed like any other."""
    found = get_object_or_404(Service, code=code)
    suggested = _("%(code)s ends: %(name)s") % {"code": code, "name": found.title}
    form = EndForm(request.POST) if request.method == "POST" else EndForm(initial={"title": suggested[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            made = _end(request, form, code)
        except StudioError as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("A change set is begun in which the rule ends. It still has to be published."))
            return to_set(made.pk)
    return shown(request, "studio/end_service.html", {"form": form, "service": found}, wrong=bool(form.errors))


@transaction.atomic
def _end(request: HttpRequest, form: EndForm, code: str) -> ChangeSet:
    by, at = staff(request), timezone.now()
    made = drafts.create(title=form.cleaned_data["title"], valid_from=form.cleaned_data["valid_from"], by=by, at=at)
    draft = drafts.add_service(made, code=code, by=by, at=at)
    edits.end_rule(draft, revision=draft.revision, by=by, at=at)
    return made


@never_cache
@require_POST
@studio_permission(EDIT)
def roll_back(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Begin a change set in which the service is again as in an earlier version."""
    version = get_object_or_404(ServiceVersion, service=code, number=number)
    made = attempt(
        request,
        lambda: publish.roll_back(version, valid_from=None, by=staff(request), at=timezone.now()),
        done=_("A change set is begun that goes back to version %(number)d. It still has to be published.")
        % {"number": number},
    )
    return to_set(made.pk) if made is not None else redirect("studio:service", code)
