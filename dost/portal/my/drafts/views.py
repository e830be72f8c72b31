"""The list of drafts, and throwing one away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.drafts.discard import discard
from dost.cases.drafts.queries import open_drafts, own_draft
from dost.cases.drafts.resume import AlreadySent
from dost.cases.drafts.tend import ends_on
from dost.cases.models import ApplicationDraft
from dost.portal.my.page import render_my
from dost.ui.contexts import Text

NEUTRAL: Text = gettext_lazy("A service that we name only when you open it")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list: of a sensitive service neither its name nor whom it is about."""

    name: Text
    about: Text
    started_at: datetime
    edited_at: datetime | None
    until: date
    url: str
    discard_url: str


@require_safe
@citizen_required
@by_mandate(Deed.APPLY)
@for_employers
def drafts(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What was begun and is not sent, the one edited last first."""
    _log(me)
    rows = [_row(one, me) for one in open_drafts(me.person_id, opens=me.opens)]
    return render_my(request, me, "portal/my/drafts/drafts.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPLY)
@for_employers
def discard_draft(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Ask once, and throw a draft away with everything that was told in it."""
    draft = own_draft(pk, me.person_id, opens=me.opens)
    if draft is None:
        raise Http404
    if draft.case_id is not None:
        messages.info(request, _("This application is sent already, so it was not thrown away."))
        return redirect("apply:sent", pk=pk)
    if request.method == "POST":
        try:
            discard(draft_id=pk, actor=me.actor)
        except AlreadySent:
            messages.info(request, _("This application is sent already, so it was not thrown away."))
            return redirect("apply:sent", pk=pk)
        messages.success(request, _("It is thrown away, with everything you had told in it. Nothing was sent."))
        return redirect("my:drafts")
    _log(me)
    return render_my(request, me, "portal/my/drafts/discard.html", {"row": _row(draft, me, opened=True)})


def _row(draft: ApplicationDraft, me: SignedInCitizen, *, opened: bool = False) -> DraftRow:
    hidden = draft.service.sensitive and not opened
    about = draft.about.full_name if draft.about is not None and draft.about_id != me.person_id else ""
    return DraftRow(
        name=NEUTRAL if hidden else draft.service.title,
        about="" if hidden else about,
        started_at=draft.started_at,
        edited_at=draft.edited_at,
        until=ends_on(draft),
        url=reverse("apply:draft", args=[draft.pk]),
        discard_url=reverse("my:discard_draft", args=[draft.pk]),
    )


def _log(me: SignedInCitizen) -> None:
    """Write down that the drafts were shown to whoever acts for their person, or to the person."""
    now = timezone.now()
    reason = reason_for(me.actor, me.person_id, now=now)
    if reason is None:
        raise NoReason
    log_access(
        actor=me.actor,
        people={me.person_id},
        purpose=reason.purpose,
        reason=reason.note,
        registries=(),
        now=now,
    )
