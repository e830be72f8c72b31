"""Opening a document that was handed in; taking it back, or putting another in its place, before it is sent."""

from __future__ import annotations

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.addresses import safe_address
from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases import supporting
from dost.cases.models import SupportingDocument
from dost.cases.supporting.vault import Unreadable
from dost.portal.my.page import render_my
from dost.ui.streaming import streamed

from .forms import ReplaceForm

log = logging.getLogger(__name__)


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def document(request: HttpRequest, me: SignedInCitizen, public_id: UUID) -> HttpResponseBase:
    """The document itself; each time it is opened is written down."""
    found = _theirs(me, public_id)
    try:
        opened = supporting.opened(found, actor=me.actor, now=timezone.now())
    except supporting.Unsafe:
        return render_my(request, me, "portal/my/documents/closed.html", {"unsafe": True}, status=410)
    except Unreadable as error:
        log.error("document %s cannot be opened: %s", found, error)  # noqa: TRY400 - its text says all
        return render_my(request, me, "portal/my/documents/closed.html", {"unsafe": False}, status=503)
    return streamed(opened.chunks, media_type=opened.media_type, file_name=opened.file_name, size=opened.size)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def remove(request: HttpRequest, me: SignedInCitizen, public_id: UUID) -> HttpResponse:
    """Take a document back, for good."""
    found = _theirs(me, public_id)
    back = _back(request)
    if request.method == "POST" and not found.is_sent:
        try:
            supporting.take_back(found, actor=me.actor, now=timezone.now())
        except supporting.AlreadySent:
            messages.info(request, _("The document was sent meanwhile, and stays with what it was sent with."))
        return redirect(back)
    return render_my(request, me, "portal/my/documents/remove.html", {"document": found, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def replace(request: HttpRequest, me: SignedInCitizen, public_id: UUID) -> HttpResponse:
    """Put another document in the place of one."""
    found = _theirs(me, public_id)
    back = _back(request)
    sent = request.method == "POST" and not found.is_sent
    form = ReplaceForm(request.POST, request.FILES) if sent else ReplaceForm()
    if form.is_valid():
        try:
            supporting.replace(found, form.cleaned_data["documents"], actor=me.actor, now=timezone.now())
        except supporting.NotTaken as error:
            form.refuse(error)
        except supporting.AlreadySent:
            messages.info(request, _("The document was sent meanwhile, and stays with what it was sent with."))
            return redirect(back)
        else:
            return redirect(back)
    context = {"document": found, "back": back, "form": form}
    return render_my(request, me, "portal/my/documents/replace.html", context, status=400 if form.errors else 200)


def _theirs(me: SignedInCitizen, public_id: UUID) -> SupportingDocument:
    """The person's document; anybody else's is not found."""
    known = supporting.known_to(me.person_id, opens=me.opens, actor=me.actor)
    found = known.select_related("person").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> str:
    """The page to go back to, of this site: the form names it, or the address by which it was opened."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return safe_address(request, wanted) if wanted else reverse("my:home")
