"""What the home page has beside the search: the day in figures, and whether centres are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from dost.proactive.public_figures import PublicFigures, known_figures

from .centres import OpenNow, centres_now

_UNITS: Final[tuple[tuple[int, Literal["days", "hours", "minutes"]], ...]] = (
    (2 * 86_400, "days"),
    (2 * 3_600, "hours"),
    (2 * 60, "minutes"),
)


@dataclass(frozen=True, slots=True)
class Took:
    """A length of time in one unit, rounded up: what took 130 seconds took at most 3 minutes."""

    count: int
    unit: Literal["seconds", "minutes", "hours", "days"]


@dataclass(frozen=True, slots=True)
class Front:
    """What the home page shows. `figures` is None while nothing was counted, `now` where centres differ.

    `took` is the time of the figures in words; None where they tell none.
    """

    figures: PublicFigures | None
    took: Took | None
    now: OpenNow | None


def front(at: datetime) -> Front:
    """Return what the home page shows at a moment; two queries."""
    figures = known_figures(at)
    seconds = figures.seconds if figures else None
    return Front(figures, took_of(seconds) if seconds is not None else None, centres_now(at))


def took_of(seconds: int) -> Took:
    """Return a length of time in the largest unit of which there are two at least."""
    for least, unit in _UNITS:
        if seconds >= least:
            return Took(-(-seconds // (least // 2)), unit)
    return Took(max(seconds, 1), "seconds")
