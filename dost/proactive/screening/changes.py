"""What would change each no of a screening: the same family as of a later day, or with a step taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from registries.facts.model import BoundFact
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Outcome

from .ages import add_months, birthday
from .candidate import Candidate, wanted_by
from .derive import derive
from .family import MEMBER_ATTRIBUTES, Family
from .results import Prospect, ScreeningResult, ServiceResult
from .steps import STEPS
from .values import Kind
from .verdicts import Screening
from .what_if import Change, Facts, Situation, what_would_change

YEARS_AHEAD: Final = 10
"""Beyond this no day is told: by then the law will be another."""
MOST_DAYS: Final = 80
"""Of a family of seven all days of ten years; of thirty people, which anybody can make up, those of the next years.

Each day is a question to the engine, and whoever asks has not signed in."""


class Changes:
    """What would change the refusals of one screening; each is reckoned when it is asked for."""

    def __init__(self, screening: Screening) -> None:
        self.screening = screening
        self._services = {rule.code: rule.rule for rule in screening.rules if rule.code in _STEP_SERVICES}
        self._people = {one.subject: one.facts for one in screening.candidates if one.basis == "person"}
        days = sorted(set(breakpoints(screening.resolved, on=screening.on)))
        self._days = tuple(days[:MOST_DAYS])
        self._later: dict[tuple[date, int], dict[tuple[str, str], Facts]] = {}

    def of(self, service: ServiceResult) -> Change | None:
        """Return the smallest change that would make the engine say yes of a NOT, for the record that is nearest to it.

        None for any other prospect, where there is no record, and where nothing could be told.
        """
        if service.prospect is not Prospect.NOT or not service.rights:
            return None
        if service.rule.definition.outcome is Outcome.MESSAGE:
            return None  # a reminder comes when it comes
        candidate = service.rights[0].candidate
        if not candidate.certain:
            return None
        return what_would_change(
            Situation(
                rule=service.rule.rule,
                facts=candidate.facts,
                on=candidate.on,
                person=self._people.get(candidate.subject, {}),
                services=self._services,
                later=None if service.rule.dated else self._at(service.rule, candidate),
                days=self._days,
            )
        )

    def _at(self, rule: CompiledVersion, candidate: Candidate) -> _Later:
        return _Later(self, rule, candidate)

    def facts_on(self, rule: CompiledVersion, candidate: Candidate, day: date) -> Facts | None:
        """The facts of the same record on a later day, if nothing else changes."""
        place = (day, rule.version_id)
        if place not in self._later:
            wanted: dict[str, tuple[BoundFact, ...]] = dict(wanted_by([rule.rule]))
            found = derive(self.screening.resolved, wanted, on=day)
            self._later[place] = {(one.basis, one.key): one.facts for one in found}
        return self._later[place].get((candidate.basis, candidate.key))


class _Later:
    """The facts of one record on a later day."""

    def __init__(self, changes: Changes, rule: CompiledVersion, candidate: Candidate) -> None:
        self._changes, self._rule, self._candidate = changes, rule, candidate

    def __call__(self, day: date) -> Facts | None:
        return self._changes.facts_on(self._rule, self._candidate, day)


_STEP_SERVICES: Final = frozenset(step.service for step in STEPS if step.service)


def breakpoints(family: Family, *, on: date) -> Iterator[date]:
    """Yield the days of the years ahead on which something of a family changes by itself: birthdays, and known ends."""
    last = add_months(on, 12 * YEARS_AHEAD)
    for member in family.members:
        if isinstance(member.birth_date, date) and member.died_on is None:
            first = on.year - member.birth_date.year
            days = (birthday(member.birth_date, first + more) for more in range(YEARS_AHEAD + 1))
            yield from (day for day in days if on < day <= last)
        for attribute in MEMBER_ATTRIBUTES:
            value = attribute.read(member) if attribute.kind is Kind.MAYBE_DAY else None
            if isinstance(value, date) and on < value <= last:
                yield value


def changes_of(screening: Screening, services: Iterable[ServiceResult]) -> dict[str, Change]:
    """Return what would change some refusals, by the code of the service; without those that nothing could."""
    changes = Changes(screening)
    found = {service.code: changes.of(service) for service in services}
    return {code: change for code, change in found.items() if change is not None}


__all__ = ["Change", "Changes", "ScreeningResult", "breakpoints", "changes_of"]
