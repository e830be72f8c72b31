"""Which question is worth asking next: what it is expected to settle, by worth, for how hard it is to answer.

Evaluating many conjunctions over answers that each cost something is stochastic Boolean function evaluation; what is
done here is the adaptive greedy rule for it (Hellerstein, Kletenik and Lin). A question gets credit for a right

* in full, as far as it is likely to settle it with a no: a criterion that fails decides alone;
* in part, as far as it brings it nearer to a yes, which needs every criterion: one of three that are open is a third.

A criterion that waits for several questions gives each of them its share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """A criterion that is not decided, the ids of the asks that would tell, and how likely it is to fail."""

    asks: frozenset[str]
    fails: float


@dataclass(frozen=True, slots=True)
class OpenRight:
    """A right that is not decided: what it is worth to know, how likely there is one, and what it waits for."""

    service: str
    worth: float
    chance: float
    criteria: tuple[OpenCriterion, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What each ask would settle: by the worth of the rights (`settled`), and by that and their chance (`expected`)."""

    settled: Mapping[str, float]
    expected: Mapping[str, float]


def scores(rights: Iterable[OpenRight], difficulty: Mapping[str, float]) -> Scores:
    """Return the scores of each ask that some right waits for; asks without a difficulty cannot be asked, have none.

    0 < settled; what is in no criterion is not in the result.
    """
    settled: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    for right in rights:
        likely = right.worth * right.chance
        for ask, credit in credits_of(right, difficulty.keys()).items():
            settled[ask] += right.worth * credit / difficulty[ask]
            expected[ask] += likely * credit / difficulty[ask]
    return Scores(dict(settled), dict(expected))


def credits_of(right: OpenRight, askable: Collection[str]) -> dict[str, float]:
    """Return, for each ask, the share of a right that it is expected to settle, from 0 to 1."""
    stays_open: dict[str, float] = {}
    nearer: dict[str, float] = defaultdict(float)
    for criterion in right.criteria:
        asks = [ask for ask in criterion.asks if ask in askable]
        if not asks:
            continue
        share = 1 / len(asks)
        for ask in asks:
            stays_open[ask] = stays_open.get(ask, 1.0) * (1 - criterion.fails * share)
            nearer[ask] += share / len(right.criteria)
    return {ask: (1 - holds) + holds * nearer[ask] for ask, holds in stays_open.items()}
