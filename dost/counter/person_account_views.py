"""Another account for the person at the window: its number, the whole of it read to them, then its bank is asked.

Only in a visit in which their document was seen; never by telephone, never for a purpose that was stated. The number
is in no address, and nothing of it stays in the browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dost.cases import handlers, own_payments
from dost.cases.acts import NotAllowed, NotPossible
from dost.cases.own_payments import Accounts, ChangeOfAccount, OwnAccount
from dost.cases.queries import institution_names
from dost.cases.text.account_text import in_groups, wrong
from dost.centres.accounts import give_account
from dost.payments.account_changes import AccountChangeError
from dost.ui.contexts import Text

from .person_account_forms import NumberForm, ReadForm
from .person_frame import Window, at_window, render_person, require_visit

READ = "read"
"""The name of the button by which a number that was read aloud is sent; any other sends one that was written."""


@dataclass(frozen=True, slots=True)
class Line:
    """An account or a change of one, as it is told here: its bank, its last four, and since when."""

    bank: Text
    ending: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ToRead:
    """A whole number to be read aloud, and its bank."""

    number: str
    bank: Text


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@at_window
def account(request: HttpRequest, window: Window) -> HttpResponse:
    """Ask for the number; show the whole of it, to be read to the person; then have its bank asked."""
    visit = require_visit(window)
    window.log()
    why = _cannot(window)
    held = own_payments.accounts_of(window.person.pk)
    if why or held.open_change is not None:
        return _page(request, window, held, why=why)
    if request.method != "POST":
        return _page(request, window, held, form=NumberForm(initial={"visit": visit.pk}))
    if READ in request.POST:
        return _heard(request, window, held, ReadForm(request.POST))
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, window, held, form=form)
    typed = {"visit": form.cleaned_data["visit"], "iban": form.number.iban}
    return _read(request, window, form, ReadForm(initial=typed))


def _heard(request: HttpRequest, window: Window, held: Accounts, form: ReadForm) -> HttpResponse:
    """What was read aloud is sent, if it was."""
    if not form.is_valid():
        written = NumberForm(request.POST)
        if not written.is_valid():
            return _page(request, window, held, form=written)
        return _read(request, window, written, form)
    try:
        give_account(
            visit_id=form.cleaned_data["visit"],
            person_id=window.person.pk,
            number=form.number,
            actor=window.actor,
            now=window.now,
        )
    except AccountChangeError as error:
        again = NumberForm(request.POST)
        again.add_error("iban", wrong(error.code, ""))
        return _page(request, window, held, form=again)
    except NotPossible as why:
        raise PermissionDenied(why) from why
    messages.success(request, _("The bank is asked whether the account is theirs. They get a message."))
    return redirect("person:account")


def _read(request: HttpRequest, window: Window, written: NumberForm, form: ReadForm) -> HttpResponse:
    """The whole number, to be read aloud. What was written is valid."""
    number = written.number
    context = {
        "form": form,
        "read": ToRead(in_groups(number.iban), institution_names().get(number.bank, number.bank)),
    }
    status = 400 if form.errors else 200
    return render_person(request, window, "counter/person/account_read.html", context, status=status)


def _page(
    request: HttpRequest, window: Window, held: Accounts, *, form: NumberForm | None = None, why: str = ""
) -> HttpResponse:
    """The account they are paid to, what is being checked, and the form where one can be written down."""
    names = institution_names()
    context = {
        "form": form,
        "why": why,
        "account": _line(held.current, names) if held.current is not None else None,
        "checking": _line(held.open_change, names) if held.open_change is not None else None,
    }
    status = 400 if form is not None and form.errors else 200
    return render_person(request, window, "counter/person/account.html", context, status=status)


def _line(one: OwnAccount | ChangeOfAccount, names: dict[str, str]) -> Line:
    at = one.since if isinstance(one, OwnAccount) else one.asked_at
    return Line(names.get(one.bank, one.bank), one.ending, at)


def _cannot(window: Window) -> str:
    """Why the person cannot give an account here: they are a child or a ward. Whoever may not write it is refused."""
    try:
        handlers.require_account_in_person(actor=window.actor, person=window.person, now=window.now)
    except (NotAllowed, handlers.TooClose) as why:
        raise PermissionDenied(why) from why
    except NotPossible as why:
        return str(why)
    return ""
