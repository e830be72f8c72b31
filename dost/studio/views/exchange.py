"""Change sets as files: downloaded here, uploaded in another installation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import staff
from dost.studio.forms.changes import UploadForm
from dost.studio.guard import studio_permission
from services_catalog.changes.errors import StudioError
from services_catalog.changes.exchange import export_change_set, import_change_set
from services_catalog.changes.permissions import EDIT, VIEW

from .common import shown, the_set, to_set


@never_cache
@require_safe
@studio_permission(VIEW)
def export_set(request: HttpRequest, pk: int) -> HttpResponse:
    """The set as a YAML file."""
    text = export_change_set(the_set(pk), by=staff(request), at=timezone.now())
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="change-set-{pk}.yaml"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@studio_permission(EDIT)
def import_set(request: HttpRequest) -> HttpResponse:
    """Make a draft of an uploaded file; the set's page then tells what is different here."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            made = import_change_set(uploaded.read(), name=uploaded.name, by=staff(request), at=timezone.now())
        except StudioError as why:
            form.add_error("file", str(why))
        else:
            messages.success(request, _("It is imported as a draft. Nothing is in force before it is published."))
            return to_set(made.change_set.pk)
    return shown(request, "studio/import.html", {"form": form}, wrong=bool(form.errors))
