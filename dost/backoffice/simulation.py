"""What a change that reaches back would do, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dost.cases.corrections import NotContestable, NotThere, of_fact
from dost.cases.models import Case, Entitlement, FactCorrection
from dost.cases.queries import service_name
from dost.cases.reaching_back import Corrected, Ends, Following, Simulation, simulate
from dost.common.dates import local_day
from dost.ui.contexts import Text
from dost.ui.formats import date_long, money
from registries.facts.model import ANSWER
from services_catalog.formats import month
from services_catalog.queries import compiled
from services_catalog.rules import RuleError


@dataclass(frozen=True, slots=True)
class SimulatedRow:
    """One month: what was paid, what would have been, the difference, and what of it is noted already."""

    month: Text
    paid: Decimal
    due: Decimal
    difference: Decimal
    noted: Decimal


@dataclass(frozen=True, slots=True)
class SimulationView:
    """A simulation: by which cause the excess would be noted, the months, the sums, and what follows."""

    cause: Text
    rows: tuple[SimulatedRow, ...]
    excess: Decimal
    added: Decimal
    owed: Decimal
    follows: tuple[Text, ...]


def is_paid_monthly(case: Case) -> bool:
    """Whether a case granted something that is paid by the month: only of that months can be paid in excess."""
    right: Entitlement | None = getattr(case, "entitlement", None)
    return right is not None and right.period == Entitlement.Period.MONTHLY


def end_simulated(case: Case, last_day: date, *, now: datetime) -> SimulationView:
    """What it would do if a member of staff ended the right of a case on a day."""
    right: Entitlement = case.entitlement
    right.case = case
    return simulation_view(simulate(right, Ends(last_day), now=now))


def correction_simulated(correction: FactCorrection, *, now: datetime) -> SimulationView | None:
    """What it would do to the right of its case if what somebody calls wrong were corrected as they say; or nothing.

    Only of facts that are the contested field itself: what is reckoned from it is asked again when it is corrected.
    """
    case = correction.case
    if case is None or correction.right is None or not is_paid_monthly(case):
        return None
    names = [
        bound.name
        for bound in compiled(case.version).rule.facts
        if bound.fact.source != ANSWER and _is_about(correction, case, bound.name, on=local_day(now))
    ]
    right: Entitlement = case.entitlement
    right.case = case
    try:
        return (
            simulation_view(simulate(right, Corrected(dict.fromkeys(names, correction.right)), now=now))
            if names
            else None
        )
    except RuleError:  # the field holds what the rule reads otherwise
        return None


def _is_about(correction: FactCorrection, case: Case, name: str, *, on: date) -> bool:
    try:
        return of_fact(case, name, on=on).subject.key == correction.subject
    except (NotContestable, NotThere):
        return False


def simulation_view(found: Simulation) -> SimulationView:
    """A simulation in words."""
    return SimulationView(
        cause=found.cause.label,
        rows=tuple(
            SimulatedRow(month(one.period), one.paid, one.due, one.difference, one.noted) for one in found.months
        ),
        excess=found.excess,
        added=found.added,
        owed=found.owed,
        follows=tuple(map(_following, found.follows)),
    )


def _following(one: Following) -> str:
    parts = (
        date_long(one.day) if one.day else "",
        money(one.amount) if one.amount is not None else "",
        str(service_name(one.service)) if one.service else "",
    )
    said = ", ".join(part for part in parts if part)
    return f"{one.what.label}: {said}" if said else str(one.what.label)
