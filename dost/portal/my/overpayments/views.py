"""What was paid in excess, as its person reads it, and saying something about what is proposed."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required
from dost.cases import handlers
from dost.cases.acts import Act, NotPossible, may
from dost.cases.display import case_for_display
from dost.cases.models import Recovery
from dost.cases.queries import case_number
from dost.cases.supporting import NotTaken
from dost.common.dates import local_day
from dost.portal.my.page import render_my

from .forms import WordForm
from .page import lines, overpayment_page


@require_safe
@citizen_required
def overpayments(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What was proposed or decided about money that was paid in excess, the newest first."""
    rows = _own(me).select_related("case__service").order_by("-pk")
    return render_my(request, me, "portal/my/overpayments/list.html", {"rows": lines(rows)})


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_required
def overpayment(request: HttpRequest, me: SignedInCitizen, pk: int) -> HttpResponse:
    """One proposal: the months, the reasons, and a place to say something as long as nothing is decided."""
    now = timezone.now()
    row = _own(me).select_related("overpayment").filter(pk=pk).first()
    if row is None:
        raise Http404
    case = case_for_display(case_id=row.case_id, actor=me.actor, now=now).case
    number = case_number(case.pk, case.opened_at)
    form = WordForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and _said(row, me, form):
        messages.success(request, _("Thank you: what you say is with a member of staff. Nothing is decided yet."))
        return redirect("my:overpayment", pk=pk)
    page = overpayment_page(row, case, number=number, actor=me.actor, on=local_day(now))
    context = {"page": page, "form": form if page.may_say or form.errors else None}
    status = 400 if form.errors else 200
    return render_my(request, me, "portal/my/overpayments/overpayment.html", context, status=status)


def _own(me: SignedInCitizen) -> QuerySet[Recovery]:
    """What the person, or who looks after them by law, may read: a mandate opens nobody's money."""
    if not may(Act.SAY_RECOVERY, actor=me.actor, person_id=me.person_id):
        return Recovery.objects.none()
    asked = Recovery.objects.filter(person=me.person_id, heard_by__isnull=False)
    rows = asked | Recovery.objects.filter(person=me.person_id, state=Recovery.State.DECIDED)
    return rows if me.reads_sensitive else rows.exclude(case__service__sensitive=True)


def _said(row: Recovery, me: SignedInCitizen, form: WordForm) -> bool:
    given = form.cleaned_data
    try:
        handlers.say_recovery(
            recovery_id=row.pk,
            actor=me.actor,
            agrees=form.agreed(),
            words=given["words"],
            files=given["document"],
            title=given["title"],
            now=timezone.now(),
        )
    except NotTaken as why:
        form.add_error("document", why.message)
        return False
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True
