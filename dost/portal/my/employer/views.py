"""The page of the employer a citizen acts for: what is begun, what was applied for, and what can be.

Of people it names nobody: what it shows was done in the employer's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.clock.store import running_clocks
from dost.cases.drafts.queries import open_drafts
from dost.cases.employers import services_for_employers
from dost.cases.models import Case
from dost.cases.queries import institution_names
from dost.common.dates import local_day
from dost.portal.my.cases.page import CaseEntryView, case_entry
from dost.portal.my.page import render_my
from dost.ui.contexts import Text
from services_catalog.channels import channels_of

NEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Link:
    """A draft or a service, and where it leads; `here` is whether it can be applied for online."""

    name: Text
    url: str
    here: bool = True


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """What is begun and not sent, the newest cases, and the services that are for employers."""

    drafts: tuple[Link, ...]
    cases: tuple[CaseEntryView, ...]
    services: tuple[Link, ...]


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def employer(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What is done in the employer's name; whoever acts for none chooses first."""
    if me.acts_for_somebody and me.employer is None:
        raise Http404
    if me.employer is None:
        return redirect("my:acting_for")
    page = _page(me, on=local_day(timezone.now()))
    return render_my(request, me, "portal/my/employer.html", {"page": page})


def _page(me: SignedInCitizen, *, on: date) -> EmployerPage:
    may_apply = me.opens.deed(Deed.APPLY)
    own = Case.objects.filter(me.opens.rows_of(me.person_id, "service")).select_related("service", "entitlement")
    cases = list(own.prefetch_related("version").order_by("-opened_at", "-pk")[:NEWEST])
    names, clocks = institution_names(), running_clocks(cases, on=on)
    drafts = open_drafts(me.person_id, opens=me.opens) if may_apply else ()
    services = services_for_employers(on) if may_apply else ()
    return EmployerPage(
        drafts=tuple(Link(one.service.title, reverse("apply:draft", args=[one.pk])) for one in drafts),
        cases=tuple(case_entry(one, names=names, clock=clocks.get(one.pk)) for one in cases),
        services=tuple(
            Link(one.title, reverse("apply:begin", args=[one.code]), here=channels_of(one).online)
            for one in services
            if me.opens.service(one.code, is_sensitive=one.sensitive)
        ),
    )
