"""The first page of a citizen, everything that is not theirs, and the reasons of one service."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.cases.queries import institution_names
from dost.portal.my.page import render_my
from dost.proactive.outlook import queries
from dost.proactive.outlook.wanted import outlook_wanted
from services_catalog.queries import compiled

from .page import code_at, not_entitled_page, overview_page, without_sensitive
from .reasons import reasons_page

NEAREST: Final = 5
"""How many services without a right the first page names; all of them have a page of their own."""
STOP_ASKING: Final = 286
"""The status by which htmx puts the answer in its place, and asks no more."""


@require_safe
@citizen_required
def home(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What the person is entitled to, what is coming, and what needs them."""
    now = timezone.now()
    _log(me, registries=())
    seen = queries.overview(me.person_id, now=now, nearest=NEAREST)
    if seen.now.as_of.is_stale and not seen.now.as_of.is_pending:
        outlook_wanted(me.person_id, now=now)
    shown = seen if me.reads_sensitive else without_sensitive(seen)
    page = overview_page(shown, person_id=me.person_id, names=institution_names())
    if getattr(request, "htmx", False):
        if page.is_first_look:
            return HttpResponse(status=204)  # nothing new yet: the page stays as it is
        return render_my(request, me, "portal/my/overview/_overview.html", {"page": page}, status=STOP_ASKING)
    return render_my(request, me, "portal/my/overview/home.html", {"page": page})


@require_safe
@citizen_required
def not_entitled(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Every service that the person has no right to, the nearest first, each with its first reason."""
    _log(me, registries=())
    page = not_entitled_page(queries.not_entitled(me.person_id))
    return render_my(request, me, "portal/my/overview/not_entitled.html", {"page": page})


@require_safe
@citizen_required
def reasons(request: HttpRequest, me: SignedInCitizen, code: str) -> HttpResponse:
    """Why a service is the person's or not: each criterion with its facts and where they come from; the arithmetic."""
    lines = queries.lines_of(me.person_id, code_at(code, person_id=me.person_id))
    if not lines or (lines[0].service.sensitive and not me.reads_sensitive):
        raise Http404
    _log(me, registries=compiled(lines[0].version).registries, service=lines[0].service_id)
    page = reasons_page(lines, names=institution_names())
    return render_my(request, me, "portal/my/overview/reasons.html", {"page": page})


def _log(me: SignedInCitizen, *, registries: frozenset[str] | tuple[str, ...], service: str = "") -> None:
    """Write down the look at the person's own data, or at those of whom somebody acts for."""
    now = timezone.now()
    reason = reason_for(me.actor, me.person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=me.actor,
        people={me.person_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=registries,
        service_code=service,
        now=now,
    )
