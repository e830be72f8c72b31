"""A citizen's complaints and proposals: the list, one with its clock and its letters, what is asked, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.cases import complaints as engine
from dost.cases.acts import NotPossible
from dost.cases.models import Complaint, ComplaintLetter
from dost.cases.supporting import NotTaken
from dost.cases.text.letter_pdf import letter_pdf
from dost.common.dates import local_day
from dost.portal.my.letters.views import check_address
from dost.portal.my.page import render_my

from .forms import GiveForm
from .page import followed, list_page, receipt_words, terms_in_words


@require_safe
@citizen_required
def complaints(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Everything that was sent, what is open first."""
    now = timezone.now()
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    usual, longer = terms_in_words(local_day(now))
    context = {"page": list_page(me), "usual": usual, "longer": longer}
    return render_my(request, me, "portal/my/complaints/list.html", context)


@require_safe
@citizen_required
def complaint(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One of them: the receipt at first, then how it stands, by when it is answered, and the answer."""
    return _page(request, me, _theirs(me, pk), GiveForm())


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def give(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Say something to what one is asked."""
    one = _theirs(me, pk)
    if request.method != "POST":
        return redirect("my:complaint", pk=pk)
    form = GiveForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            engine.give(
                complaint_id=one.pk,
                actor=me.actor,
                words=given["words"],
                files=given["document"] or (),
                now=timezone.now(),
            )
        except NotTaken as why:
            form.add_error("document", why.message)
        except NotPossible as why:
            messages.info(request, str(why))
            return redirect("my:complaint", pk=pk)
        else:
            messages.success(request, _("Thank you. The days go on now."))
            return redirect("my:complaint", pk=pk)
    return _page(request, me, one, form)


@require_POST
@citizen_required
def withdraw(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """Say that no answer is wanted any more."""
    one = _theirs(me, pk)
    try:
        engine.withdraw(complaint_id=one.pk, actor=me.actor, now=timezone.now())
    except NotPossible:
        messages.info(request, _("It is answered already."))
    return redirect("my:complaint", pk=pk)


@require_safe
@citizen_required
def letter(request: HttpRequest, me: SignedInCitizen, number: str) -> HttpResponse:
    """A letter about one of them, as the PDF that it is."""
    mine = engine.own_complaints(me.actor).values("pk")
    one = get_object_or_404(ComplaintLetter, number=number, complaint__in=mine)
    log_own_look(me.actor, OwnLook.LETTER_PDF, now=timezone.now())
    made = letter_pdf(one, check_url=check_address(request, one.number))
    headers = {"Content-Disposition": f'attachment; filename="{one.number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _theirs(me: SignedInCitizen, pk: int) -> Complaint:
    """One that was sent and that whoever is signed in may read; any other is not there."""
    mine = engine.own_complaints(me.actor).exclude(state=Complaint.State.DRAFT)
    found = mine.select_related("service", "about_service", "about_case").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, me: SignedInCitizen, one: Complaint, form: GiveForm) -> HttpResponse:
    now = timezone.now()
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=now)
    context = {
        "page": followed(one, on=local_day(now)),
        "sent": receipt_words(one.kind) if "sent" in request.GET and one.is_open else "",
        "form": form,
    }
    status = 400 if form.errors else 200
    return render_my(request, me, "portal/my/complaints/complaint.html", context, status=status)
