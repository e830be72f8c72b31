"""The list of a citizen's cases, and one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.access import NoReason, log_access, reason_for
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.clock.store import running_clocks
from dost.cases.display import case_for_display
from dost.cases.models import Case, SupportingDocument
from dost.cases.queries import institution_names
from dost.common.dates import local_day
from dost.portal.my.documents.page import own_document_rows
from dost.portal.my.page import render_my
from dost.ui.paging import paged

from .page import case_entry, case_page, without_the_person
from .say import say_of

PER_PAGE: Final = 20


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def cases(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """All cases of the person: what needs them first, then the newest."""
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
    own = _theirs(me).select_related("service", "entitlement").prefetch_related("version")
    rows, pagination = paged(
        own.order_by("-opened_at", "-pk"),
        asked=request.GET.get("page", ""),
        per=PER_PAGE,
        url=reverse("my:cases"),
        filters={},
    )
    names = institution_names()
    clocks = running_clocks(rows, on=local_day(now))
    entries = sorted(
        (case_entry(row, names=names, clock=clocks.get(row.pk)) for row in rows),
        key=lambda one: not one.now.needs_person,
    )
    context = {"entries": entries, "pagination": pagination}
    return render_my(request, me, "portal/my/cases/cases.html", context)


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def case(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One case of the person: how it stands, who has it, what happens next and by when; why; what has happened."""
    now = timezone.now()
    # Whose it is is asked before anything of it is read: somebody else's case is not there at all.
    if not _theirs(me).filter(pk=pk).exists():
        raise Http404
    shown = case_for_display(case_id=pk, actor=me.actor, now=now)
    page = case_page(shown.case, names=institution_names(), on=local_day(now), opens=me.opens)
    handed_in = SupportingDocument.objects.filter(case=pk).select_related(*SupportingDocument.who())
    documents = own_document_rows(handed_in, back=request.path)
    if me.employer is not None and shown.case.person_id != me.person_id:
        page, documents = without_the_person(page), tuple(replace(one, added_by="") for one in documents)
    context = {
        "page": page,
        "say": say_of(shown.case, me.actor, now=now),
        "documents": documents,
    }
    return render_my(request, me, "portal/my/cases/case.html", context)


def _theirs(me: SignedInCitizen) -> QuerySet[Case]:
    return Case.objects.filter(me.opens.rows_of(me.person_id, "service"))
