"""A case at the window: its page, what the person says about it, and what is printed for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dost.cases import acts, handlers, supporting
from dost.cases.acts import Act
from dost.cases.applications import NotAccepted
from dost.cases.complaints import hides_document
from dost.cases.desk_acts import SAID
from dost.cases.display import case_for_display
from dost.cases.handlers import Given
from dost.cases.models import Case, Letter, SupportingDocument
from dost.cases.queries import institution_names
from dost.cases.supporting.vault import Unreadable
from dost.cases.text.document_pdf import OFFICIAL, NoDocument, document_pdf
from dost.cases.text.letter_pdf import letter_pdf
from dost.cases.text.results import qr_code, result_view
from dost.ui.given_form import GivenForm
from dost.ui.question_form import QuestionForm
from dost.ui.streaming import streamed
from services_catalog.queries import compiled

from .person_case import GIVE, CasePage, case_page, form_of, still_asked
from .person_frame import Window, at_window, render_person, require_reason

log = logging.getLogger(__name__)
CaseView = Callable[..., HttpResponseBase]


def of_the_person(view: CaseView) -> CaseView:
    """Let a view run with a case of whoever is at the window: another's is refused, and the look at it logged."""

    @wraps(view)
    def guarded(request: HttpRequest, window: Window, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        whose = Case.objects.filter(pk=pk).values_list("person_id", flat=True).first()
        if whose is None:
            raise Http404
        require_reason(window, whose)
        case = case_for_display(case_id=pk, actor=window.actor, now=window.now).case
        return view(request, window, case, *args, **kwargs)

    return guarded


@require_safe
@at_window
@of_the_person
def case(request: HttpRequest, window: Window, case: Case) -> HttpResponse:
    """One case: how it stands, what it waits for, what can be settled here, what can be printed."""
    return render_person(request, window, "counter/person/case.html", {"page": _page(window, case), "pk": case.pk})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
@of_the_person
def act(request: HttpRequest, window: Window, case: Case, action: str) -> HttpResponseBase:
    """Ask for what an act needs; then do it, by the function that the portal and the back office do it by."""
    if action == GIVE.value:
        return _give(request, window, case)
    meant = next((one for one in Act if one.value == action and one in SAID), None)
    if meant is None:
        raise Http404
    asked = SAID[meant]
    stopped = _stopped(request, window, case, meant)
    if stopped is not None:
        return stopped
    form = form_of(meant, case, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked.do(case.pk, window.actor, form.cleaned_data, window.now)
        except acts.NotPossible as why:
            form.add_error(None, str(why))
        except NotAccepted as why:
            assert isinstance(form, QuestionForm)
            form.refuse((one.field, one.message) for one in why.problems)
        else:
            messages.success(request, str(asked.done))
            return redirect("person:case", pk=case.pk)
    context = {
        "page": _page(window, case),
        "pk": case.pk,
        "form": form,
        "title": acts.TABLE[meant].label,
        "asked": asked,
    }
    return render_person(request, window, "counter/person/act.html", context, status=400 if form.errors else 200)


def _give(request: HttpRequest, window: Window, case: Case) -> HttpResponse:
    """Take in what the person brings, or says, to what they were asked for."""
    stopped = _stopped(request, window, case, GIVE)
    if stopped is not None:
        return stopped
    form = GivenForm(*((request.POST, request.FILES) if request.method == "POST" else ()), asked=still_asked(case))
    if form.is_valid():
        given = [Given(one.id, one.words, one.files) for one in form.given]
        try:
            taken = handlers.give_more(case_id=case.pk, actor=window.actor, given=given, now=window.now)
        except acts.NotPossible as why:
            form.add_error(None, str(why))
        else:
            if not taken.problems:
                is_all = _("Everything that was asked for is there. The case is with staff again.")
                part = _("It is taken in. Something is still missing.")
                messages.success(request, is_all if taken.is_all else part)
                return redirect("person:case", pk=case.pk)
            form = GivenForm(request.POST, asked=still_asked(case))
            form.refuse(taken.problems.items())
    context = {"page": _page(window, case), "pk": case.pk, "form": form}
    return render_person(request, window, "counter/person/given.html", context, status=400 if form.errors else 200)


def _stopped(request: HttpRequest, window: Window, case: Case, meant: Act) -> HttpResponse | None:
    """Where it leads when the table does not allow the act; None when it does."""
    try:
        acts.require(meant, actor=window.actor, case=case)
    except acts.NotPossible as why:
        messages.error(request, str(why))
        return redirect("person:case", pk=case.pk)
    return None


def _page(window: Window, case: Case) -> CasePage:
    return case_page(case, actor=window.actor, offered=acts.actions(case, window.actor), now=window.now)


# -- what is printed and opened ------------------------------------------------------------------------------------


@require_safe
@at_window
@of_the_person
def receipt(request: HttpRequest, window: Window, case: Case) -> HttpResponse:
    """The receipt of an application, to be printed: its number, its day, and by when it is decided."""
    return render_person(request, window, "counter/person/receipt.html", {"page": _page(window, case), "pk": case.pk})


@require_safe
@at_window
@of_the_person
def result(request: HttpRequest, window: Window, case: Case) -> HttpResponse:
    """What was issued for a case, to be printed on the spot."""
    found = result_view(case, now=window.now)
    if found is None:
        raise Http404
    address = check_address(request, found.number)
    context = {
        "result": found,
        "pk": case.pk,
        "service_name": case.service.title,
        "provider": institution_names().get(case.service.provider, case.service.provider),
        "check_url": address,
        "qr": qr_code(address),
        "document_url": reverse("person:issued", args=[case.pk]) if found.states else "",
    }
    return render_person(request, window, "counter/person/result.html", context)


@require_safe
@at_window
@of_the_person
def issued(request: HttpRequest, window: Window, case: Case) -> HttpResponse:
    """The document that a case gave, as the PDF that the person gets."""
    given = getattr(case, "deliverable", None)
    if given is None:
        raise Http404
    try:
        made = document_pdf(given, check_url=check_address(request, given.number), on=window.on)
    except NoDocument as error:
        raise Http404 from error
    return _pdf(made, given.number)


@require_safe
@at_window
def letter(request: HttpRequest, window: Window, number: str) -> HttpResponse:
    """A letter to the person at the window, to be printed; somebody else's is refused."""
    found = get_object_or_404(Letter.objects.select_related("case__version"), number=number)
    require_reason(window, found.person_id)
    window.log(registries=tuple(sorted(compiled(found.case.version).registries)), service_code=found.service_id)
    return _pdf(letter_pdf(found, check_url=check_address(request, found.number)), found.number)


@require_safe
@at_window
def document(request: HttpRequest, window: Window, public_id: UUID) -> HttpResponseBase:
    """A document that the person handed in; each time it is opened is written down."""
    found = get_object_or_404(SupportingDocument.objects.select_related("case"), public_id=public_id)
    require_reason(window, found.person_id)
    if hides_document(found, window.actor, on=window.on):
        raise Http404
    try:
        opened = supporting.opened(found, actor=window.actor, now=window.now)
    except supporting.Unsafe:
        return render(request, "counter/person/closed.html", {"document": found}, status=410)
    except Unreadable as error:
        log.error("document %s cannot be opened: %s", found, error)  # noqa: TRY400 - its text says all
        return render(request, "counter/person/closed.html", {"document": found}, status=503)
    return streamed(opened.chunks, media_type=opened.media_type, file_name=opened.file_name, size=opened.size)


def check_address(request: HttpRequest, number: str) -> str:
    """The public address at which a number is checked: the same on every paper, whatever language its reader has."""
    with translation.override(OFFICIAL):
        return request.build_absolute_uri(reverse("check:number", args=[number]))


def _pdf(made: bytes, number: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
