"""The first day of a right on which there is something to pay.

A right can be older than its amount: somebody is blind since 2024, and the stipend has an amount since July 2025. It
starts with its first amount, and the case says that it does (decision 15).
"""

from __future__ import annotations

from datetime import date

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
