"""What a change set changes: for each service the rule in force and the rule as it would be, compiled.

Both are compiled with parameters frozen at what they are worth on the day asked about, so that records of past months
are judged as if the law of that day had been in force then: the difference is the change's and nothing else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services_catalog.models import ChangeSet
from services_catalog.rules import CompiledRule


@dataclass(frozen=True, slots=True)
class Pair:
    """A service's rule before and after; None: there is none. `mode` and `outcome` are those after, else before."""

    code: str
    before: CompiledRule | None
    after: CompiledRule | None
    mode: str = "automatic"
    outcome: str = "payment"


def compiled_pairs(change_set: ChangeSet, on: date) -> list[Pair]:
    """Return a pair for every service that the set drafts or whose rule names a parameter the set gives a value.

    Raises `CatalogueError` or `RuleError` when a draft cannot be read or compiled.
    """
    raise NotImplementedError
