"""What services are worth to whoever may have a right, in AZN a year: what is asked first, and what is listed first.

Only an order is made of it. A payment counts with what it is on average over a year; what is not money counts with a
small sum, so that it is asked after money and never left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Outcome, Period
from services_catalog.finding.worths import ShortWorth, worth_in_short

MONTHS: Final = 12
UNTOLD: Final[Mapping[Period, float]] = {Period.MONTHLY: 150.0, Period.ONCE: 400.0, Period.NONE: 0.0}
"""What is paid where the rule's amount cannot be told without the person: an everyday sum, each time."""
IN_KIND: Final[Mapping[Outcome, float]] = {
    Outcome.PAYMENT: 60.0,
    Outcome.QUEUE: 60.0,
    Outcome.REGISTRATION: 40.0,
    Outcome.REFERRAL: 40.0,
    Outcome.DOCUMENT: 10.0,
    Outcome.MESSAGE: 3.0,
}
"""What is not money: a place in a queue for a car before a certificate, and that before a reminder."""

_MOST_KEPT: Final = 20
_kept: dict[tuple[date, tuple[int, ...]], tuple[tuple[CompiledVersion, ...], dict[str, float]]] = {}


def worths(rules: Sequence[CompiledVersion], *, on: date) -> dict[str, float]:
    """Return what each service is worth; more than 0. Kept, as long as the rules are the same objects."""
    key = (on, tuple(id(rule.rule) for rule in rules))
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = (tuple(rules), _worths(rules, on=on))
    return _kept[key][1]


def _worths(rules: Sequence[CompiledVersion], *, on: date) -> dict[str, float]:
    short = worth_in_short({rule.code for rule in rules}, on=on, language="az")
    return {rule.code: _worth(rule, short.get(rule.code)) for rule in rules}


def _worth(rule: CompiledVersion, short: ShortWorth | None) -> float:
    if short is None or not short.pays:
        return IN_KIND.get(rule.definition.outcome, 20.0)
    known = [float(end) for end in (short.least, short.most) if end]
    each = sum(known) / len(known) if known else UNTOLD[rule.period]
    return max(each * (MONTHS if rule.period == Period.MONTHLY else 1), 20.0)
