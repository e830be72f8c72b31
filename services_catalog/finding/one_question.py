"""Services among others that differ by one condition, as one question with an answer for each.

Which they are is found among all rules in force on the day, and a process keeps it until one of them changes. The
answers are the conditions' own texts. The question's words are of `alternatives.yaml`; where services have come to
differ only since it was written there are none, and the page asks in general.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services_catalog.guides import known_guides
from services_catalog.queries import compile_version, versions_in_force
from services_catalog.rules.alternatives import Alternatives, alternatives

# Of the rules last asked about, by what they say; replaced as a whole, so that no thread sees it half made.
_found: tuple[frozenset[str], tuple[Alternatives, ...]] = (frozenset(), ())


@dataclass(frozen=True, slots=True)
class OneQuestion:
    """What tells some services apart; `answers` are pairs of a service's code and what holds for whoever gets it."""

    ask: str
    answers: tuple[tuple[str, str], ...]


def one_question_each(codes: Collection[str], *, on: date, language: str) -> tuple[OneQuestion, ...]:
    """Return the questions that some services come down to on a day, in `az`, `en` or `ru`; one query."""
    found = []
    for group in alternatives_on(on):
        told = {code: criterion for code, criterion in group.telling.items() if code in codes}
        if len(told) > 1:
            ask = known_guides().ask(tuple(told)).get(language, "")
            found.append(OneQuestion(ask, tuple((code, one.text.get(language, "")) for code, one in told.items())))
    return tuple(found)


def alternatives_on(on: date) -> tuple[Alternatives, ...]:
    """Return all alternatives there are on a day."""
    global _found
    versions = versions_in_force(on)
    key = frozenset(version.content_hash for version in versions)
    last = _found
    if last[0] != key:
        _found = last = (key, alternatives({version.service_id: compile_version(version) for version in versions}))
    return last[1]
