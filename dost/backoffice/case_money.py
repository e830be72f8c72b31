"""What of a case's money is not as it was paid at first: excess, what is owed besides, and what others paid for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from dost.accounts.who import who
from dost.cases.models import Case, Entitlement
from dost.cases.text.words import tag
from dost.payments.grounds import Ground, GroundKind
from dost.payments.models import OverpaidMonth, Overpayment, OwedDifference, PaidElsewhere
from dost.ui.contexts import Tag, Text

from .case_page import month_in_words


@dataclass(frozen=True, slots=True)
class ExcessMonth:
    """One month of the reckoning: what was paid, what was owed, and the excess."""

    month: str
    paid: Decimal
    owed: Decimal
    excess: Decimal


@dataclass(frozen=True, slots=True)
class ExcessView:
    """What was paid in excess for one reason, with its reckoning; `by` and `note` once somebody has looked at it.

    `url` is its own page, where it is proposed and decided what becomes of it.
    """

    cause: Text
    ground: Text
    total: Decimal
    learnt_on: date
    state: Tag
    months: tuple[ExcessMonth, ...]
    url: str
    by: Text = ""
    note: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwedView:
    """A difference that is owed and could not be ordered yet, and why."""

    ground: Text
    amount: Decimal
    why: Text


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """A month of which another right has paid all or a part; `url` is that case, if it is ours."""

    month: str
    amount: Decimal
    covered: bool
    by: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class MoneyView:
    """The three, the newest excess first."""

    excess: tuple[ExcessView, ...]
    owed: tuple[OwedView, ...]
    elsewhere: tuple[ElsewhereView, ...]


def case_money(case: Case) -> MoneyView | None:
    """What there is to say of a case's money, or nothing; three queries, however many rows there are.

    The overpayments are read with the page (`case_page`), once for it and for what can be done about them.
    """
    right: Entitlement | None = getattr(case, "entitlement", None)
    if right is None:
        return None
    noted = sorted(right.overpayments.all(), key=lambda one: -one.pk)
    months: dict[int, list[OverpaidMonth]] = {row.pk: [] for row in noted}
    for month in OverpaidMonth.objects.filter(overpayment__entitlement=right).order_by("period"):
        months[month.overpayment_id].append(month)
    owed = OwedDifference.objects.filter(entitlement=right).order_by("pk")
    elsewhere = PaidElsewhere.objects.filter(entitlement=right).order_by("period")
    view = MoneyView(
        excess=tuple(_excess(row, months) for row in noted),
        owed=tuple(
            OwedView(ground_in_words(row.because), row.amount, OwedDifference.Why(row.why).label) for row in owed
        ),
        elsewhere=tuple(map(_elsewhere, elsewhere)),
    )
    return view if view.excess or view.owed or view.elsewhere else None


def ground_in_words(because: Ground | None) -> Text:
    """A ground as staff read it: the decree or act by its title, else what kind of thing it is."""
    if because is None:
        return ""
    return because.title or because.kind.label


def _excess(row: Overpayment, months: Mapping[int, Sequence[OverpaidMonth]]) -> ExcessView:
    closed = row.state == Overpayment.State.LOOKED_AT
    return ExcessView(
        cause=Overpayment.Cause(row.cause).label,
        ground=ground_in_words(row.because),
        total=row.total,
        learnt_on=row.learnt_on,
        state=tag(Overpayment.State(row.state)),
        months=tuple(
            ExcessMonth(month_in_words(one.period), one.paid, one.due, one.paid - one.due) for one in months[row.pk]
        ),
        url=reverse("overpayments:overpayment", args=[row.pk]),
        by=str(who(row)) if closed else "",
        note=row.note,
        closed_at=row.looked_at,
    )


def _elsewhere(row: PaidElsewhere) -> ElsewhereView:
    because = row.because
    ours = because is not None and because.kind is GroundKind.CASE
    by = because.title if because else ""
    return ElsewhereView(
        month=month_in_words(row.period),
        amount=row.amount,
        covered=row.covered,
        by=by if ours else _("%(service)s, another system") % {"service": by},
        url=reverse("cases:detail", args=[because.reference]) if ours and because else "",
    )
