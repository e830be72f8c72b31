"""A service that comes by itself and did not: what was looked at, what was found, and having it looked at again now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required
from dost.accounts.opens import Deed
from dost.cases.drafts.at_once import decide_at_once
from dost.cases.queries import institution_names
from dost.common.dates import local_day
from dost.portal.my.overview.page import word_for
from dost.portal.my.page import render_my
from dost.proactive.on_request import look_again

from .again import again_page
from .begin_views import comes_by_itself, log_begun, service_at

MOST_AT_ONCE = 3
"""So many cases that looking again has opened are decided while the person waits."""


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.APPLY)
def again(request: HttpRequest, me: SignedInCitizen, code: str) -> HttpResponse:
    """What the rule says of the person's records now; with a POST everything is looked at again, and cases opened."""
    service = service_at(me, code)
    word = word_for(service.code, sensitive=service.sensitive, person_id=me.person_id)
    if not comes_by_itself(service):
        return redirect("apply:begin", code=word)
    if request.method != "POST" and word != code:
        return redirect("apply:again", code=word)
    now = timezone.now()
    if request.method == "POST":
        made = look_again(person=me.person, service=service, actor=me.actor, on=local_day(now), now=now)
        opened = [case for case in made.opened if case.person_id == me.person_id]
        for case in opened[:MOST_AT_ONCE]:
            decide_at_once(case.pk)
        already = any(case.person_id == me.person_id for case in made.already)
        messages.info(request, _said(found=bool(opened), already=already))
        return redirect("apply:again", code=word)
    page = again_page(me.person, service, names=institution_names(), opens=me.opens, now=now)
    log_begun(me, service, registries=page.registries)
    return render_my(request, me, "portal/apply/again.html", {"page": page, "word": word})


def _said(*, found: bool, already: bool) -> str:
    """What looking again came to, for this person; what it opened for others is told to them."""
    if found:
        return _("We have looked again: the right is there, and it is on its way now.")
    if already:
        return _("We have looked again: it was found before. Here is how it stands.")
    return _("We have looked again just now: by what the registries say the right is not there. The reasons are below.")
