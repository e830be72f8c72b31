"""What was told before signing in, and the choice: keep what only the person can know, or throw all of it away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.access import Purpose, log_access
from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from dost.portal.screening import cookies
from dost.proactive.screening.compare import compare
from dost.proactive.screening.family import Family
from dost.proactive.screening.progress import ProgressError, from_payload
from dost.proactive.screening.sealed import Purpose as Sealed
from dost.proactive.screening.sealed import SealError

from .drafts import drafts_of, drop_drafts, keep_drafts
from .page import AnswersPage, carried_page

REASON: Final = "compare"
"""The reason kept for a look at one's own facts beside what one told."""


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def answers(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Show what was told beside what the registries say; nothing is taken over before somebody chose so."""
    now = timezone.now()
    if me.acts_for_somebody:
        return _shown(request, me, AnswersPage(carried=False, acts_for_somebody=True))
    family = _carried(request, now)
    if request.method == "POST":
        return _chosen(request, family)
    if family is None:
        return _shown(request, me, AnswersPage(carried=False, kept=len(drafts_of(request.session))))
    comparison = compare(family, me.person_id, on=local_day(now))
    log_access(
        actor=me.actor,
        people=[me.person_id],
        purpose=Purpose.OWN,
        reason=REASON,
        registries=comparison.registries,
        now=now,
    )
    return _shown(request, me, carried_page(comparison, on=local_day(now)))


def _chosen(request: HttpRequest, family: Family | None) -> HttpResponse:
    response = redirect("my:answers")
    if request.POST.get("do") == "keep" and family is not None:
        keep_drafts(request.session, (one for one in family.answers if one.member == family.asker.key))
        messages.success(
            request, _("What only you can know is kept until you sign out. Everything else is thrown away.")
        )
    elif request.POST.get("do") == "drop":
        drop_drafts(request.session)
        messages.success(request, _("Your answers from before you signed in are thrown away."))
    else:
        return response
    return cookies.take_back(cookies.take_back(response, purpose=Sealed.CARRY), purpose=Sealed.SESSION)


def _carried(request: HttpRequest, now: datetime) -> Family | None:
    try:
        opened = cookies.opened(request, purpose=Sealed.CARRY, now=now)
        return from_payload(opened.payload, on=local_day(now)).family if opened else None
    except (SealError, ProgressError):
        return None


def _shown(request: HttpRequest, me: SignedInCitizen, page: AnswersPage) -> HttpResponse:
    return render_my(request, me, "portal/my/answers/answers.html", {"page": page})
