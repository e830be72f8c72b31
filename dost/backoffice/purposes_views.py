"""The purposes that staff have stated, for whoever reviews them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import REVIEWS_PURPOSES, actor_of, role_required
from dost.accounts.models import StatedPurpose
from dost.accounts.purpose_reviews import MARKS_PURPOSES, ReviewError, mark_seen
from dost.common.dates import local_day

from .complaints import for_you_alone
from .forms import SeenForm
from .purposes import purpose_row, purposes_page


@never_cache
@require_safe
@role_required(REVIEWS_PURPOSES)
def purposes_list(request: HttpRequest) -> HttpResponse:
    """The list with its filters; asked by htmx for the results, only those."""
    actor, now = actor_of(request), timezone.now()
    page = purposes_page(request.GET, actor=actor, now=now)
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    if fragment:
        response = render(request, "backoffice/_purposes.html", {"page": page})
    else:
        context = {"page": page, "alone": for_you_alone(actor, on=local_day(now))}
        response = render(request, "backoffice/purposes.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(MARKS_PURPOSES)
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """One purpose, and marking it as seen with a note."""
    actor, now = actor_of(request), timezone.now()
    form = SeenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        stated = get_object_or_404(StatedPurpose, pk=pk)
        try:
            mark_seen(stated=stated, actor=actor, note=form.cleaned_data["note"], now=now)
        except ReviewError as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("It is marked as seen, with your note."))
            return redirect("purposes:list")
    row = purpose_row(pk, actor=actor, now=now)
    if row is None:
        raise Http404
    status = 400 if form.errors else 200
    return render(request, "backoffice/purpose_seen.html", {"row": row, "form": form}, status=status)
