"""Whether a right rests on what the asker does not look for: then it is neither offered nor refused.

A condition may have another way to be true: "works, or acts for an employer" is open for whoever was not asked about
work, though nobody acts for an employer.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto
from typing import Final

from registries.facts.model import ANSWER
from services_catalog.rules.nodes import Logical, Negation, Node
from services_catalog.rules.rule import CompiledRule
from services_catalog.rules.typed import Brief, names_that_decide

from .candidate import Candidate
from .family import ASKER

_MOST_KEPT: Final = 2_000
_kept_answers: dict[int, tuple[CompiledRule, frozenset[str]]] = {}


class _Way(Enum):
    """What may become of a condition: it is decided, an answer that is sought may make it true, or none may."""

    DECIDED = auto()
    FREE = auto()
    CLOSED = auto()


def is_sought(candidate: Candidate, rule: CompiledRule, brief: Brief) -> bool:
    """Whether a right that is not decided may still come about from what the asker would say."""
    never = never_told(candidate, rule)
    if not never or never.isdisjoint(brief.waits_for):
        return True
    if never.intersection(brief.untold):
        return False
    return all(
        may_hold(criterion.expression.root, missing, never)
        for criterion, met, missing in zip(rule.criteria, brief.met, brief.missing, strict=True)
        if met is None
    )


def never_told(candidate: Candidate, rule: CompiledRule) -> frozenset[str]:
    """The facts that will not be told: of matters that are not looked for, and what others would have to say."""
    if candidate.basis != "person" or candidate.about == ASKER:
        return candidate.declined
    return candidate.declined | _answers_of(rule)


def _answers_of(rule: CompiledRule) -> frozenset[str]:
    """The answers that a rule asks for; kept as long as the rule."""
    kept = _kept_answers.get(id(rule))
    if kept is None:
        if len(_kept_answers) >= _MOST_KEPT:
            _kept_answers.clear()
        kept = _kept_answers[id(rule)] = (rule, frozenset(one.name for one in rule.facts if one.role == ANSWER))
    return kept[1]


def may_hold(condition: Node, missing: Collection[str], never: Collection[str]) -> bool:
    """Whether a condition that is not known for want of `missing` may be true though those of `never` are not told."""
    return not never or _way(condition, missing, never, negated=False) is not _Way.CLOSED


def _way(node: Node, missing: Collection[str], never: Collection[str], *, negated: bool) -> _Way:
    if isinstance(node, Negation):
        return _way(node.operand, missing, never, negated=not negated)
    if isinstance(node, Logical):
        ways = {_way(child, missing, never, negated=negated) for child in node.operands}
        # Denied, "one of these" becomes "all of these", and the other way round.
        one_is_enough = (node.operator.upper() == "OR") is not negated
        for way in (_Way.FREE, _Way.CLOSED) if one_is_enough else (_Way.CLOSED, _Way.FREE):
            if way in ways:
                return way
        return _Way.DECIDED
    names = set(names_that_decide(node)).intersection(missing)
    if not names:
        return _Way.DECIDED
    return _Way.CLOSED if names.intersection(never) else _Way.FREE
