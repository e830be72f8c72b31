"""A person's letters: the list, the text of one, and its PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.cases.letter_content import OFFICIAL
from dost.cases.models import Letter
from dost.cases.text.letter_pdf import letter_pdf
from dost.portal.my.page import render_my
from services_catalog.queries import compiled

from .page import letter_page, letters_page, own_letter


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def letters(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """All letters, newest first."""
    page = letters_page(me, asked=request.GET.get("page", ""))
    log_own_look(me.actor, OwnLook.LETTERS, now=timezone.now())
    return render_my(request, me, "portal/my/letters/list.html", {"page": page})


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def letter(request: HttpRequest, me: SignedInCitizen, number: str) -> HttpResponse:
    """One letter as text, for whoever cannot open its PDF."""
    found = _own(me, number, OwnLook.LETTER)
    page = letter_page(found, check_url=check_address(request, found.number))
    return render_my(request, me, "portal/my/letters/letter.html", {"page": page})


@require_safe
@citizen_required
@by_mandate(Deed.LOOK)
@for_employers
def pdf(request: HttpRequest, me: SignedInCitizen, number: str) -> HttpResponse:
    """One letter as the PDF that it is."""
    found = _own(me, number, OwnLook.LETTER_PDF)
    made = letter_pdf(found, check_url=check_address(request, found.number))
    headers = {"Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _own(me: SignedInCitizen, number: str, what: OwnLook) -> Letter:
    """The person's letter, whose reading is written down; anybody else's is not found."""
    found = own_letter(me, number)
    if found is None:
        raise Http404
    registries = compiled(found.case.version).registries
    log_own_look(me.actor, what, registries=registries, service_code=found.service_id, now=timezone.now())
    return found


def check_address(request: HttpRequest, number: str) -> str:
    """The public address at which a number is checked: the same on every paper, whatever language its reader has."""
    with translation.override(OFFICIAL):
        return request.build_absolute_uri(reverse("check:number", args=[number]))
