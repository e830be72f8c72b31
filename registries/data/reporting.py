"""What each institution may report: the reviewed table `reporting.csv`.

A row allows an institution to report into one table of records (`EmploymentContract`) or of people; `ground` says why,
after the published descriptions of who supplies which registry. What is not in the table is refused, whoever signs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from registries.data import read


@cache
def reporting() -> Mapping[str, frozenset[str]]:
    """The tables that each institution may report into, by its code."""
    tables: dict[str, set[str]] = defaultdict(set)
    for row in read("reporting"):
        tables[row["institution"]].add(row["table"])
    return {institution: frozenset(allowed) for institution, allowed in tables.items()}


def may_report(institution: str, table: str) -> bool:
    """Whether an institution may report into the table of this name."""
    return table in reporting().get(institution, frozenset())


def reporters(table: str) -> list[str]:
    """Who may report into the table of this name, in order of their codes."""
    return sorted(institution for institution, allowed in reporting().items() if table in allowed)
