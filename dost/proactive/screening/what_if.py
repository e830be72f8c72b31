"""What would change a no: the smallest change that makes the engine say yes, as far as somebody can bring it about.

Every suggestion is asked of the rule again before it is returned: a change that does not flip the verdict is none. What
nobody can or should change is never part of one (`natures`). Three kinds are looked for, in this order:

* **steps** (`steps`) and answers in one's hands, one or two of them;
* **a correction**: a number that a registry holds, and from what value on the rule would say yes;
* **a day**: the first on which the rule says yes if nothing else changes.

This is about rules and facts only: the screening asks it about what was told, and whoever knows a person asks it about
what registries hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Final

from dost.common.prepared_statements import fetch_prepared
from registries.facts.model import ANSWER, BoundFact, FactType
from services_catalog.rules import CompiledRule, Verdict
from services_catalog.rules.nodes import FactRef, Node, Today, walk
from services_catalog.rules.typed import Brief, facts_of, read_brief, typed_rows, typed_statement
from services_catalog.rules.types import Value

from .natures import Nature, nature_of
from .steps import STEPS, Step, StepCode, brought_by

Facts = Mapping[str, Value | None]
"""Values by the names a rule uses; None or left out: unknown."""

MOST_TOGETHER: Final = 2
"""Steps that are suggested together: more is no advice."""
_MOST_TEXTS: Final = 500
_texts: dict[int, tuple[CompiledRule, str, tuple[str, ...]]] = {}
_POINTS: Final = 32
"""Values that are tried in one query when a threshold is looked for."""
_MOST: Final[Mapping[FactType, int]] = {FactType.INTEGER: 1_200, FactType.MONEY: 500_000}
"""Beyond these no correction is suggested: months of work in a life, manats of capital."""
MOST_MISSING: Final = 2
"""A record that would have to be more than twice what is known is not one of which some is missing."""


class ChangeKind(StrEnum):
    """How a no would become a yes."""

    STEP = "step"
    CORRECTION = "correction"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that would be worth something else."""

    bound: BoundFact
    before: Value | None
    after: Value


@dataclass(frozen=True, slots=True)
class Change:
    """What would make the engine say yes: `steps` to take, or `facts` to correct, or just the `first_day`.

    A step that is an answer is among `facts` only. The verdict on `first_day`, with the facts changed, is ENTITLED.
    """

    kind: ChangeKind
    first_day: date
    steps: tuple[StepCode, ...] = ()
    facts: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One record under one rule, of which the rule says no.

    `facts` are those of the record; `person` those of its subject under rules of the basis `person`, for steps that
    begin with a service of `services`. `roles` are the roles that mean the subject, or the record it has. `later` gives
    the facts of the same record on a later day, None where there is no such record then, and `days` are those on which
    something may change.
    """

    rule: CompiledRule
    facts: Facts
    on: date
    person: Facts = field(default_factory=dict)
    services: Mapping[str, CompiledRule] = field(default_factory=dict)
    roles: frozenset[str] = frozenset({"subject", "record"})
    later: Callable[[date], Facts | None] | None = None
    days: Sequence[date] = ()


def what_would_change(situation: Situation) -> Change | None:
    """Return the smallest change that makes the rule say yes; None: there is none that could be told.

    None too where the rule does not say no. A step or correction is sought first; then a day.
    """
    [brief] = ask(situation.rule, [(situation.facts, situation.on)])
    if brief.verdict is not Verdict.NOT_ENTITLED:
        return None
    failing = [situation.rule.criteria[number].expression.root for number in brief.failing]
    movable = {Nature.IN_HAND, Nature.CORRECTABLE}
    if all(_reads(root, movable) for root in failing):
        found = _by_steps(situation) or _by_correction(situation)
        if found is not None:
            return found
    if all(_reads(root, {Nature.TIME}) or _asks_the_day(root) for root in failing):
        return _by_waiting(situation)
    return None


# -- asking --------------------------------------------------------------------------------------------------------


def ask(rule: CompiledRule, rows: Sequence[tuple[Facts, date]]) -> list[Brief]:
    """Return what a rule says of each (facts, on), in order, asked in one prepared statement."""
    if not rows:
        return []
    text, names = _statement(rule)
    known = [({name: facts.get(name) for name in names}, on) for facts, on in rows]
    _columns, answers = fetch_prepared(text, [typed_rows(known)])
    in_order = sorted(answers, key=lambda answer: int(answer[0]))
    return [read_brief(rule, answer, known[answer[0]][0], index=0) for answer in in_order]


def _statement(rule: CompiledRule) -> tuple[str, tuple[str, ...]]:
    """The text that asks a rule, and the facts it reads; kept, as long as the rule is the same object."""
    kept = _texts.get(id(rule))
    if kept is None:
        if len(_texts) >= _MOST_TEXTS:
            _texts.clear()
        kept = rule, typed_statement([rule]), tuple(bound.name for bound in facts_of([rule]))
        _texts[id(rule)] = kept
    return kept[1:]


def _reads(root: Node, natures: set[Nature]) -> bool:
    return any(isinstance(node, FactRef) and nature_of(node.bound) in natures for node in walk(root))


def _asks_the_day(root: Node) -> bool:
    return any(isinstance(node, Today) for node in walk(root))


# -- steps and answers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """One thing somebody can do, with what it gives to the facts of the record."""

    sets: Mapping[str, Value]
    step: StepCode | None = None


def _by_steps(situation: Situation) -> Change | None:
    moves = list(_moves(situation))
    for size in range(1, MOST_TOGETHER + 1):
        tried = list(combinations(moves, size))
        rows = [({**situation.facts, **_all_set(chosen)}, situation.on) for chosen in tried]
        for chosen, brief in zip(tried, ask(situation.rule, rows), strict=True):
            if brief.verdict is Verdict.ENTITLED:
                return _taken(situation, chosen)
    return None


def _all_set(moves: Sequence[_Move]) -> dict[str, Value]:
    return {name: value for move in moves for name, value in move.sets.items()}


def _taken(situation: Situation, moves: Sequence[_Move]) -> Change:
    bounds = {bound.name: bound for bound in situation.rule.facts}
    return Change(
        kind=ChangeKind.STEP,
        first_day=situation.on,
        steps=tuple(move.step for move in moves if move.step is not None),
        facts=tuple(
            FactChange(bounds[name], situation.facts.get(name), value) for name, value in _all_set(moves).items()
        ),
    )


def _moves(situation: Situation) -> Iterator[_Move]:
    """Whatever the subject can do that gives some fact of the rule another value."""
    for step in STEPS:
        sets = brought_by(step, situation.rule.facts, roles=situation.roles, on=situation.on)
        if any(situation.facts.get(name) != value for name, value in sets.items()) and _is_open(step, situation):
            yield _Move(sets, step.code)
    for bound in situation.rule.facts:
        if bound.role == ANSWER and nature_of(bound) is Nature.IN_HAND and situation.facts.get(bound.name) is False:
            yield _Move({bound.name: True})


def _is_open(step: Step, situation: Situation) -> bool:
    """Whether the one it is about can take a step, as far as is known: by the rule of the service it begins with."""
    known = {**situation.person, **situation.facts}
    if any(known.get(name) != value for name, value in step.requires.items()):
        return False
    if not step.service:
        return True
    rule = situation.services.get(step.service)
    if rule is None or rule.content_hash == situation.rule.content_hash:
        return False
    [brief] = ask(rule, [({**situation.person, **step.answers}, situation.on)])
    return brief.verdict is Verdict.ENTITLED


# -- corrections ---------------------------------------------------------------------------------------------------


def _by_correction(situation: Situation) -> Change | None:
    """The one number, or yes, that a registry would have to hold for the rule to say yes; the nearest to what it is."""
    for bound in situation.rule.facts:
        before = situation.facts.get(bound.name)
        if before is None or nature_of(bound) is not Nature.CORRECTABLE or bound.role not in situation.roles:
            continue
        after = _yes(situation, bound) if before is False else _threshold(situation, bound, before)
        if after is not None:
            changed = FactChange(bound, before, after)
            return Change(ChangeKind.CORRECTION, first_day=situation.on, facts=(changed,))
    return None


def _yes(situation: Situation, bound: BoundFact) -> Value | None:
    [brief] = ask(situation.rule, [({**situation.facts, bound.name: True}, situation.on)])
    return True if brief.verdict is Verdict.ENTITLED else None


def _threshold(situation: Situation, bound: BoundFact, before: Value) -> Value | None:
    """The least number above the present one with which the rule says yes, to a month or a manat; None: there is none.

    Between what is tried the answer is taken to change once: a rule asks that a record be long enough, or a capital
    large enough.
    """
    most = _MOST.get(bound.fact.type)
    if most is None or isinstance(before, bool) or not isinstance(before, int | Decimal) or before >= most:
        return None
    low, high = int(before), min(most, int(before * MOST_MISSING))
    if high <= low:
        return None
    first = _first_yes(situation, bound, [high])
    if first is None:
        return None
    while high - low > 1:
        width = max(1, (high - low) // _POINTS)
        points = [*range(low + width, high, width), high]
        first = _first_yes(situation, bound, points)
        if first is None:
            return None
        low, high = (points[first - 1] if first else low), points[first]
    return Decimal(high) if bound.fact.type is FactType.MONEY else high


def _first_yes(situation: Situation, bound: BoundFact, points: Sequence[int]) -> int | None:
    money = bound.fact.type is FactType.MONEY
    rows: list[tuple[Facts, date]] = [
        ({**situation.facts, bound.name: Decimal(point) if money else point}, situation.on) for point in points
    ]
    briefs = ask(situation.rule, rows)
    return next((number for number, brief in enumerate(briefs) if brief.verdict is Verdict.ENTITLED), None)


# -- waiting -------------------------------------------------------------------------------------------------------


def _by_waiting(situation: Situation) -> Change | None:
    days = sorted(day for day in situation.days if day > situation.on)
    if situation.later is None or not days:
        return None
    before, first = _first_day(situation, situation.on, days)
    while first is not None and (first - before).days > 1:
        width = max(1, (first - before).days // _POINTS)
        between = [before + timedelta(days=width * number) for number in range(1, (first - before).days // width + 1)]
        before, first = _first_day(situation, before, sorted({*(day for day in between if day < first), first}))
    return None if first is None else Change(ChangeKind.DAY, first_day=first)


def _first_day(situation: Situation, start: date, days: Sequence[date]) -> tuple[date, date | None]:
    """The first of some days on which the rule says yes, with the one asked before it; None: on none."""
    if situation.later is None:
        return start, None
    rows = [(facts, day) for day in days if (facts := situation.later(day)) is not None]
    before = start
    for (_facts, day), brief in zip(rows, ask(situation.rule, rows), strict=True):
        if brief.verdict is Verdict.ENTITLED:
            return before, day
        before = day
    return before, None
