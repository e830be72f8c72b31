"""A service that does not exist yet: what it is called and what it is like; the rest is done in the rule editor."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dost.accounts.access import staff
from dost.studio.forms.changes import NEW
from dost.studio.forms.services import NewServiceForm
from dost.studio.guard import studio_permission
from dost.studio.pages.new_service import new_service_page
from services_catalog.changes import drafts
from services_catalog.changes.beginnings import begin_service
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import EDIT
from services_catalog.models import ChangeSet, DraftService

from .common import shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@studio_permission(EDIT)
def new_service(request: HttpRequest) -> HttpResponse:
    """Begin a service: `?like=` and `?set=` fill the form in."""
    like, into = request.GET.get("like", ""), request.GET.get("set", "")
    form = NewServiceForm(request.POST if request.method == "POST" else None, like=like, into=into)
    if form.is_bound and form.is_valid():
        try:
            draft = _begin(request, form)
        except StudioError as why:
            form.add_error(why.code if why.code in form.fields else None, str(why))
        else:
            messages.success(
                request,
                _("%(code)s is begun. Below stands what it still needs; it is saved with every step.")
                % {"code": draft.code},
            )
            return redirect("studio:rule", draft.change_set_id, draft.code)
    page = new_service_page(form, like=like)
    return shown(request, "studio/new_service.html", {"page": page, "form": form}, wrong=bool(form.errors))


@transaction.atomic
def _begin(request: HttpRequest, form: NewServiceForm) -> DraftService:
    said, by, at = form.cleaned_data, staff(request), timezone.now()
    if said["change_set"] == NEW:
        change_set = drafts.create(title=said["title"][:200], by=by, at=at)
    else:
        change_set = get_object_or_404(ChangeSet, pk=said["change_set"])
    return begin_service(
        change_set, name=form.name, area=said["area"], code=said["code"], like=said["like"], by=by, at=at
    )
