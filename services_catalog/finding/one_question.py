"""Services among others that differ by one condition, as one question with an answer for each.

Which they are is found in the rules in force on the day; a process keeps it by the versions asked about. The answers
are the conditions' own texts. The question's words are of `alternatives.yaml`; for services that have come to differ
only since, there are none, and the page asks in general.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from services_catalog.guides import known_guides
from services_catalog.queries import compile_version, versions_in_force
from services_catalog.rules.alternatives import Alternatives, alternatives

_MOST_KEPT: Final = 500

# Replaced as a whole, so that no thread sees it half made.
_found: dict[frozenset[str], tuple[Alternatives, ...]] = {}


@dataclass(frozen=True, slots=True)
class OneQuestion:
    """What tells some services apart; `answers` are pairs of a service's code and what holds for whoever gets it."""

    ask: str
    answers: tuple[tuple[str, str], ...]


def one_question_each(codes: Collection[str], *, on: date, language: str) -> tuple[OneQuestion, ...]:
    """Return the questions that services in force on a day come down to, in `az`, `en` or `ru`; one query."""
    global _found
    versions = [version for version in versions_in_force(on) if version.service_id in codes]
    key = frozenset(version.content_hash for version in versions)
    groups = _found.get(key)
    if groups is None:
        groups = alternatives({version.service_id: compile_version(version) for version in versions})
        _found = {**(_found if len(_found) < _MOST_KEPT else {}), key: groups}
    return tuple(
        OneQuestion(
            ask=known_guides().ask(group.names).get(language, ""),
            answers=tuple((code, criterion.text.get(language, "")) for code, criterion in group.telling.items()),
        )
        for group in groups
    )
