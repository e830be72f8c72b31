"""The first page of a citizen, everything that is not theirs, and the reasons of one service."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.drafts.queries import open_drafts
from dost.cases.queries import institution_names
from dost.centres import appointments
from dost.portal.my.page import render_my
from dost.proactive.outlook import queries
from dost.proactive.outlook.wanted import outlook_wanted
from services_catalog.queries import compiled

from .opened import not_entitled_open, only_open
from .page import code_at, not_entitled_page, overview_page
from .reasons import reasons_page

NEAREST: Final = 5
"""How many services without a right the first page names; all of them have a page of their own."""
STOP_ASKING: Final = 286
"""The status by which htmx puts the answer in its place, and asks no more."""


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def home(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What the person is entitled to, what is coming, and what needs them."""
    if me.employer is not None:
        return redirect("my:employer")
    now = timezone.now()
    _log(me, registries=())
    seen = queries.overview(me.person_id, now=now, nearest=NEAREST)
    if seen.now.as_of.is_stale and not seen.now.as_of.is_pending:
        outlook_wanted(me.person_id, now=now)
    shown = only_open(seen, me.opens)
    drafts = open_drafts(me.person_id, opens=me.opens) if me.opens.deed(Deed.APPLY) else ()
    ahead = appointments.open_appointments(me.person_id, now=now) if _books(me, now) else None
    page = overview_page(
        shown,
        person_id=me.person_id,
        names=institution_names(),
        drafts=drafts,
        opens=me.opens,
        appointment=ahead.first() if ahead is not None else None,
    )
    if getattr(request, "htmx", False):
        if page.is_first_look:
            return HttpResponse(status=204)  # nothing new yet: the page stays as it is
        return render_my(request, me, "portal/my/overview/_overview.html", {"page": page}, status=STOP_ASKING)
    return render_my(request, me, "portal/my/overview/home.html", {"page": page})


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
def not_entitled(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Every service that the person has no right to, the nearest first, each with its first reason."""
    _log(me, registries=())
    page = not_entitled_page(not_entitled_open(queries.not_entitled(me.person_id), me.opens))
    return render_my(request, me, "portal/my/overview/not_entitled.html", {"page": page})


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
def reasons(request: HttpRequest, me: SignedInCitizen, code: str) -> HttpResponse:
    """Why a service is the person's or not: each criterion with its facts and where they come from; the arithmetic."""
    lines = queries.lines_of(me.person_id, code_at(code, person_id=me.person_id))
    if not lines or not me.opens.service(lines[0].service_id, is_sensitive=lines[0].service.sensitive):
        raise Http404
    _log(me, registries=compiled(lines[0].version).registries, service=lines[0].service_id)
    page = reasons_page(lines, names=institution_names(), opens=me.opens)
    return render_my(request, me, "portal/my/overview/reasons.html", {"page": page})


def _books(me: SignedInCitizen, now: datetime) -> bool:
    """Whether appointments open to the reader: under a mandate they do not. No query."""
    return appointments.may_book(me.actor, me.person_id, now=now)


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
