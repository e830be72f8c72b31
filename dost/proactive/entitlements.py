"""Everything the catalogue says of one person: each service, its verdict, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from dost.cases.rules import Compiled, bases_with_records, rules_in_force, union_of_facts
from registries.facts.query import Scope, rows
from registries.models import Person
from services_catalog.rules import Explanation, Verdict, explain_rows

from .opening import by_basis


@dataclass(frozen=True)
class Answer:
    """What one service's rule says of one basis record of a person (`key`); no record, no right."""

    rule: Compiled
    key: str | None
    explanation: Explanation | None

    @property
    def verdict(self) -> Verdict:
        """Without a record from which the right could arise there is no right."""
        return self.explanation.verdict if self.explanation else Verdict.NOT_ENTITLED

    def as_json(self) -> dict[str, Any]:
        """Keys: service, basis, key, verdict, amount, starts, until, criteria (id, text, law, met, facts), missing."""
        told: dict[str, Any] = {"service": self.rule.code, "basis": self.rule.basis, "key": self.key}
        if self.explanation is None:
            return {**told, "verdict": self.verdict.value, "amount": None, "criteria": [], "missing": []}
        return {**told, **self.explanation.as_json()}


def entitlements(person: Person, *, on: date) -> list[Answer]:
    """Ask every service in force about a person, as the one entitled or the one whom it is about.

    One query for each basis answers all the rules that arise from it.
    """
    answers: list[Answer] = []
    touching = bases_with_records([person.pk])
    for basis, rules in by_basis(rules_in_force(on)).items():
        if basis not in touching:
            answers += [Answer(rule, None, None) for rule in rules]
            continue
        source = rows(basis, union_of_facts(rules), scope=Scope.persons([person.pk]), on=on, explained=True)
        with connection.cursor() as cursor:
            found = explain_rows([rule.rule for rule in rules], source, cursor=cursor)
        for row, explanations in found:
            answers += [
                Answer(rule, row["key"], explanation) for rule, explanation in zip(rules, explanations, strict=True)
            ]
        if not found:
            answers += [Answer(rule, None, None) for rule in rules]
    return sorted(answers, key=lambda answer: (answer.rule.code, answer.key or ""))
