"""What was paid in excess: the list, one overpayment with its steps, and looking before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.access import SEES_CASES, WORKS_ON_CASES, NoReason, Reason, actor_of, role_required
from dost.accounts.actors import Staff
from dost.cases import acts, handlers
from dost.cases.acts import NotPossible
from dost.cases.models import ASKS_BACK, Against, Case, Recovery, RecoveryWay, Repayment
from dost.cases.reaching_back import simulate as what_would_be
from dost.cases.recoveries.days import heard_by
from dost.cases.recoveries.limits import open_amount, ways_for, write_off_rules
from dost.cases.recoveries.plan import month_after
from dost.common.dates import local_day
from dost.payments.models import Overpayment
from dost.ui.act_forms import NoteForm
from dost.ui.formats import money
from services_catalog.rules import RuleError

from .appeals import disputed_facts
from .case_page import case_page
from .case_views import reason_asked, shown_to_reader
from .recoveries import OverpaymentPage, list_page, overpayment_page
from .recovery_forms import ConfirmForm, GivenBackForm, RepaymentForm, SimulateForm, StatementForm, TermsForm
from .simulation import simulation_view


@dataclass(frozen=True, slots=True)
class _Shown:
    """An overpayment before a reader with a reason to look at its person."""

    row: Overpayment
    case: Case
    reason: Reason
    page: OverpaymentPage
    last: Recovery | None


@never_cache
@require_safe
@role_required(WORKS_ON_CASES)
def overpayment_list(request: HttpRequest) -> HttpResponse:
    """What waits, what is due first on top; the names shown are logged."""
    page = list_page(actor=actor_of(request), now=timezone.now())
    return render(request, "backoffice/overpayments/list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(SEES_CASES)
def overpayment(request: HttpRequest, pk: int) -> HttpResponse:
    """One overpayment, and its next step, proposed, decided or confirmed; the letter is seen before."""
    now, actor = timezone.now(), actor_of(request)
    shown = _shown(request, pk, now=now)
    if isinstance(shown, HttpResponse):
        return shown
    form = _step_form(request, shown, now=now)
    if form is None:
        return _page(request, shown, now=now)
    letters: tuple[handlers.LetterSeen, ...] = ()
    if form.is_valid():
        act = partial(_take_step, shown, form, actor, now=now)
        if "send" in request.POST:
            if _done(form, act):
                messages.success(request, _("It is done, and stands below."))
                return redirect("overpayments:overpayment", pk=pk)
        else:
            letters = _seen(form, act, case_id=shown.case.pk)
    is_checked = form.is_valid() and not form.errors
    return _page(request, shown, now=now, form=form, letters=letters, is_checked=is_checked)


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal back."""
    form = NoteForm(request.POST, prefix="drop")
    return _beside(
        request,
        pk,
        "dropping",
        form,
        lambda shown, actor, now: handlers.drop_recovery(
            recovery_id=_of(shown).pk, actor=actor, reasons=form.cleaned_data["note"], now=now
        ),
    )


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the person says of the proposal."""
    form = StatementForm(request.POST, prefix="say")
    return _beside(
        request,
        pk,
        "saying",
        form,
        lambda shown, actor, now: handlers.say_recovery(
            recovery_id=_of(shown).pk, actor=actor, agrees=form.agreed(), words=form.cleaned_data["words"], now=now
        ),
    )


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def repaid(request: HttpRequest, pk: int) -> HttpResponse:
    """Record money that has come in."""
    form = RepaymentForm(request.POST, prefix="repaid")
    return _beside(
        request,
        pk,
        "repaying",
        form,
        lambda shown, actor, now: handlers.record_repayment(
            recovery_id=_with_plan(shown).pk, actor=actor, now=now, **form.cleaned_data
        ),
    )


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def given_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that what was owed back has been paid to the person."""
    form = GivenBackForm(request.POST, prefix="given")
    return _beside(
        request,
        pk,
        "giving_back",
        form,
        lambda shown, actor, now: handlers.record_given_back(
            overpayment_id=shown.row.pk, actor=actor, now=now, **form.cleaned_data
        ),
    )


@never_cache
@require_POST
@role_required(WORKS_ON_CASES)
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a repayment that was recorded wrongly."""
    form = NoteForm(request.POST, prefix="out")
    repayment = request.POST.get("repayment", "")
    wrong = Repayment.objects.filter(pk=int(repayment) if repayment.isdigit() else 0, recovery__overpayment=pk).first()
    if wrong is None:
        raise Http404
    return _beside(
        request,
        pk,
        "taking_out",
        form,
        lambda shown, actor, now: handlers.take_out_repayment(
            repayment_id=wrong.pk, actor=actor, note=form.cleaned_data["note"], now=now
        ),
    )


@never_cache
@require_safe
@role_required(SEES_CASES)
@reason_asked
def simulate(request: HttpRequest, pk: int) -> HttpResponse:
    """What a death, an end, a lower amount or another fact would do to a case's right; nothing is changed by it."""
    now = timezone.now()
    case, reason = shown_to_reader(request, pk, now=now)
    right = getattr(case, "entitlement", None)
    if right is None:
        raise Http404
    form = SimulateForm(request.GET or None, facts=disputed_facts(case, Against.AMOUNT, now=now))
    found = None
    if form.is_valid():
        right.case = case
        try:
            found = simulation_view(what_would_be(right, form.asked(), now=now))
        except RuleError as why:
            form.add_error(None, f"{why.message} {why.hint}".strip())
    context = {"form": form, "page": case_page(case, reason=reason, now=now), "simulation": found, "pk": pk}
    return render(request, "backoffice/overpayments/simulate.html", context, status=400 if form.errors else 200)


# -- the step ----------------------------------------------------------------------------------------------------------


def _step_form(request: HttpRequest, shown: _Shown, *, now: datetime) -> TermsForm | ConfirmForm | None:
    data = request.POST if request.method == "POST" else None
    if shown.page.step == "confirm":
        return ConfirmForm(data)
    if shown.page.step not in ("propose", "decide"):
        return None
    on, last = local_day(now), shown.last
    is_dead = shown.case.person.died_on is not None
    deciding = last is not None and shown.page.step == "decide"
    amount = last.amount if last is not None and deciding else open_amount(shown.row)
    rules = write_off_rules(shown.row, amount=amount, is_dead=is_dead, on=on)
    ways = ways_for(is_dead=is_dead, rules=rules)
    initial: Mapping[str, Any] = {}
    if last is not None and deciding:
        if last.way not in ASKS_BACK:
            ways = tuple(way for way in ways if way not in ASKS_BACK)
        elif last.way == RecoveryWay.INSTALMENTS:
            ways = tuple(way for way in ways if way != RecoveryWay.AT_ONCE)
        first = last.first_month.isoformat() if last.first_month else ""
        initial = {"way": last.way, "monthly": last.monthly, "first_month": first, "rule": last.rule}
    earliest = last.first_month if deciding and last and last.first_month else _first_month(now=now)
    most = _("At most %(most)s a month of this person, with what is expected already.") % {
        "most": money(shown.page.limits.most)
    }
    return TermsForm(data, ways=ways, rules=rules, earliest=max(earliest, month_after(on)), most=most, initial=initial)


def _first_month(*, now: datetime) -> date:
    return month_after(heard_by(local_day(now)))


def _take_step(shown: _Shown, form: TermsForm | ConfirmForm, actor: Staff, *, now: datetime) -> object:
    if isinstance(form, ConfirmForm):
        given = form.cleaned_data
        return handlers.confirm_recovery(
            recovery_id=_of(shown).pk,
            actor=actor,
            confirmed=given["confirmed"] == "yes",
            reasons=given["reasons"],
            now=now,
        )
    reasons = form.cleaned_data["reasons"]
    if shown.page.step == "propose":
        return handlers.propose_recovery(
            overpayment_id=shown.row.pk, actor=actor, terms=form.terms(), reasons=reasons, now=now
        )
    return handlers.decide_recovery(
        recovery_id=_of(shown).pk, actor=actor, terms=form.terms(), reasons=reasons, now=now
    )


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except NotPossible as why:
        form.add_error(None, str(why))
        return False
    return True


def _seen(form: forms.Form, act: Callable[[], object], *, case_id: int) -> tuple[handlers.LetterSeen, ...]:
    """The letters as they would go; nothing is done."""
    try:
        return handlers.letters_of(act, case_id=case_id)
    except NotPossible as why:
        form.add_error(None, str(why))
        return ()


# -- parts -------------------------------------------------------------------------------------------------------------


def _beside(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    act: Callable[[_Shown, Staff, datetime], object],
) -> HttpResponse:
    """Do what is done beside the step; a form that is wrong stands on the page again."""
    now, actor = timezone.now(), actor_of(request)
    shown = _shown(request, pk, now=now)
    if isinstance(shown, HttpResponse):
        return shown
    if form.is_valid() and _done(form, lambda: act(shown, actor, now)):
        messages.success(request, _("It is recorded."))
        return redirect("overpayments:overpayment", pk=pk)
    return _page(request, shown, now=now, **{name: form}, wrong=form)


def _of(shown: _Shown) -> Recovery:
    if shown.last is None:
        raise Http404
    return shown.last


def _with_plan(shown: _Shown) -> Recovery:
    """The newest recovery that has a plan."""
    rows = Recovery.objects.filter(overpayment=shown.row, plan__isnull=False)
    found = rows.order_by("-pk").first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, pk: int, *, now: datetime) -> _Shown | HttpResponse:
    """An overpayment for a reader with a reason to look at its person, or where one is stated; the look is logged."""
    row = Overpayment.objects.select_related("entitlement").filter(pk=pk).first()
    if row is None:
        raise Http404
    case_id = row.entitlement.case_id
    try:
        case, reason = shown_to_reader(request, case_id, now=now)
    except NoReason:
        return redirect("cases:purpose", pk=case_id)
    page = overpayment_page(row, case, actor=actor_of(request), now=now)
    return _Shown(row, case, reason, page, Recovery.objects.filter(overpayment=row).order_by("-pk").first())


def _page(request: HttpRequest, shown: _Shown, *, now: datetime, **more: Any) -> HttpResponse:
    wrong = more.get("wrong") or more.get("form")
    context = {
        "over": shown.page,
        "page": case_page(shown.case, reason=shown.reason, now=now),
        "kept_from": acts.KEPT_FROM,
        "dropping": NoteForm(prefix="drop"),
        "saying": StatementForm(prefix="say"),
        "repaying": RepaymentForm(prefix="repaid"),
        "taking_out": NoteForm(prefix="out"),
        "giving_back": GivenBackForm(prefix="given", initial={"amount": shown.page.owed}),
        **more,
    }
    status = 400 if wrong is not None and wrong.errors else 200
    return render(request, "backoffice/overpayments/overpayment.html", context, status=status)
