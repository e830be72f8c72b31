"""Parameters with their dated values, and the sheet of amounts of a change set."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import staff
from dost.studio.guard import studio_permission
from dost.studio.pages.parameters import parameters_page
from dost.studio.pages.sheet import EMPTY_ROWS, Sheet, blank_sheet, read_sheet, save_sheet
from services_catalog.changes import amounts
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import EDIT, VIEW
from services_catalog.models import ChangeSet, DraftParameter

from .common import attempt, may, shown, the_set, to_set, too_late


@never_cache
@require_safe
@studio_permission(VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Every parameter with its history and the services that use it."""
    page = parameters_page(request.GET.dict(), by=staff(request), today=timezone.localdate())
    return shown(request, "studio/parameters.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@studio_permission(EDIT)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The amounts of a change set, all on one sheet."""
    change_set, today = the_set(pk), timezone.localdate()
    if not may(request, change_set).edit:
        return too_late(request, pk)
    if request.method != "POST":
        return _sheet_page(request, change_set, blank_sheet(change_set, today=today))
    sent = request.POST.dict()
    if "more" in sent:
        return _sheet_page(request, change_set, read_sheet(sent, change_set, more=EMPTY_ROWS, today=today))
    typed = read_sheet(sent, change_set, today=today)
    try:
        saved = save_sheet(typed, sent, change_set, by=staff(request), at=timezone.now())
    except StudioError as why:
        messages.error(request, str(why))
        return to_set(pk)
    if saved is None:
        return _sheet_page(request, change_set, typed, status=409 if typed.in_conflict else 400)
    if not saved and typed.rows:
        typed.rows[0].errors["name"] = _("Choose an amount.")
        return _sheet_page(request, change_set, typed, status=400)
    text = ngettext("%(count)d amount is in the change set.", "%(count)d amounts are in the change set.", saved)
    messages.success(request, text % {"count": saved})
    return to_set(pk)


def _sheet_page(request: HttpRequest, change_set: ChangeSet, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    response = shown(request, "studio/amounts.html", {"page": change_set, "sheet": sheet})
    response.status_code = status
    return response


@never_cache
@require_POST
@studio_permission(EDIT)
def take_out(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take an amount out of the set."""
    draft = get_object_or_404(DraftParameter, change_set=pk, parameter=name)
    attempt(
        request,
        lambda: amounts.remove_parameter(draft, by=staff(request), at=timezone.now()),
        done=_("The amount is taken out; what it said is in the history."),
    )
    return to_set(pk)
