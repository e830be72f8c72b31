"""Which question comes next."""

from __future__ import annotations

from dost.proactive.screening.questions import Ask, is_replied

from .state import Carried


def next_ask(carried: Carried) -> Ask | None:
    """Return what somebody chose to be asked, else the question that settles most; None when nothing is left."""
    screening = carried.screening
    wanted = carried.progress.wanted
    left = [ask for ask in screening.asks if not is_replied(carried.family, ask, on=carried.on)]
    chosen = next((ask for ask in left if ask.id == wanted), None)
    return chosen or (left[0] if left else None)
