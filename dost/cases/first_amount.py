"""The first day of a right on which there is something to pay, and how much it is today.

A right can be older than its amount: somebody is blind since 2024, and the stipend has an amount since July 2025. It
starts with its first amount, and the case says that it does (decision 15).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registries.facts import catalogue
from services_catalog.queries import compiled

from .models import Decision
from .rules import amounts_on


def first_day_paid(decision: Decision, *, starts: date) -> date:
    """The first day from `starts` on with an amount by the decision's facts; `starts` where none can be told.

    A question is only put where a parameter of the amount has its first value between that day and the decision's.
    """
    begins = _amounts_begin(decision, starts)
    if not begins:
        return starts
    days = [starts, *begins]
    amounts = amounts_on([(decision, day) for day in days])
    return next((day for day, amount in zip(days, amounts, strict=True) if amount is not None and amount > 0), starts)


def amount_of_today(decision: Decision, *, today: date) -> Decimal | None:
    """What is paid a month as of today, or as of the last day of what is over, of a right judged on an earlier day.

    A monthly amount is computed anew for each month: of leave that began last year the amount of its first day is
    neither what is paid now nor what the person is to be told.
    """
    day = min(today, decision.until or today)
    if day <= decision.on or not catalogue.bases[decision.case.basis].dated:
        return decision.amount
    [amount] = amounts_on([(decision, day)])
    return decision.amount if amount is None or amount <= 0 else amount


def _amounts_begin(decision: Decision, starts: date) -> list[date]:
    """The days after `starts`, up to the decision's, from which a parameter of the amount is worth something."""
    rule = compiled(decision.version).rule
    if rule.amount is None:
        return []
    named = [parameter for parameter in rule.parameters if parameter.name in rule.amount.parameters]
    begins = {
        since
        for parameter in named
        if parameter.value_on(starts) is None
        for since, value in parameter.values
        if value is not None and starts < since <= decision.on
    }
    return sorted(begins)
