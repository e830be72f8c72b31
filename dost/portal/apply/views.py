"""The pages of a draft: what is known, one question each, what has changed, the check, and the receipt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required, for_employers
from dost.accounts.opens import Deed
from dost.cases.applications import NotAccepted
from dost.cases.drafts.at_once import decide_at_once
from dost.cases.drafts.known import what_is_known
from dost.cases.drafts.resume import AlreadySent, Resumed, VersionChanged, resume
from dost.cases.drafts.save import adopt_version, confirm_known, save_answers
from dost.cases.drafts.send import send
from dost.cases.models import ApplicationDraft, Case
from dost.cases.queries import institution_names
from dost.common.dates import local_day
from dost.portal.my.page import render_my
from dost.ui.question_form import QuestionForm

from .documents import document_rows
from .guard import after_question, draft_required, next_url, readable_draft
from .page import answer_rows, asked, changed_page, facts_of, in_words, place_of, sent_page, unmet

CHECK: Final = "check"
STOP_ASKING: Final = 286
"""The status by which htmx puts the answer in its place, and asks no more."""


@require_safe
@draft_required
def go_on(_request: HttpRequest, _me: SignedInCitizen, resumed: Resumed) -> HttpResponse:
    """Go on where one stopped."""
    return redirect(next_url(resumed))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def known(request: HttpRequest, me: SignedInCitizen, resumed: Resumed) -> HttpResponse:
    """What the state knows already, to be confirmed."""
    now = timezone.now()
    on = local_day(now)
    if request.method == "POST":
        return _saved(resumed, partial(confirm_known, actor=me.actor, on=on, now=now), me)
    seen = what_is_known(resumed, actor=me.actor, names=institution_names(), on=on, now=now)
    back = reverse("my:drafts")
    context = {"place": place_of(resumed, back_url=back), "facts": facts_of(seen, me)}
    return render_my(request, me, "portal/apply/known.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@draft_required
def question(request: HttpRequest, me: SignedInCitizen, resumed: Resumed, number: int) -> HttpResponse:
    """One question; its answer is saved as soon as it is given, and checked."""
    if not 1 <= number <= len(resumed.questions):
        raise Http404
    pk = resumed.draft.pk
    back = request.POST.get("back") or request.GET.get("back", "")
    form = QuestionForm(
        request.POST if request.method == "POST" else None, asked=[asked(resumed, resumed.questions[number - 1])]
    )
    by_itself = bool(getattr(request, "htmx", False))
    if form.is_valid():
        now = timezone.now()
        given = form.cleaned_data["answers"]
        try:
            draft = save_answers(draft_id=pk, answers=given, actor=me.actor, on=local_day(now), now=now)
        except NotAccepted as why:
            form.refuse((one.field, one.message) for one in why.problems)
        except (AlreadySent, VersionChanged, ApplicationDraft.DoesNotExist):
            return redirect("apply:draft", pk=pk)
        else:
            if not by_itself:
                there = reverse("apply:check", args=[pk]) if back == CHECK else ""
                return redirect(there or after_question(resume(draft, actor=me.actor, on=local_day(now))))
    if by_itself:
        return HttpResponse(status=204)  # what is not whole yet is said when it is sent, not while it is typed
    before = reverse("apply:question", args=[pk, number - 1]) if number > 1 else reverse("apply:known", args=[pk])
    place = place_of(resumed, number, back_url=reverse("apply:check", args=[pk]) if back == CHECK else before)
    context = {"place": place, "form": form, "back": CHECK if back == CHECK else ""}
    return render_my(request, me, "portal/apply/question.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def changed(request: HttpRequest, me: SignedInCitizen, resumed: Resumed) -> HttpResponse:
    """What has changed since the answers were given, and which of them remain."""
    if resumed.change is None:
        return redirect(next_url(resumed))
    if request.method == "POST":
        now = timezone.now()
        return _saved(resumed, partial(adopt_version, actor=me.actor, on=local_day(now), now=now), me)
    page = changed_page(resumed, resumed.change)
    return render_my(request, me, "portal/apply/changed.html", {"place": place_of(resumed), "page": page})


def _saved(resumed: Resumed, save: Callable[..., ApplicationDraft], me: SignedInCitizen) -> HttpResponse:
    """Save something, and lead to the page that comes next; where another device was quicker, to how it stands now."""
    pk = resumed.draft.pk
    try:
        draft = save(draft_id=pk)
        return redirect(next_url(resume(draft, actor=me.actor, on=local_day(timezone.now()))))
    except (AlreadySent, NotAccepted, VersionChanged, ApplicationDraft.DoesNotExist):
        return redirect("apply:draft", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def check(request: HttpRequest, me: SignedInCitizen, resumed: Resumed) -> HttpResponse:
    """Everything once more before it is sent; and sending it."""
    if resumed.missing:
        return redirect(next_url(resumed))
    now = timezone.now()
    on = local_day(now)
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            made = send(key=request.POST.get("key", ""), person=me.person, actor=me.actor, on=on, now=now)
        except VersionChanged:
            return redirect("apply:changed", pk=resumed.draft.pk)
        except ApplicationDraft.DoesNotExist:
            problems = (_("This page was of another application. Look at it again, and send it here."),)
        except NotAccepted as why:
            problems = in_words(why.problems)
        else:
            decide_at_once(made.case.pk)
            return redirect("apply:sent", pk=resumed.draft.pk)
    seen = what_is_known(resumed, actor=me.actor, names=institution_names(), on=on, now=now)
    context = {
        "place": place_of(resumed),
        "rows": answer_rows(resumed),
        "documents": document_rows(resumed.draft),
        "facts": facts_of(seen, me),
        "unmet": unmet(seen),
        "draft": resumed.draft.pk,
        "key": resumed.draft.key,
        "problems": tuple(("", one) for one in problems),
        "acting": me.acts_for_somebody,
    }
    return render_my(request, me, "portal/apply/check.html", context, status=400 if problems else 200)


@require_safe
@citizen_required
@by_mandate(Deed.APPLY)
@for_employers
def sent(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """The receipt, and what has been decided by now."""
    now = timezone.now()
    draft = readable_draft(me, pk, now=now)
    if draft.case_id is None:
        messages.info(request, _("This application is not sent yet."))
        return redirect("apply:draft", pk=pk)
    case = Case.objects.select_related("service", "version", "entitlement").get(pk=draft.case_id)
    context = {"page": sent_page(draft, case, names=institution_names(), on=local_day(now))}
    if getattr(request, "htmx", False):
        status = 200 if context["page"].is_open else STOP_ASKING
        return render_my(request, me, "portal/apply/_stands.html", context, status=status)
    return render_my(request, me, "portal/apply/sent.html", context)
