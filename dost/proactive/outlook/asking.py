"""What the rules say of one person's records on any day: each basis and day is asked once, all rules together.

The rules are all that are in force on some day from which records still count until the horizon, so that one text per
basis, whose plan PostgreSQL keeps, answers for every day; each rule then speaks on its own days only. The facts are
those that the registries hold now, read as of that day: what is open-ended goes on, and nobody marries or moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dost.cases.prior_awards import matter_of
from dost.cases.rules import BETTER, bases_with_records
from dost.common.prepared_statements import fetch_prepared
from dost.proactive.entitlements import explained_text
from dost.proactive.opening import by_basis
from registries.facts.basis import MONTHS_BACK
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Outcome
from services_catalog.models import ServiceVersion
from services_catalog.queries import compiled, versions_in_force
from services_catalog.rules import Explanation, Verdict, explain_row

from .breakpoints import horizon, reached


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """What one right is: a service, and what it is about (`prior_awards.matter_of`); two records of it give one."""

    code: str
    matter: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says of one record of the person, as of a day; the explanation is made when it is asked for."""

    rule: CompiledVersion
    row: Mapping[str, Any]
    index: int
    day: date

    @property
    def verdict(self) -> Verdict:
        """Whether there is a right."""
        return Verdict.of(self.row[f"r{self.index}_is"][0])

    @property
    def entitled(self) -> bool:
        """Whether the answer is a plain yes."""
        return self.verdict is Verdict.ENTITLED

    @property
    def amount(self) -> Decimal | None:
        """What the rule pays (AZN); None where it pays nothing, or says no."""
        return self.explained().amount if self.verdict is not Verdict.NOT_ENTITLED else None

    def explained(self) -> Explanation:
        """The answer with its criteria and facts."""
        return explain_row(self.rule.rule, self.row, index=self.index)


@dataclass(frozen=True, slots=True)
class Law:
    """The rules of the days that are looked at, with their stored versions by id."""

    rules: tuple[CompiledVersion, ...]
    versions: Mapping[int, ServiceVersion]


def law_of(on: date) -> Law:
    """Return the rules of every day from which a record still counts on `on` until the horizon.

    What gives nothing but a message is no right of anybody's: it tells of one.
    """
    versions = versions_in_force(horizon(on), since=reached(on, "months", -MONTHS_BACK))
    rules = tuple(rule for rule in map(compiled, versions) if rule.definition.outcome != Outcome.MESSAGE)
    return Law(rules, {version.pk: version for version in versions})


class Asking:
    """One person, asked about as of any day; what was asked is remembered until it is thrown away."""

    def __init__(self, person_id: int, law: Law) -> None:
        self.person_id = person_id
        touching = bases_with_records([person_id])
        self.groups = {basis: tuple(rules) for basis, rules in by_basis(law.rules).items() if basis in touching}
        self.basis_of = {rule.code: basis for basis, rules in self.groups.items() for rule in rules}
        self._said: dict[tuple[str, date], dict[Right, Said]] = {}

    @property
    def days_asked(self) -> int:
        """On how many days some basis was asked."""
        return len({day for _basis, day in self._said})

    def on(self, day: date) -> dict[Right, Said]:
        """Return the best that is said of each right of the person on a day."""
        return {right: said for basis in self.groups for right, said in self._of_basis(basis, day).items()}

    def one(self, right: Right, basis: str, day: date) -> Said | None:
        """Return what is said of one right on a day; None where there is no record it could arise from."""
        return self._of_basis(basis, day).get(right)

    def _of_basis(self, basis: str, day: date) -> dict[Right, Said]:
        found = self._said.get((basis, day))
        if found is None:
            found = self._said[basis, day] = self._asked(basis, day)
        return found

    def _asked(self, basis: str, day: date) -> dict[Right, Said]:
        rules = self.groups[basis]
        text = explained_text(basis, tuple(rule.rule for rule in rules))
        columns, answers = fetch_prepared(text, [day, [self.person_id]])
        # The record that was stated last answers for a matter, as it does for facts.
        rows = sorted((dict(zip(columns, row, strict=True)) for row in answers), key=lambda row: -row["record_id"])
        found: dict[Right, Said] = {}
        for row in rows:
            if row["subject_id"] != self.person_id:
                continue  # it is about the person, and somebody else's right
            matter = ":".join(map(str, matter_of(basis, row)))
            for index, rule in enumerate(rules):
                if not rule.rules_on(row["on"] if rule.dated else day):
                    continue
                right, said = Right(rule.code, matter), Said(rule, row, index, day)
                known = found.get(right)
                if known is None or BETTER.index(said.verdict) < BETTER.index(known.verdict):
                    found[right] = said
        return found
