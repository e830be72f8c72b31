"""The choices of a citizen: what waits for their answer, and how services come to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, by_mandate, citizen_required
from dost.accounts.opens import Deed
from dost.cases.acts import MovedOn, NotPossible
from dost.cases.choices import last_answer
from dost.cases.handlers import record_choice
from dost.cases.models import Case
from dost.cases.open_questions import open_questions
from dost.cases.preferences import Chosen, set_preference, standing_of
from dost.common.dates import local_day
from dost.portal.my.page import render_my

from .forms import YES, AnswerForm, ChoiceForm
from .page import choices_page, log_questions, question_page, readable, service_page


@require_safe
@citizen_required
def choices(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Questions first, then how each service comes."""
    return render_my(request, me, "portal/my/choices/choices.html", {"page": choices_page(me, now=timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def choice(request: HttpRequest, me: SignedInCitizen, code: str) -> HttpResponse:
    """How one service comes: automatically, after a question, or never."""
    now = timezone.now()
    standing = standing_of(person_id=me.person_id, code=code, on=local_day(now))
    if standing is None or standing.service.sensitive:
        raise Http404
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        chosen = set_preference(
            person=me.person, code=code, choice=form.cleaned_data["choice"], actor=me.actor, now=now
        )
        messages.success(request, _saved(chosen))
        return redirect("my:choices")
    page = service_page(standing)
    return render_my(
        request,
        me,
        "portal/my/choices/choice.html",
        {"page": page, "form": form},
        status=400 if form.errors else 200,
    )


def _saved(chosen: Chosen) -> str:
    if chosen.declined:
        return _("Your choice is saved. The question that was open is answered with no.")
    if chosen.accepted:
        return _("Your choice is saved. The question that was open is answered with yes.")
    return _("Your choice is saved.")


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
@by_mandate(Deed.ANSWER)
def question(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """A question with everything the answer depends on, and the answer to it."""
    now = timezone.now()
    case = get_object_or_404(Case.objects.select_related("service"), pk=pk, person=me.person_id)
    if not me.opens.service(case.service_id, is_sensitive=case.service.sensitive):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _answered(request, me, case, wanted=form.cleaned_data["answer"] == YES)
    found = readable(me, open_questions(person_id=me.person_id, now=now, case_id=pk))
    if not found:
        messages.info(request, _no_longer(case))
        return _back(me)
    log_questions(me, found, now=now)
    return render_my(
        request,
        me,
        "portal/my/choices/question.html",
        {"page": question_page(found[0], now=now), "form": form},
        status=400 if form.errors else 200,
    )


def _answered(request: HttpRequest, me: SignedInCitizen, case: Case, *, wanted: bool) -> HttpResponse:
    """Record the answer and say what follows; one that was sent before counts once, and one too late is told so."""
    try:
        record_choice(case_id=case.pk, actor=me.actor, wanted=wanted, now=timezone.now())
    except MovedOn:
        if last_answer(case) is wanted:
            messages.success(request, _("Your answer is recorded. It counts once, however often it is sent."))
        else:
            messages.info(request, _no_longer(case))
    except NotPossible as why:
        messages.error(request, str(why))
    else:
        yes = _("Thank you: your yes is recorded. The right goes on its way now, and we write to you.")
        no = _("Thank you: your no is recorded. Nothing is given, and you are not asked about it again.")
        messages.success(request, yes if wanted else no)
    return _back(me)


def _back(me: SignedInCitizen) -> HttpResponse:
    """To the choices; under a mandate, to which they do not open, to the overview."""
    return redirect("my:choices" if me.opens.is_whole else "my:home")


def _no_longer(case: Case) -> str:
    """Why a question takes no answer any more."""
    match last_answer(case):
        case True:
            return _("This question was answered with yes already, so nothing has changed.")
        case False:
            return _("This question was answered with no already, so nothing has changed. You may still apply.")
        case _:
            return _("This question is not open any more, so nothing has changed. Your cases say where it stands.")
