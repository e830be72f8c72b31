"""Pages of staff accounts. Each asks for the role; what changes an account also for a password given just now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dost.accounts import staffing
from dost.accounts.access import role_required, staff
from dost.accounts.account_events import acting
from dost.accounts.models import CONFIRMS_CHANGES, MANAGES_ACCOUNTS, READS_ACCOUNT_HISTORY, PendingChange, User
from dost.accounts.sign_in import privileged
from dost.ui.contexts import Text

from . import words
from .account_page import account_page, changes
from .forms import FinForm, InviteForm, RoleForm
from .listing import history_page, staff_page


def _list(request: HttpRequest, page: Any, template: str) -> HttpResponse:
    """A list with its filters; asked by htmx for the results, only those."""
    fragment = getattr(getattr(request, "htmx", None), "target", "") == "results"
    name = f"backoffice/staff/_{template}.html" if fragment else f"backoffice/staff/{template}.html"
    response = render(request, name, {"page": page})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@never_cache
@require_safe
@role_required(MANAGES_ACCOUNTS)
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account."""
    return _list(request, staff_page(request.GET), "list")


@never_cache
@require_safe
@role_required(READS_ACCOUNT_HISTORY)
def history(request: HttpRequest) -> HttpResponse:
    """What was done to accounts, by whom, from where."""
    page = history_page(request.GET, may_open=staff(request).manages_accounts)
    return _list(request, page, "history")


@never_cache
@require_safe
@role_required(MANAGES_ACCOUNTS)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    user = get_object_or_404(User, pk=pk)
    page = account_page(user, by=acting(request), now=timezone.now())
    return render(request, "backoffice/staff/account.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(MANAGES_ACCOUNTS)
@privileged
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account; the page that follows shows its one-time link, this once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.user
        try:
            token = staffing.invite(user, form.place, by=acting(request), now=timezone.now())
        except ValidationError as error:
            _add_errors(form, error)
        except staffing.StaffingError as error:
            form.add_error(None, str(error))
        else:
            return _shown_once(request, user, token)
    return render(request, "backoffice/staff/invite.html", {"form": form})


def _add_errors(form: InviteForm, error: ValidationError) -> None:
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, [str(text) for text in texts])


def _shown_once(request: HttpRequest, user: User, token: str) -> HttpResponse:
    """The one-time link on a page of its own: of what stands in it nothing but a hash is stored anywhere."""
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('accounts:link', args=[token])}"
    shown = {"link": address, "name": words.name_of(user), "pk": user.pk, "hours": settings.STAFF_LINK_HOURS}
    return render(request, "backoffice/staff/link.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(MANAGES_ACCOUNTS)
@privileged
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role and a centre."""
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None, initial={"role": user.role, "centre": user.centre})
    if request.method == "POST" and form.is_valid():
        try:
            done = staffing.give_role(pk, form.place, by=acting(request), now=timezone.now())
        except staffing.StaffingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is done.") if done else _("A second person must confirm it now."))
            return redirect("staff:account", pk)
    return render(request, "backoffice/staff/role.html", {"form": form, "name": words.name_of(user), "pk": pk})


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(MANAGES_ACCOUNTS)
@privileged
def write_fin(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who a member of staff is for the registries. What stands there already is not shown."""
    user = get_object_or_404(User, pk=pk)
    form = FinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staffing.give_fin(pk, form.cleaned_data["fin"], by=acting(request), now=timezone.now())
        except staffing.StaffingError as error:
            form.add_error("fin", str(error))
        else:
            messages.success(request, _("The FİN is written down."))
            return redirect("staff:account", pk)
    return render(request, "backoffice/staff/fin.html", {"form": form, "name": words.name_of(user), "pk": pk})


# -- acts that ask nothing but whether one is sure ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SimpleAct:
    """What its page says, and what it does; `done` is what is said afterwards."""

    title: Text
    explanation: Text
    button: Text
    do: Callable[..., object]
    done: Text = ""
    warning: bool = False


ACTS: Final = {
    "suspend": SimpleAct(
        title=gettext_lazy("Suspend the account"),
        explanation=gettext_lazy(
            "All sessions end at once, a link that is under way stops working, and nobody signs in with this account "
            "until it is restored."
        ),
        button=gettext_lazy("Suspend"),
        do=staffing.suspend,
        done=gettext_lazy("The account is suspended."),
        warning=True,
    ),
    "restore": SimpleAct(
        title=gettext_lazy("Restore the account"),
        explanation=gettext_lazy("This person signs in again as before, with the role they had."),
        button=gettext_lazy("Restore"),
        do=staffing.restore,
        done=gettext_lazy("The account is restored."),
    ),
    "reset": SimpleAct(
        title=gettext_lazy("Set up password and second step anew"),
        explanation=gettext_lazy(
            "For a lost telephone or key without recovery codes, or a forgotten password. A second person must confirm "
            "it; then all sessions end, and you make a new one-time link. Make sure who asks you for it."
        ),
        button=gettext_lazy("Ask for it"),
        do=staffing.ask_reset,
        done=gettext_lazy("A second person must confirm it now."),
    ),
    "link": SimpleAct(
        title=gettext_lazy("Make a new one-time link"),
        explanation=gettext_lazy("The link before stops working. The new one is shown once, on the next page."),
        button=gettext_lazy("Make the link"),
        do=staffing.make_link,
    ),
}


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(MANAGES_ACCOUNTS)
@privileged
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Ask whether one is sure, and do it."""
    if what not in ACTS:
        raise Http404
    user = get_object_or_404(User, pk=pk)
    chosen, obstacle = ACTS[what], ""
    if request.method == "POST":
        try:
            result = chosen.do(pk, by=acting(request), now=timezone.now())
        except staffing.StaffingError as error:
            obstacle = str(error)
        else:
            if isinstance(result, str):
                return _shown_once(request, user, result)
            messages.success(request, str(chosen.done))
            return redirect("staff:account", pk)
    shown = {"act": chosen, "name": words.name_of(user), "pk": pk, "obstacle": obstacle}
    return render(request, "backoffice/staff/act.html", shown)


# -- the second person -------------------------------------------------------------------------------------------

CLOSE: Final = {"confirm": staffing.confirm, "decline": staffing.decline, "withdraw": staffing.withdraw}


@never_cache
@require_safe
@role_required(CONFIRMS_CHANGES)
def pending(request: HttpRequest) -> HttpResponse:
    """What waits for a second person."""
    rows = changes(PendingChange.objects.all(), by=acting(request))
    return render(request, "backoffice/staff/pending.html", {"changes": rows})


@require_POST
@role_required(CONFIRMS_CHANGES)
@privileged
def close_change(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Confirm, decline or withdraw one of them."""
    if how not in CLOSE:
        raise Http404
    get_object_or_404(PendingChange, pk=pk)
    try:
        CLOSE[how](pk, by=acting(request), now=timezone.now())
    except staffing.StaffingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is done."))
    return redirect("staff:pending")
