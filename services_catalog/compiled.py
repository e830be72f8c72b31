"""A published version ready to be asked: its definition and its compiled rule; `queries.compiled` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from psycopg import sql

from registries.facts import catalogue

from .definition import Definition, Period
from .rules import CompiledRule


@dataclass(frozen=True)
class CompiledVersion:
    """A service version with its definition and its compiled rule.

    It is in force from `first_day` on until the day before `day_after`; None: without a beginning or an end.
    """

    version_id: int
    code: str
    definition: Definition
    content_hash: str
    rule: CompiledRule
    first_day: date | None
    day_after: date | None

    @property
    def basis(self) -> str:
        """What the right arises from."""
        return self.rule.basis

    @property
    def period(self) -> Period:
        """How often the right is paid."""
        return self.definition.period

    @property
    def dated(self) -> bool:
        """Whether the records of the basis carry the date whose law counts."""
        return catalogue.bases[self.basis].dated

    @property
    def registries(self) -> frozenset[str]:
        """Registries whose facts the rule reads, and that of the record it arises from."""
        return frozenset(self.rule.registries) | {catalogue.bases[self.basis].registry}

    def rules_on(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.day_after is None or day < self.day_after)

    def verdict_sql(self) -> sql.Composable:
        """The verdict over a row `f`. A record is judged by the version of its own day: to any other it is no right."""
        verdict = self.rule.verdict_sql()
        if not self.dated:
            return verdict
        limits = [
            sql.SQL('f."on" {} {}').format(sql.SQL(than), sql.SQL("{}::date").format(sql.Literal(day)))
            for than, day in ((">=", self.first_day), ("<", self.day_after))
            if day is not None
        ]
        return sql.SQL(" AND ").join([*limits, sql.SQL("({})").format(verdict)])
