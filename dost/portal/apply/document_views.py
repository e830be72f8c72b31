"""Documents of a draft: what is asked for and what was added, and adding one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dost.accounts.citizens import SignedInCitizen
from dost.cases.drafts.documents import add_document, remove_document
from dost.cases.drafts.papers import kind_of, papers_of
from dost.cases.drafts.resume import AlreadySent, Resumed
from dost.cases.models import ApplicationDraft
from dost.cases.supporting.refusals import NotTaken
from dost.portal.my.page import render_my
from dost.ui.uploads import DocumentForm
from services_catalog.models import in_language

from .documents import document_rows
from .guard import draft_required
from .page import place_of


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def documents(request: HttpRequest, me: SignedInCitizen, resumed: Resumed) -> HttpResponse:
    """What is asked for and what was added; with a POST one of them is removed."""
    draft = resumed.draft
    if request.method == "POST":
        wanted = request.POST.get("remove", "")
        if remove_document(wanted, draft=draft, actor=me.actor, now=timezone.now()):
            messages.success(request, _("The document is removed."))
        return redirect("apply:documents", pk=draft.pk)
    context = {"place": place_of(resumed), "rows": document_rows(draft), "draft": draft.pk}
    return render_my(request, me, "portal/apply/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def document(request: HttpRequest, me: SignedInCitizen, resumed: Resumed, number: int) -> HttpResponse:
    """Add a document of one paper (by its place, from 1), or of none (0)."""
    draft = resumed.draft
    papers = papers_of(draft)
    if number > len(papers):
        raise Http404
    paper = papers[number - 1] if number else None
    form = DocumentForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            add_document(
                form.cleaned_data["document"],
                draft=draft,
                kind=kind_of(paper),
                title=in_language(paper.name) if paper else "",
                actor=me.actor,
                now=timezone.now(),
            )
        except NotTaken as why:
            form.add_error("document", why.message)
        except (AlreadySent, ApplicationDraft.DoesNotExist):
            return redirect("apply:draft", pk=draft.pk)
        else:
            messages.success(request, _("The document is added."))
            return redirect("apply:documents", pk=draft.pk)
    row = next(one for one in document_rows(draft) if one.number == number)
    place = place_of(resumed, back_url=reverse("apply:documents", args=[draft.pk]))
    context = {"place": place, "row": row, "form": form}
    return render_my(request, me, "portal/apply/document.html", context, status=400 if form.errors else 200)
