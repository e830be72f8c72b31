"""Where a citizen is signed in, and ending it there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dost.accounts import sessions
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.accounts.security_log import NOBODY, Kind, origin, security_event
from dost.portal.my.page import render_my


@require_safe
@citizen_required
def session_list(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Where the reader is signed in, this one first."""
    now = timezone.now()
    listed = sessions.own_sessions(me.citizen, current=request.session.session_key, now=now)
    return render_my(request, me, "portal/my/sessions.html", {"sessions": listed})


@require_POST
@citizen_required
def end_session(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """End one of the reader's sessions (`session`: its handle), or all the others."""
    handle = request.POST.get("session", "")
    ended = (
        int(sessions.end_one(me.citizen, handle))
        if handle
        else sessions.end_others(me.citizen, current=request.session.session_key)
    )
    if ended:
        what = f"{ended} other sessions"
        security_event(Kind.CITIZEN_OUT, who=NOBODY, where=origin(request), what=what, now=timezone.now())
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("There was nothing to end any more."))
    return redirect("my:sessions")


@require_POST
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def stay(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Somebody is still there: the request itself keeps the session, so there is nothing to answer."""
    return HttpResponse(status=204)
