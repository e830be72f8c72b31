"""Questions that only the person can answer, as facts a rule may name: `answer.<id>`.

No registry holds them, so over the population they are unknown; an application or a what-if brings the answers along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from registries.facts.model import ANSWER, BoundFact, Fact, FactType, FactValue, UnknownFact, Vocabulary

_TYPES: Mapping[str, tuple[FactType, FactValue]] = {
    "yes_no": (FactType.BOOLEAN, True),
    "whole_number": (FactType.INTEGER, 3),
    "money": (FactType.MONEY, Decimal("250.00")),
    "date": (FactType.DATE, date(2026, 9, 1)),
    "choice": (FactType.CODE, None),
}


@dataclass(frozen=True)
class WithAnswers:
    """The vocabulary of a basis together with the answers to a version's questions."""

    known: Vocabulary
    answers: Mapping[str, BoundFact]

    @property
    def basis(self) -> str:
        """The name of the basis."""
        return self.known.basis

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles, the subject first."""
        return self.known.roles

    def resolve(self, name: str) -> BoundFact:
        """Return the fact a rule means; raises `UnknownFact`."""
        if name in self.answers:
            return self.answers[name]
        if name.startswith(f"{ANSWER}."):
            raise UnknownFact(name, get_close_matches(name, list(self.answers), n=3))
        return self.known.resolve(name)

    def names(self) -> list[str]:
        """Every name a rule may use."""
        return [*self.answers, *self.known.names()]


def with_answers(
    vocabularies: Mapping[str, Vocabulary], questions: Sequence[Mapping[str, Any]]
) -> Mapping[str, Vocabulary]:
    """Return the vocabularies with the answers to these questions (`{id, ask, type, choices?}`) added to each."""
    if not questions:
        return vocabularies
    answers = {fact.name: BoundFact(fact.name, ANSWER, fact) for fact in map(_fact, questions)}
    return {basis: WithAnswers(known, answers) for basis, known in vocabularies.items()}


def _fact(question: Mapping[str, Any]) -> Fact:
    fact_type, example = _TYPES[question["type"]]
    codes = {code: dict(texts) for code, texts in question.get("choices", {}).items()}
    return Fact(
        name=f"{ANSWER}.{question['id']}",
        type=fact_type,
        labels=dict(question["ask"]),
        registry=ANSWER.upper(),
        institution="",
        source=ANSWER,
        sql="NULL",
        codes=codes,
        example=next(iter(codes)) if codes else example,
    )
