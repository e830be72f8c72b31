"""What of the facts that a rule has read is closed at the window: convictions, adoption, violence, illness.

Whether a condition is met is told all the same: without it nobody could say why something is theirs or not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from dost.accounts.access import OPENS_SPECIAL
from dost.accounts.actors import Staff
from dost.cases.corrections.subjects import fact_named
from dost.cases.text.contexts import DecisionView, FactView
from registries.facts.model import Sensitivity

REGISTRIES: Final = frozenset({"POPULATION", "SOSX", "OVLAD"})
"""Registries of whose facts those of a special category are closed; a band of disability is not among them."""
FACTS: Final = frozenset({"disability.radiation_victim", "employment.on_sick_leave"})


def is_closed(name: str) -> bool:
    """Whether a fact, by the name that a rule has for it, is closed to whoever has no permission for such data."""
    bare = ".".join(name.split(".")[-2:])
    fact = fact_named(bare)
    special = fact is not None and fact.sensitivity is Sensitivity.SPECIAL
    return bare in FACTS or (fact is not None and special and fact.registry in REGISTRIES)


def facts_shown(facts: tuple[FactView, ...], *, actor: Staff) -> tuple[FactView, ...]:
    """Facts as this reader may see them: of what is closed only that there is a value."""
    if actor.role in OPENS_SPECIAL:
        return facts
    return tuple(_closed(one) if is_closed(one.name) else one for one in facts)


def decision_shown(decision: DecisionView, *, actor: Staff) -> DecisionView:
    """A decision as this reader may see it."""
    criteria = tuple(replace(one, facts=facts_shown(one.facts, actor=actor)) for one in decision.criteria)
    return replace(decision, criteria=criteria)


def _closed(one: FactView) -> FactView:
    return replace(one, kind="code", value=_("closed to others"), unit="", reference="")
