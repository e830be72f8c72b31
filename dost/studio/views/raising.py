"""One raise is one form: it makes the change set, the amount in it, and asks for the preview."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dost.accounts.access import staff
from dost.studio.forms.raising import RaiseForm
from dost.studio.guard import studio_permission
from dost.studio.pages.raising import raise_page, title_of
from services_catalog.changes.errors import StudioError
from services_catalog.changes.permissions import EDIT
from services_catalog.changes.raising import Raised, raise_amount
from services_catalog.models import ChangeSet

from .common import shown

_FIELDS: Final = {"name": "amount", "valid_from": "valid_from", "into": "into", "source": "act_number"}
"""Where what the engine refuses is told, by its code; all else is about the value."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@studio_permission(EDIT)
def new_amount(request: HttpRequest) -> HttpResponse:
    """Ask for one raise, and lead to its preview; asked by htmx, only what is known of the amount that was chosen."""
    sent = request.POST.dict() if request.method == "POST" else None
    page = raise_page(asked=request.GET.get("amount", ""), data=sent, today=timezone.localdate())
    htmx = getattr(request, "htmx", None)
    if sent is None and htmx and htmx.target == "amount-now":
        return shown(request, "studio/_amount_now.html", {"page": page})
    if sent is not None and page.form.is_valid():
        made = _raised(request, page.form)
        if made is not None:
            return redirect("studio:preview", made.change_set.pk, made.preview.pk)
    return shown(request, "studio/raise.html", {"page": page}, wrong=bool(page.form.errors))


def _raised(request: HttpRequest, form: RaiseForm) -> Raised | None:
    """Act; what is refused is told in the form."""
    into = ChangeSet.objects.filter(pk=form.joins).first() if form.joins is not None else None
    try:
        return raise_amount(form.wanted, title=title_of(form.wanted), into=into, by=staff(request), at=timezone.now())
    except StudioError as why:
        field = _FIELDS.get(why.code, "value")
        form.add_error(field if field in form.fields else None, str(why))
    return None
