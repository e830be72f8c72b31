"""Which question comes next."""

from __future__ import annotations

from dost.proactive.screening.questions import Ask, is_replied

from .state import Screening


def next_ask(screening: Screening) -> Ask | None:
    arising = screening.arising()
    pages = set(screening.progress.pages)
    open_ = [ask for ask in arising if ask.id not in pages and not is_replied(screening.family, ask, on=screening.on)]
    for ask in open_:
        if ask.id == screening.progress.wanted:
            return ask
    return open_[0] if open_ else None
