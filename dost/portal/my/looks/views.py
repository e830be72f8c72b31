"""Who has looked at a person's data, and what one automatic check came to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.access import LIST_PAUSE
from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.portal.my.page import render_my
from dost.proactive.who_looked import check_result

from .forms import LooksForm
from .page import check_page, looks_page


@require_safe
@citizen_required
def looks(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The record, newest first, with its filters."""
    form = LooksForm(request.GET)
    page = looks_page(me.person_id, form, asked=request.GET.get("page", ""), sensitive=me.reads_sensitive)
    log_own_look(me.actor, OwnLook.LOOKS, now=timezone.now(), pause=LIST_PAUSE)
    return render_my(request, me, "portal/my/looks/looks.html", {"page": page, "form": form})


@require_safe
@citizen_required
def check(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """What one automatic check of everybody came to for this person."""
    found = check_result(me.person, pk)
    if found is None:
        raise Http404
    log_own_look(me.actor, OwnLook.LOOKS, registries=found.check.registries, now=timezone.now(), pause=LIST_PAUSE)
    return render_my(request, me, "portal/my/looks/check.html", {"page": check_page(found)})
