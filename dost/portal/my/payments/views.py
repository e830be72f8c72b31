"""A citizen's payments, and the account they go to."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts.citizens import SignedInCitizen, citizen_required, fresh_sign_in_required
from dost.cases import handlers, own_payments
from dost.cases.acts import Act, MovedOn, NotAllowed, may
from dost.cases.models import Recovery
from dost.cases.queries import institution_names
from dost.common.dates import local_day
from dost.payments.account_changes import AccountChangeError
from dost.portal.my.page import render_my
from dost.ui.paging import paged

from .forms import AccountForm
from .page import account_view, payments_page

PER_PAGE: Final = 20


@require_safe
@citizen_required
def payments(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """What comes next, the account, and what was paid, the newest first."""
    now = timezone.now()
    own_payments.log_look(actor=me.actor, person_id=me.person_id, now=now)
    orders = own_payments.orders_of(me.person_id)
    rows, pagination = paged(
        orders if me.reads_sensitive else orders.exclude(entitlement__service__sensitive=True),
        asked=request.GET.get("page", ""),
        per=PER_PAGE,
        url=reverse("my:payments"),
        filters={},
    )
    page = payments_page(
        planned=own_payments.planned(me.person_id, now=now, sensitive=me.reads_sensitive),
        accounts=own_payments.accounts_of(me.person_id),
        made=own_payments.made(rows, person_id=me.person_id),
        pagination=pagination,
        names=institution_names(),
        on=local_day(now),
    )
    may_read = may(Act.SAY_RECOVERY, actor=me.actor, person_id=me.person_id)
    overpaid = may_read and Recovery.objects.filter(person=me.person_id).exists()
    context = {
        "page": page,
        "may_change": _may_change(me),
        "overpayments_url": reverse("my:overpayments") if overpaid else "",
    }
    return render_my(request, me, "portal/my/payments/payments.html", context)


def _may_change(me: SignedInCitizen) -> bool:
    """Whether whoever is signed in may have this person paid elsewhere."""
    return may(Act.CHANGE_ACCOUNT, actor=me.actor, person_id=me.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def account(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Another account: its number, which its bank is then asked about. Only for who has just proved who they are."""
    if not _may_change(me):
        raise PermissionDenied(NotAllowed(Act.CHANGE_ACCOUNT))
    now = timezone.now()
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            handlers.change_account(actor=me.actor, person=me.person, number=form.number, now=now)
        except AccountChangeError as error:
            form.refuse(error)
        else:
            return redirect(f"{reverse('my:payments')}#account")
    own_payments.log_look(actor=me.actor, person_id=me.person_id, now=now)
    held = own_payments.accounts_of(me.person_id)
    context = {
        "form": form,
        "account": account_view(held.current, institution_names()),
        "checking": held.open_change is not None,
    }
    return render_my(request, me, "portal/my/payments/account.html", context, status=400 if form.errors else 200)


@require_POST
@citizen_required
def keep(request: HttpRequest, me: SignedInCitizen) -> HttpResponse:
    """Keep the account as it is: what is being checked is taken back."""
    if not _may_change(me):
        raise PermissionDenied(NotAllowed(Act.CHANGE_ACCOUNT))
    try:
        handlers.keep_account(actor=me.actor, person=me.person, now=timezone.now())
    except MovedOn:
        messages.info(request, _("The bank has answered meanwhile."))
    return redirect(f"{reverse('my:payments')}#account")
