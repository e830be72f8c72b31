"""The terms on which money is asked back or not: what may be asked of this person, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dost.cases.acts import NotPossible
from dost.cases.models import ASKS_BACK, Recovery, RecoveryWay, WriteOffRule
from dost.cases.recoveries.limits import limits_of, planned, ways_for, write_off_rules
from dost.cases.recoveries.plan import how_many, plan_of
from dost.ui.formats import date_short, money
from registries.data.recovery_terms import RecoveryTerm, recovery_days


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody would have become of an overpayment. `monthly` is asked for instalments, `rule` for a write-off."""

    way: RecoveryWay
    rule: WriteOffRule | None = None
    monthly: Decimal = Decimal(0)
    first_month: date | None = None


def fitting(recovery: Recovery, terms: Terms, *, earliest: date, on: date, one_sum: bool) -> Terms:
    """Terms that may be asked of the person of a recovery as of a day; raises `NotPossible` with what would be right.

    `one_sum`: it may be more than a month's instalment, for it is only proposed, or the person has said yes to it.
    """
    is_dead = recovery.person.died_on is not None
    rules = write_off_rules(recovery.overpayment, amount=recovery.amount, is_dead=is_dead, on=on)
    if terms.way in ASKS_BACK and is_dead:
        raise NotPossible(_("The person has died. Nothing is asked of the dead, nor of anybody in their place."))
    if terms.way not in ways_for(is_dead=is_dead, rules=rules):
        raise NotPossible(_("No rule lets it be written off: it is not small, not long ago, and the person lives."))
    if terms.way == RecoveryWay.WRITE_OFF and terms.rule not in rules:
        raise NotPossible(_("This rule does not fit. Choose one of those that are offered."))
    if terms.way not in ASKS_BACK:
        return Terms(terms.way, terms.rule if terms.way == RecoveryWay.WRITE_OFF else None)
    first = (terms.first_month or earliest).replace(day=1)
    if first < earliest:
        raise NotPossible(_("The first month is %(month)s at the earliest.") % {"month": date_short(earliest)})
    if terms.way == RecoveryWay.AT_ONCE:
        found = Terms(terms.way, monthly=recovery.amount, first_month=first)
        if not one_sum:
            _require_within(recovery, found, on=on)
        return found
    found = Terms(terms.way, monthly=terms.monthly, first_month=first)
    _require_several(recovery.amount, terms.monthly, on=on)
    _require_within(recovery, found, on=on)
    return found


def _require_several(amount: Decimal, monthly: Decimal, *, on: date) -> None:
    most = recovery_days(RecoveryTerm.MOST_INSTALMENTS, on=on)
    if monthly <= 0:
        raise NotPossible(_("Write how much is to be paid a month."))
    if monthly >= amount:
        raise NotPossible(_("That is all of it: choose one sum, or less a month."))
    if how_many(amount, monthly) > most:
        raise NotPossible(
            _("So it would take more than %(n)d months. Choose more a month, or that nothing is asked back.")
            % {"n": most}
        )


def _require_within(recovery: Recovery, terms: Terms, *, on: date) -> None:
    """Pass only if no month asks more than may be asked, with all that is expected by other plans."""
    assert terms.first_month is not None
    limits, others = limits_of(recovery.person_id, on=on), planned(recovery.person_id, besides=recovery.pk)
    plan = plan_of(recovery.amount, monthly=terms.monthly, first_month=terms.first_month)
    if any(part.amount + others.get(part.month, Decimal(0)) > limits.most for part in plan):
        left = max(limits.most - max(others.values(), default=Decimal(0)), Decimal(0))
        raise NotPossible(
            _(
                "That is too much: of %(running)s a month at most %(share)s %% may be asked, and %(floor)s must be "
                "left. With what is expected already, %(most)s a month is possible."
            )
            % {
                "running": money(limits.running),
                "share": f"{limits.share:.0f}",
                "floor": money(limits.floor),
                "most": money(left),
            }
        )


def put_terms(row: Any, terms: Terms) -> None:
    """Write terms into the columns of a recovery or a decision."""
    asked = terms.way in ASKS_BACK
    row.way, row.rule = terms.way, terms.rule or ""
    row.monthly, row.first_month = terms.monthly, terms.first_month
    amount = row.amount if isinstance(row, Recovery) else row.recovery.amount
    row.instalments = how_many(amount, terms.monthly) if asked else 0
