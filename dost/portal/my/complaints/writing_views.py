"""Writing a complaint or a proposal, one thing on a page, until it is sent; and the roads on which it may belong.

What was begun is a row that its writer goes on with, from any device.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.accounts.own_looks import OwnLook, log_own_look
from dost.cases import complaints as engine
from dost.cases import handlers
from dost.cases.acts import Act, MovedOn, NotPossible, may
from dost.cases.complaints import Subject
from dost.cases.models import Complaint
from dost.cases.supporting import NotTaken
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from dost.portal.my.wrong import CARRIED

from .forms import DocumentForm, KindForm, WhatForm, WordsForm
from .page import abouts, begun_page, choices_about, other_roads, terms_in_words

STEPS: Final = 5
About = Complaint.About


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def kind(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The first step: a complaint or a proposal, and about what kind of thing."""
    _require(me)
    draft, now = engine.open_draft(me.actor), timezone.now()
    initial = {"kind": draft.kind, "about": draft.about} if draft is not None else _asked_for(request)
    form = KindForm(request.POST if request.method == "POST" else None, abouts=abouts(me), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        subject = _subject(draft, Complaint.Kind(given["kind"]), About(given["about"]))
        engine.begin(person=me.person, subject=subject, actor=me.actor, now=now)
        return redirect("my:complaint_words" if subject.about == About.GENERAL else "my:complaint_what")
    usual, longer = terms_in_words(local_day(now))
    context = {"form": form, "usual": usual, "longer": longer, "is_begun": draft is not None}
    return _step(request, me, "kind", context, form)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What the link that led here says of it."""
    return {name: request.GET[name] for name in ("kind", "about") if name in request.GET}


def _subject(draft: Complaint | None, kind: Complaint.Kind, about: Complaint.About) -> Subject:
    """What is written about, with what was said of the thing itself where it is still of that kind."""
    if draft is None or draft.about != about:
        return Subject(kind, about)
    before = engine.subject_of(draft)
    return Subject(kind, about, before.service, before.case, before.centre, before.named)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def what(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The second step: which service, case, centre or person, or employer."""
    draft = _draft(me)
    if draft is None or draft.about == About.GENERAL:
        return redirect("my:complaint_new" if draft is None else "my:complaint_words")
    subject = engine.subject_of(draft)
    initial = {
        "service": subject.service,
        "case": subject.case,
        "centre": subject.centre,
        "named": subject.named,
    }
    form = WhatForm(
        request.POST if request.method == "POST" else None,
        about=subject.about,
        choices=choices_about(subject.about, me),
        initial=initial,
    )
    if form.is_valid():
        given = form.cleaned_data
        meant = Subject(
            subject.kind,
            subject.about,
            service=given.get("service", ""),
            case=int(given["case"]) if given.get("case") else None,
            centre=given.get("centre", ""),
            named=given.get("named", ""),
        )
        engine.begin(person=me.person, subject=meant, actor=me.actor, now=timezone.now())
        return redirect("my:complaint_words")
    return _step(request, me, "what", {"form": form, "page": begun_page(draft)}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def words(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The third step: what the person has to say."""
    draft = _draft(me)
    if draft is None:
        return redirect("my:complaint_new")
    if not engine.subject_of(draft).is_whole:
        return redirect("my:complaint_what")
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"words": draft.words})
    if form.is_valid():
        engine.write_words(actor=me.actor, words=form.cleaned_data["words"], now=timezone.now())
        return redirect("my:complaint_documents")
    return _step(request, me, "words", {"form": form, "page": begun_page(draft)}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def documents(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The fourth step: documents, each added or taken out at once; none is needed."""
    draft = _draft(me)
    if draft is None:
        return redirect("my:complaint_new")
    if not draft.words:
        return redirect("my:complaint_words")
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid() and _added(me, form):
        return redirect("my:complaint_documents")
    return _step(request, me, "documents", {"form": form, "page": begun_page(draft)}, form)


def _added(me: SignedInCitizen, form: forms.Form) -> bool:
    given = form.cleaned_data
    try:
        engine.add_document(actor=me.actor, files=given["document"], title=given["title"], now=timezone.now())
    except NotTaken as why:
        form.add_error("document", why.message)
        return False
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def check(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """The last step: what will be sent, and sending it. Sent twice it is one."""
    problem = ""
    if request.method == "POST":
        _require(me)
        try:
            key = UUID(request.POST.get("key", ""))
            sent = engine.send(key=key, actor=me.actor, now=timezone.now())
        except (ValueError, MovedOn):
            return redirect("my:complaints")
        except NotPossible as why:
            problem = str(why)
        else:
            return redirect(f"{reverse('my:complaint', args=[sent.pk])}?sent")
    draft = _draft(me)
    if draft is None:
        return redirect("my:complaints")
    if not draft.words or not engine.subject_of(draft).is_whole:
        return redirect("my:complaint_words")
    usual, longer = terms_in_words(timezone.localdate())
    context = {
        "page": begun_page(draft),
        "roads": other_roads(draft, me),
        "problem": problem,
        "usual": usual,
        "longer": longer,
    }
    return render_my(request, me, "portal/my/complaints/check.html", context, status=400 if problem else 200)


@require_POST
@citizen_required
def discard(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Throw away what was begun."""
    engine.discard(actor=me.actor, now=timezone.now())
    messages.success(request, _("It is thrown away. Nothing was sent."))
    return redirect("my:complaints")


@require_POST
@citizen_required
def as_appeal(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Go on with it as an appeal: what was written becomes its grounds, and the complaint is not sent."""
    draft = _draft(me)
    roads = other_roads(draft, me) if draft is not None else None
    if draft is None or roads is None or not roads.appeal_url or draft.about_case_id is None:
        return redirect("my:complaint_check")
    case_id, now = draft.about_case_id, timezone.now()
    try:
        handlers.begin_appeal(case_id=case_id, actor=me.actor, grounds=draft.words, now=now)
    except NotPossible as why:
        messages.error(request, str(why))
        return redirect("my:complaint_check")
    engine.discard(actor=me.actor, now=now)
    return redirect("my:appeal", pk=case_id)


@require_POST
@citizen_required
def as_fact(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Go on with it as a fact that is wrong: which one is chosen beside it, and what was written goes along."""
    draft = _draft(me)
    if draft is None:
        return redirect("my:data")
    request.session[CARRIED] = {str(me.person_id): draft.words}
    messages.info(request, _("Choose “This is wrong” beside the fact. What you wrote goes along."))
    return redirect("my:data")


# -- parts -------------------------------------------------------------------------------------------------------


def _require(me: SignedInCitizen) -> None:
    if not may(Act.COMPLAIN, actor=me.actor, person_id=me.person_id):
        raise PermissionDenied


def _draft(me: SignedInCitizen) -> Complaint | None:
    """What was begun; that it is read is written down."""
    _require(me)
    log_own_look(me.actor, OwnLook.OWN_PAGES, now=timezone.now())
    return engine.open_draft(me.actor)


def _step(
    request: HttpRequest, me: SignedInCitizen, name: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    status = 400 if form.errors else 200
    return render_my(request, me, f"portal/my/complaints/{name}.html", context, status=status)
