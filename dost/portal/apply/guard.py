"""What stands before every page of a draft: whose it is, whether it is sent, whether it can be sent as things are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.applications import NotAccepted
from dost.cases.drafts.queries import own_draft
from dost.cases.drafts.resume import AlreadySent, Resumed, resume
from dost.cases.models import ApplicationDraft
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from services_catalog.answers import from_registries
from services_catalog.papers import documents_to_ask

from .page import in_words

View = Callable[..., HttpResponseBase]


def draft_required(view: View) -> View:
    """Let a view run with a draft of the citizen's (`Resumed`) as its third argument.

    One that is sent leads to its receipt. Where it cannot be sent as things are, or a case runs for it meanwhile, the
    page says so; where the version has changed, that is told first. Somebody else's draft is not there at all.
    """

    @citizen_required
    @by_mandate(Deed.APPLY)
    @for_employers
    @wraps(view)
    def guarded(request: HttpRequest, me: SignedInCitizen, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        draft = readable_draft(me, pk, now=now)
        try:
            resumed = resume(draft, actor=me.actor, on=local_day(now))
        except AlreadySent:
            return redirect("apply:sent", pk=pk)
        except NotAccepted as why:
            return held(request, me, draft, in_words(why.problems))
        if resumed.running is not None:
            return held(request, me, draft, (), case_url=reverse("my:case", args=[resumed.running.pk]))
        if resumed.change is not None and view.__name__ != "changed":
            return redirect("apply:changed", pk=pk)
        return view(request, me, resumed, *args, **kwargs)

    return guarded


def readable_draft(me: SignedInCitizen, pk: int, *, now: datetime) -> ApplicationDraft:
    """The draft, sent or not, if it is this citizen's to read; that it is read is logged.

    Raises `Http404` where it is not there, or not theirs.
    """
    draft = own_draft(pk, me.person_id, opens=me.opens)
    if draft is None:
        raise Http404
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
    return draft


def held(
    request: HttpRequest, me: SignedInCitizen, draft: ApplicationDraft, why: tuple[str, ...], *, case_url: str = ""
) -> HttpResponse:
    """Say why a draft cannot be sent as things are: the reasons, or the case that runs for it."""
    context = {"name": draft.service.title, "why": why, "case_url": case_url, "draft": draft.pk}
    return render_my(request, me, "portal/apply/held.html", context)


def after_question(resumed: Resumed) -> str:
    """What comes after a question was answered: once all are, the documents, where the service asks for any."""
    there = next_url(resumed)
    asks = documents_to_ask(resumed.draft.service)
    return reverse("apply:documents", args=[resumed.draft.pk]) if asks and not resumed.missing else there


def next_url(resumed: Resumed) -> str:
    """The one page that comes next: what is known, the first question that is not answered, or the check."""
    draft = resumed.draft
    if draft.confirmed_at is None and from_registries(resumed.rule.rule.facts):
        return reverse("apply:known", args=[draft.pk])
    for number, one in enumerate(resumed.questions, start=1):
        if one.id in resumed.missing:
            return reverse("apply:question", args=[draft.pk, number])
    return reverse("apply:check", args=[draft.pk])
