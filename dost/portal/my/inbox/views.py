"""A person's messages: the list, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.notifications.models import Notice
from dost.portal.my.page import render_my

from .page import inbox_page, message_page, messages_of


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def inbox(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """All messages, newest first."""
    page = inbox_page(me, asked=request.GET.get("page", ""))
    log_own_look(me.actor, OwnLook.INBOX, now=timezone.now())
    return render_my(request, me, "portal/my/inbox/inbox.html", {"page": page})


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def message(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One message; that it was opened is kept once, and nothing else of reading."""
    found = messages_of(me).filter(pk=pk).first()
    if found is None:
        raise Http404
    now = timezone.now()
    if found.seen_at is None and me.opens.is_whole:  # whoever has a mandate reads it for nobody else
        Notice.objects.filter(pk=found.pk, seen_at=None).update(seen_at=now)
    code = found.case.service_id if found.case is not None else ""
    log_own_look(me.actor, OwnLook.MESSAGE, service_code=code, now=now)
    return render_my(request, me, "portal/my/inbox/message.html", {"page": message_page(found)})
