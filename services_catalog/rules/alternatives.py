"""Rights that differ by one thing only: whoever has the others' conditions has this one or that one, never both.

Two rules of one basis are alternatives when exactly one condition of the one can never hold together with one of the
other, and nothing else tells them apart: the rest is the same, or asks the same facts (`from 3 to 18` and `under 18`).
Where the two conditions are opposites – a question with yes and no – one more condition may stand on either side.
What is found can be asked as one question; the conditions' own texts are its answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from .contradict import Key, condition_key, conditions_contradict
from .rule import CompiledRule, Criterion


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Rules that are alternatives, each with the condition that tells it from the others."""

    telling: Mapping[str, Criterion]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rules."""
        return tuple(self.telling)


_Told = Mapping[tuple[str, str], tuple[Criterion, Criterion]]


def alternatives(rules: Mapping[str, CompiledRule]) -> tuple[Alternatives, ...]:
    """Return the groups of alternatives among rules by name, in the order of the names; a rule is in one at most."""
    read = {name: _Read(rule) for name, rule in rules.items()}
    apart: dict[tuple[str, str], tuple[Criterion, Criterion]] = {}
    for one, other in combinations(sorted(read), 2):
        pair = _told_apart(read[one], read[other])
        if pair is not None:
            apart[one, other] = pair
            apart[other, one] = (pair[1], pair[0])
    groups: list[list[str]] = []
    for name in sorted({name for pair in apart for name in pair}):
        home = next((group for group in groups if _belongs(name, group, apart)), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    return tuple(
        Alternatives({name: apart[name, group[0] if name != group[0] else group[1]][0] for name in group})
        for group in groups
        if len(group) > 1
    )


def _belongs(name: str, group: Sequence[str], apart: _Told) -> bool:
    """Whether a rule differs from every one of a group, each always by the same condition."""
    if any((name, other) not in apart for other in group):
        return False
    members = [*group, name]
    return all(len({apart[one, other][0].id for other in members if other != one}) == 1 for one in members)


class _Read:
    """A rule with its conditions ready to be compared."""

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        self.sort = (rule.basis, rule.period, rule.amount is None)
        self.criteria: dict[Key, Criterion] = {condition_key(rule, criterion): criterion for criterion in rule.criteria}

    def without(self, other: _Read) -> list[Criterion]:
        """The conditions that another rule does not have."""
        return [criterion for key, criterion in self.criteria.items() if key not in other.criteria]


def _told_apart(one: _Read, other: _Read) -> tuple[Criterion, Criterion] | None:
    """Return the two conditions by which two rules are told apart; None when they are not, or by more."""
    if one.sort != other.sort:
        return None
    these, those = one.without(other), other.without(one)
    apart = [
        (this, that)
        for this in these
        for that in those
        if not _facts([this]).isdisjoint(_facts([that])) and conditions_contradict(one.rule, this, other.rule, that)
    ]
    if len(apart) != 1:
        return None
    [(this, that)] = apart
    left = [criterion for criterion in these if criterion is not this]
    right = [criterion for criterion in those if criterion is not that]
    if _facts(left) == _facts(right):
        return this, that
    one_more = len(left) + len(right) <= 1
    return (this, that) if one_more and conditions_contradict(one.rule, this, other.rule, that, hold=False) else None


def _facts(criteria: Sequence[Criterion]) -> frozenset[str]:
    return frozenset(bound.name for criterion in criteria for bound in criterion.expression.facts)
