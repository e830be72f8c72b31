"""What the page of a citizen's payments shows, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actors import OnBehalf, Staff
from dost.cases.own_payments import Accounts, ChangeOfAccount, OwnAccount, PaymentMade, PaymentPlanned
from dost.common.dates import local_day
from dost.common.delivery import DeliveryState
from dost.payments.account_changes import TAKEN_BACK
from dost.ui.contexts import Pagination, Tag, Text
from dost.ui.words import tag
from services_catalog import formats

BEING_CHECKED: Final = Tag(pgettext_lazy("change of account", "The bank is asked"), "blue")
DONE: Final = Tag(pgettext_lazy("change of account", "In place"), "green")
NOT_ACCEPTED: Final = Tag(pgettext_lazy("change of account", "Not accepted"), "red")
KEPT: Final = Tag(pgettext_lazy("change of account", "Taken back"), "grey")
MUST_BE_CHECKED: Final = Tag(pgettext_lazy("change of account", "Must be checked"), "orange")
WITH_A_NEXT_STEP: Final = frozenset({DeliveryState.REFUSED, DeliveryState.RETURNED})


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment. `when` is what happened on the day; `to_solve`: another account would help."""

    amount: Decimal | None
    what: Text
    when: Text
    state: Tag | None = None
    for_whom: str = ""
    to_solve: bool = False


@dataclass(frozen=True, slots=True)
class AccountView:
    """The account payments go to, of which the last digits are shown; `opening` while the bank opens it."""

    bank: Text
    ending: str
    card: str
    opening: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that was asked for, and what became of it."""

    bank: Text
    ending: str
    state: Tag
    why: Text
    asked: Text


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """The whole page: what comes next, the account, what was paid. `checking` is the change that is open."""

    planned: tuple[PaymentLine, ...]
    account: AccountView | None
    checking: ChangeView | None
    changes: tuple[ChangeView, ...]
    made: tuple[PaymentLine, ...]
    pagination: Pagination


def planned_line(row: PaymentPlanned, *, on: date) -> PaymentLine:
    """A payment to come."""
    day = formats.day_long(row.on)
    when = _("from %(day)s") % {"day": day} if row.on > on else _("is being prepared")
    return PaymentLine(amount=row.amount, what=_what(row.service, row.period), when=when, for_whom=row.for_whom)


def made_line(row: PaymentMade) -> PaymentLine:
    """A payment that was ordered."""
    return PaymentLine(
        amount=row.amount,
        what=_difference(row) if row.difference else _what(row.service, row.period),
        when=_when(row),
        state=tag("payment", row.state),
        for_whom=row.for_whom,
        to_solve=row.state in WITH_A_NEXT_STEP,
    )


def _what(service: str, period: date | None) -> str:
    return f"{service}, {formats.month(period)}" if period else service


def _difference(row: PaymentMade) -> str:
    text = _("difference for %(what)s") % {"what": _what(row.service, row.period)}
    return f"{text} ({row.because})" if row.because else text


def _when(row: PaymentMade) -> str:
    """The day on which something happened to it, and to which account it went."""
    account = {"ending": row.ending}
    if row.paid_at is not None:
        return _("%(day)s, to the account ending in %(ending)s") % {
            **account,
            "day": formats.day_long(local_day(row.paid_at)),
        }
    if row.came_back_on is not None:
        return _("came back on %(day)s from the account ending in %(ending)s") % {
            **account,
            "day": formats.day_long(row.came_back_on),
        }
    if row.state == DeliveryState.SENDING:
        return _("on its way to the account ending in %(ending)s") % account
    if row.state == DeliveryState.READY:
        return _("goes to the account ending in %(ending)s") % account
    return _("did not reach the account ending in %(ending)s") % account


def account_view(account: OwnAccount | None, names: Mapping[str, str]) -> AccountView | None:
    """The account, its bank by name; nothing while there is none."""
    if account is None:
        return None
    return AccountView(
        bank=names.get(account.bank, account.bank),
        ending=account.ending,
        card=account.card,
        opening=account.state in {DeliveryState.READY, DeliveryState.SENDING},
        usable=account.state == DeliveryState.DONE,
    )


def change_view(change: ChangeOfAccount, names: Mapping[str, str]) -> ChangeView:
    """A change in words."""
    return ChangeView(
        bank=names.get(change.bank, change.bank),
        ending=change.ending,
        state=_state(change),
        why=_why(change),
        asked=_asked(change),
    )


def _asked(change: ChangeOfAccount) -> Text:
    """On which day it was asked for, and where it was not by the person themselves on these pages."""
    day = {"day": formats.day_long(local_day(change.asked_at))}
    if isinstance(change.by, OnBehalf):
        return _("asked for on %(day)s by somebody who acts for the person") % day
    if isinstance(change.by, Staff):
        return _("given on %(day)s at a DOST centre, and written down there") % day
    return _("asked for on %(day)s") % day


def _state(change: ChangeOfAccount) -> Tag:
    if change.is_open:
        return BEING_CHECKED
    if change.problem == TAKEN_BACK:
        return KEPT
    return {DeliveryState.DONE: DONE, DeliveryState.REFUSED: NOT_ACCEPTED}.get(change.state, MUST_BE_CHECKED)


def _why(change: ChangeOfAccount) -> Text:
    """Why it is not in place, where the bank has said."""
    return {
        "account_not_yours": _("The bank says that the account is somebody else’s."),
        "account_closed": _("The bank says that the account is closed."),
        "account_none": _("The bank says that it has no such account."),
        "bank_cannot_say": _("The bank cannot say yet whose the account is. It is asked again by itself."),
    }.get(change.problem, "")


def payments_page(
    *,
    planned: tuple[PaymentPlanned, ...],
    accounts: Accounts,
    made: tuple[PaymentMade, ...],
    pagination: Pagination,
    names: Mapping[str, str],
    on: date,
) -> PaymentsPage:
    """Put the page together; `names` are those of the banks by code."""
    checking = accounts.open_change
    return PaymentsPage(
        planned=tuple(planned_line(row, on=on) for row in planned),
        account=account_view(accounts.current, names),
        checking=change_view(checking, names) if checking else None,
        changes=tuple(change_view(row, names) for row in accounts.changes if row is not checking),
        made=tuple(map(made_line, made)),
        pagination=pagination,
    )
