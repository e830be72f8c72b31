"""Everything the catalogue says of one person: each service, its verdict, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection

from dost.cases.prior_awards import matter_of
from dost.cases.rules import bases_with_records, rules_in_force
from dost.common.prepared_statements import fetch_prepared
from registries.facts.query import rows_of_persons
from registries.models import Person
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.rules import CompiledRule, Explanation, Verdict, explained_answers, select_explained, what_if

from .opening import by_basis

MOST_TEXTS: Final = 200
_texts: dict[tuple[str, tuple[int, ...]], tuple[tuple[CompiledRule, ...], str]] = {}


@dataclass(frozen=True)
class Answer:
    """What one service's rule says of one basis record of a person (`key`); no record, no right."""

    rule: CompiledVersion
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


def entitlements(person: Person, *, on: date, codes: Iterable[str] | None = None, own: bool = False) -> list[Answer]:
    """Ask every service in force, or some, about a person, as the one entitled or the one whom it is about.

    With `own` only as the one entitled: what is said then rests on nobody's record that is not theirs to read. One
    query for each basis answers all the rules that arise from it.
    """
    answers: list[Answer] = []
    every = rules_in_force(on, codes=codes)
    touching = bases_with_records([person.pk])
    for basis, rules in by_basis(every).items():
        if basis in touching:
            answers += _of_basis(person, basis, rules, on=on, own=own)
    answered = {answer.rule.code for answer in answers}
    silent = {rule.code: rule for rule in every if rule.code not in answered}
    answers += [Answer(rule, None, None) for rule in silent.values()]
    return sorted(answers, key=lambda answer: (answer.rule.code, answer.key or ""))


def _of_basis(person: Person, basis: str, rules: Sequence[CompiledVersion], *, on: date, own: bool) -> list[Answer]:
    """What the rules of a basis say of each of the person's records, each judged by the version of its day."""
    compiled = tuple(rule.rule for rule in rules)
    columns, found = fetch_prepared(explained_text(basis, compiled), [on, [person.pk]])
    answers: list[Answer] = []
    granted: set[tuple[Any, ...]] = set()
    for row, explanations in _newest_first(explained_answers(compiled, columns, found)):
        if own and row["subject_id"] != person.pk:
            continue
        for rule, explanation in zip(rules, explanations, strict=True):
            if rule.dated and not rule.rules_on(row["on"]):
                continue
            if explanation.verdict is Verdict.ENTITLED:
                # Two records of one loss of work are one right, and so are two decisions of one day.
                right = (rule.code, *matter_of(basis, row))
                if right in granted:
                    continue
                granted.add(right)
            answers.append(Answer(rule, row["key"], _as_paid(rule, explanation, on=on)))
    return answers


def _newest_first(
    rows: Iterable[tuple[dict[str, Any], list[Explanation]]],
) -> list[tuple[dict[str, Any], list[Explanation]]]:
    """The record that was stated last answers for a matter, as it does for facts."""
    return sorted(rows, key=lambda row: -row[0]["record_id"])


def _as_paid(rule: CompiledVersion, explanation: Explanation, *, on: date) -> Explanation:
    """The answer with the amount of the day asked about, where the right is judged on the day of its record.

    A monthly amount is computed anew for each month: of leave that began last year today's amount is shown, not that
    of its first day; of what is over, that of its last day.
    """
    if not (rule.dated and rule.period == Period.MONTHLY and explanation.verdict is Verdict.ENTITLED):
        return explanation
    day = min(on, explanation.until or on)
    if day <= explanation.on:
        return explanation
    facts = {fact.name: fact.value for fact in explanation.facts}
    with connection.cursor() as cursor:
        amount = what_if(rule.rule, facts=facts, on=day, cursor=cursor).amount
    return explanation if amount is None else replace(explanation, amount=amount)


def explained_text(basis: str, rules: tuple[CompiledRule, ...]) -> str:
    """The question about one person's records of a basis, `$1` the day, `$2` an array with the person's id.

    It is kept, as long as the rules are the same objects.
    """
    key = (basis, tuple(map(id, rules)))
    if key not in _texts:
        if len(_texts) >= MOST_TEXTS:
            _texts.clear()
        facts = {fact.name: fact for rule in rules for fact in rule.facts}.values()
        source = rows_of_persons(basis, facts, explained=True)
        _texts[key] = (rules, select_explained(rules, source).as_string(None))
    return _texts[key][1]
