"""Which question comes next, and when it is time for the result."""

from __future__ import annotations

from dost.proactive.screening.next_question import NextQuestion, next_question
from dost.proactive.screening.questions import Ask, is_replied
from dost.proactive.screening.results import Prospect
from dost.proactive.screening.tables import table_for

from .state import Carried


def next_ask(carried: Carried, *, on_and_on: bool = False) -> Ask | None:
    """Return what to ask next; None when it is time for the result.

    What somebody chose comes first, then what decides about the service they came from, then the question that settles
    most. What is improbable or worth little is asked of those only who go on and on.
    """
    chosen = _chosen(carried) or _of_service(carried)
    if chosen is not None:
        return chosen
    following = what_is_left(carried)
    return following.ask if following and (on_and_on or not following.optional) else None


def what_is_left(carried: Carried) -> NextQuestion | None:
    """Return what the engine would ask next, whether or not it is worth it; None when nothing can change anything."""
    screening = carried.screening
    last = carried.progress.pages[-1] if carried.progress.pages else ""
    before = next((ask for ask in screening.asks if ask.id == last), None)
    return next_question(screening, table_for(screening.rules, on=carried.on), after=before)


def _chosen(carried: Carried) -> Ask | None:
    wanted = carried.progress.wanted
    return next((ask for ask in carried.screening.asks if ask.id == wanted), None) if wanted else None


def _of_service(carried: Carried) -> Ask | None:
    """The first question that decides about the service somebody came from, once the family is known."""
    service = carried.screening.result.services.get(carried.progress.service)
    if service is None or service.prospect is not Prospect.OPEN or not carried.progress.pages:
        return None
    return next((ask for ask in service.asks if not is_replied(carried.resolved, ask, on=carried.on)), None)
