"""The next question: of the group that is expected to settle most, by worth, the first that can change anything.

There is no tree written by hand. What a question would tell is seen from the facts that the still open rights wait for
(`causes`), how likely that settles them from families of the sample that agree with what was told (`table`), and what
that is worth from `weights`. Related questions stay together: a group is gone through in its own order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .features import features
from .questions import Ask, Form, Group
from .results import Prospect, RightResult, ServiceResult
from .scoring import OpenCriterion, OpenRight, scores
from .table import Table
from .verdicts import Screening

NOT_WORTH_ASKING: Final = 60.0
"""Expected worth in AZN a year (5 AZN a month) below which a question is left to those who want to go on."""
SELDOM: Final = 0.05
"""How likely it is that an amount or a day cannot be told by what is asked for it: it decides nothing."""
_HARDER: Final = {1: 1.0, 2: 1.8, 3: 3.0}


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What is best asked next, and what it may change.

    `optional`: what is still open is improbable or worth little, so one may well stop here. `services` are the codes of
    the open services that wait for it; `left` is how many questions would be asked at most, this one included, before
    one may stop.
    """

    ask: Ask
    optional: bool
    services: tuple[str, ...]
    left: int


def next_question(screening: Screening, table: Table, *, after: Ask | None = None) -> NextQuestion | None:
    """Return the next question; None: no question that was not replied to could change anything.

    `after` is the one just replied to: while its group has something to ask that is worth it, the group goes on.
    """
    open_asks = [ask for ask in screening.asks if ask.id not in screening.replied]
    first = next((ask for ask in open_asks if ask.question.form is Form.PEOPLE), None)
    if first is not None and screening.resolved.household.complete is not True:
        return NextQuestion(first, optional=False, services=_waiting_for(first, screening), left=len(open_asks))
    agree = table.agreeing(features(screening.resolved, on=screening.on))
    difficulty = {ask.id: _HARDER.get(ask.question.difficulty, 1.0) for ask in open_asks}
    found = scores(_open_rights(screening, table, agree), difficulty)
    useful = [ask for ask in open_asks if found.settled.get(ask.id, 0.0) > 0]
    if not useful:
        return None
    # What one service alone asks is left to whoever comes for that service, or goes on.
    worthwhile = [
        ask
        for ask in useful
        if ask.question.group is not Group.DETAILS and found.expected.get(ask.id, 0.0) >= NOT_WORTH_ASKING
    ]
    chosen = _first_of_best_group(worthwhile or useful, found.settled, after)
    return NextQuestion(
        chosen, optional=not worthwhile, services=_waiting_for(chosen, screening), left=max(1, len(worthwhile))
    )


def _first_of_best_group(asks: list[Ask], settled: Mapping[str, float], after: Ask | None) -> Ask:
    groups: dict[Group, list[Ask]] = defaultdict(list)
    for ask in asks:
        groups[ask.question.group].append(ask)
    if after is not None and after.question.group in groups:
        return groups[after.question.group][0]
    best = max(groups.values(), key=lambda group: max(settled[ask.id] for ask in group))
    return best[0]


def _waiting_for(ask: Ask, screening: Screening) -> tuple[str, ...]:
    return tuple(
        one.code
        for one in screening.result.services.values()
        if one.prospect is Prospect.OPEN and any(waiting.id == ask.id for waiting in one.asks)
    )


# -- what is open ---------------------------------------------------------------------------------------------------


def _open_rights(screening: Screening, table: Table, agree: int) -> Iterator[OpenRight]:
    """Every right that is not decided, of services that are not likely anyway."""
    for service in screening.result.services.values():
        if service.prospect is not Prospect.OPEN or service.sensitive:
            continue
        worth = screening.worths[service.code] / max(1, len(service.rights))
        chance = table.share_possible(service.code, agree)
        shares = [table.share_failing(service.code, one.id, agree) for one in service.rule.rule.criteria]
        for right in service.rights:
            criteria = tuple(_open_criteria(screening, service, right, shares))
            if criteria:
                yield OpenRight(service.code, worth, chance, criteria)


def _open_criteria(
    screening: Screening, service: ServiceResult, right: RightResult, shares: Sequence[float]
) -> Iterator[OpenCriterion]:
    """The criteria of a right that are not decided; `shares` are how likely each criterion of the rule is to fail."""
    rule, brief = service.rule, right.brief
    if not right.candidate.certain:
        asks, _unsure = screening.causes.of_being(right.candidate)
        yield OpenCriterion(asks, min(shares, default=0.5))
    for number in brief.open:
        asks = screening.waiting(rule, right.candidate, brief.missing[number])
        yield OpenCriterion(asks, shares[number])
    if brief.untold:
        yield OpenCriterion(screening.waiting(rule, right.candidate, brief.untold), SELDOM)
