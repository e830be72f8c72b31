"""A screening: what is to be expected of every service, from what was told of a family.

All services are asked at once (`asking`), about every record the family implies. One service is one line of the result,
however many records it may arise from; of rights that nobody holds together each names the others.

Nothing is refused before something was told, and "I don't know" is never a no: what is not known is NULL to the rules,
and a rule that reads NULL as "there is none" (`known`, `coalesce`) is asked twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dost.cases.rules import rules_in_force
from registries.facts.model import BoundFact
from services_catalog.compiled import CompiledVersion
from services_catalog.definition import Period
from services_catalog.rules import CompiledRule, Verdict
from services_catalog.rules.nodes import Call, FactRef, walk
from services_catalog.rules.typed import Brief

from .asking import Asked, ask_all
from .candidate import Candidate, wanted_for
from .causes import Causes, in_order
from .derive import derive_resolved
from .family import Family
from .gates import resolved
from .held import is_held
from .passports import passports
from .questions import asks, is_replied
from .results import Prospect, RightResult, ScreeningResult, ServiceResult
from .service_questions import questions_for
from .sought import is_sought
from .weights import worths

_FORGIVING: Final = frozenset({"known", "coalesce"})
"""Functions of the language whose value is known though what they are asked about is not."""
_MOST_FORGIVEN: Final = 2_000
_kept_forgiven: dict[int, tuple[CompiledRule, tuple[BoundFact, ...]]] = {}


def screen(family: Family, *, on: date) -> ScreeningResult:
    """Return what is to be expected of every service for a family, as it was told, on a day."""
    return Screening(family, on=on).result


class Screening:
    """A family under all rules of a day: the result, and what the next question is chosen from."""

    def __init__(self, family: Family, *, on: date, rules: Sequence[CompiledVersion] | None = None) -> None:
        self.family, self.on = family, on
        self.rules = list(rules) if rules is not None else rules_in_force(on)
        self.resolved = resolved(family, on=on)
        self.candidates = derive_resolved(self.resolved, wanted_for(self.rules), on=on)
        self.asks = asks(questions_for(self.rules), self.resolved, on=on)
        self.passports = passports()
        self.worths = worths(self.rules, on=on)
        self.replied = frozenset(ask.id for ask in self.asks if is_replied(self.resolved, ask, on=on))
        self.causes = Causes(self.resolved, self.asks, replied=self.replied, on=on)
        self._kept_bounds: dict[int, dict[str, BoundFact]] = {}
        self.result = self._screened()

    def _screened(self) -> ScreeningResult:
        by_code: dict[str, list[RightResult]] = defaultdict(list)
        rule_of = {rule.code: rule for rule in self.rules}
        for asked in _asked_twice(self.candidates, self.rules):
            by_code[asked.rule.code].append(self._right(asked))
            rule_of[asked.rule.code] = asked.rule
        nothing_told = self.family == Family()
        services = {
            code: self._service(rule, by_code.get(code, []), nothing_told=nothing_told)
            for code, rule in rule_of.items()
            if code in self.passports
        }
        services = {code: _with_own_worth(one) for code, one in sorted(services.items())}
        return ScreeningResult(self.on, _with_exclusions(services))

    def _right(self, asked: Asked[Candidate]) -> RightResult:
        candidate, brief = asked.record, asked.brief
        if brief.verdict is Verdict.NOT_ENTITLED:
            return RightResult(candidate, brief, Prospect.NOT)
        if not is_sought(candidate, asked.rule.rule, brief):
            return RightResult(candidate, brief, Prospect.NOT_SOUGHT)
        # Who meets every criterion has the right, though the sum or a day of it cannot be told yet.
        likely = candidate.certain and not brief.open
        passport = self.passports.get(asked.rule.code)
        if (
            passport is not None
            and candidate.certain
            and is_held(candidate, asked.rule, passport.counts_as, self.resolved)
        ):
            return RightResult(candidate, brief, Prospect.HELD)
        waiting, unsure = self.asks_of(asked.rule, candidate, brief.waits_for)
        return RightResult(
            candidate,
            brief,
            Prospect.LIKELY if likely else Prospect.OPEN,
            in_order(waiting, self.asks),
            in_order(unsure - waiting, self.asks),
        )

    def asks_of(
        self, rule: CompiledVersion, candidate: Candidate, names: tuple[str, ...]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of the asks that would tell some facts of a record: not replied to, and "I don't know"."""
        waiting, unsure = self.causes.of_all(candidate, names, self._bounds(rule))
        if candidate.certain:
            return waiting, unsure
        of_being = self.causes.of_being(candidate)
        return waiting | of_being[0], unsure | of_being[1]

    def _service(self, rule: CompiledVersion, rights: Sequence[RightResult], *, nothing_told: bool) -> ServiceResult:
        passport, worth = self.passports[rule.code], self.worths[rule.code]
        for prospect in (Prospect.LIKELY, Prospect.OPEN, Prospect.HELD, Prospect.NOT_SOUGHT):
            chosen = tuple(right for right in rights if right.prospect is prospect)
            if chosen:
                return ServiceResult(rule.code, rule, self.on, prospect, _one_for_each(chosen), passport, worth)
        if nothing_told:
            return ServiceResult(rule.code, rule, self.on, Prospect.OPEN, (), passport, worth)
        nearest = min(rights, key=_distance, default=None)
        failed = (nearest,) if nearest is not None else ()
        return ServiceResult(rule.code, rule, self.on, Prospect.NOT, failed, passport, worth)

    def _bounds(self, rule: CompiledVersion) -> dict[str, BoundFact]:
        """The facts of a rule by name, put together once."""
        if rule.version_id not in self._kept_bounds:
            self._kept_bounds[rule.version_id] = {bound.name: bound for bound in rule.rule.facts}
        return self._kept_bounds[rule.version_id]

    def waiting(self, rule: CompiledVersion, candidate: Candidate, names: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of the asks, not replied to yet, that would tell one of some facts of a record."""
        return self.causes.of_all(candidate, names, self._bounds(rule))[0]


# -- asking ---------------------------------------------------------------------------------------------------------


def _asked_twice(candidates: Sequence[Candidate], rules: Sequence[CompiledVersion]) -> Iterable[Asked[Candidate]]:
    """What the rules say of each record; where a rule forgave that a fact is not known, what it says if it were."""
    forgiven = {rule.version_id: _forgiven(rule) for rule in rules}
    asked = list(ask_all(candidates, rules))
    names = {version: _names(bounds) for version, bounds in forgiven.items()}
    doubtful = [one for one in asked if not names[one.rule.version_id].isdisjoint(one.record.unknown)]
    if not doubtful:
        return asked
    other = _as_if_known(doubtful, forgiven)
    return [
        replace(one, brief=_either(one, other[place]))
        if (place := (id(one.record), one.rule.version_id)) in other
        else one
        for one in asked
    ]


def _forgiven(rule: CompiledVersion) -> tuple[BoundFact, ...]:
    """The facts that a rule asks about so that it does not matter whether they are known; kept as long as the rule."""
    kept = _kept_forgiven.get(id(rule.rule))
    if kept is None:
        if len(_kept_forgiven) >= _MOST_FORGIVEN:
            _kept_forgiven.clear()
        kept = _kept_forgiven[id(rule.rule)] = (rule.rule, _read_forgiven(rule.rule))
    return kept[1]


def _read_forgiven(rule: CompiledRule) -> tuple[BoundFact, ...]:
    found: dict[str, BoundFact] = {}
    for criterion in rule.criteria:
        for node in walk(criterion.expression.root):
            if isinstance(node, Call) and node.function in _FORGIVING:
                inner = [below for argument in node.arguments for below in walk(argument)]
                found |= {below.bound.name: below.bound for below in inner if isinstance(below, FactRef)}
    return tuple(found.values())


def _names(bounds: Iterable[BoundFact]) -> frozenset[str]:
    return frozenset(bound.name for bound in bounds)


def _as_if_known(
    doubtful: Sequence[Asked[Candidate]], forgiven: dict[int, tuple[BoundFact, ...]]
) -> dict[tuple[int, int], Brief]:
    """What the rules say when the facts in doubt have some value; by record and version."""
    records: dict[int, Candidate] = {}
    for one in doubtful:
        guess = records.get(id(one.record), one.record)
        known = {
            bound.name: bound.fact.example
            for bound in forgiven[one.rule.version_id]
            if bound.name in one.record.unknown
        }
        records[id(one.record)] = replace(guess, facts={**guess.facts, **known})
    places = {id(guess): place for place, guess in records.items()}
    rules = list({one.rule.version_id: one.rule for one in doubtful}.values())
    return {(places[id(one.record)], one.rule.version_id): one.brief for one in ask_all(list(records.values()), rules)}


def _either(asked: Asked[Candidate], other: Brief) -> Brief:
    """What holds whichever of the two is so; where they differ it is not known, for want of what was forgiven."""
    brief, rule = asked.brief, asked.rule.rule
    if brief.met == other.met:
        return brief
    met = tuple(one if one == two else None for one, two in zip(brief.met, other.met, strict=True))
    missing = tuple(
        names
        if one == two
        else tuple(bound.name for bound in criterion.expression.facts if bound.name in asked.record.unknown)
        for names, one, two, criterion in zip(brief.missing, brief.met, other.met, rule.criteria, strict=True)
    )
    if any(one is False for one in met):
        return replace(brief, met=met, missing=missing)
    return replace(brief, verdict=Verdict.UNKNOWN, met=met, missing=missing)


# -- one line for a service -----------------------------------------------------------------------------------------


def _distance(right: RightResult) -> tuple[int, int, int]:
    """How far a record is from the right: what fails, and how early; a record there is before one there may be."""
    failing = right.brief.failing
    return (not right.candidate.certain, len(failing), -min(failing, default=0))


def _with_own_worth(service: ServiceResult) -> ServiceResult:
    """What is likely counts with its own amount, everything else with what it is on average."""
    if not service.total:
        return service
    months = 12 if service.period == Period.MONTHLY else 1
    return replace(service, worth=float(service.total) * months)


def _one_for_each(rights: Sequence[RightResult]) -> tuple[RightResult, ...]:
    """One right for each record and receiver: two ways to the same matter are one."""
    return tuple({(right.candidate.key, right.about, right.subject): right for right in rights}.values())


# -- rights that exclude each other ---------------------------------------------------------------------------------


def _with_exclusions(services: dict[str, ServiceResult]) -> dict[str, ServiceResult]:
    """Let each likely service name the other likely ones whose right is not held beside one of its own."""
    return {
        code: replace(
            one, instead=tuple(other for other in one.rule.definition.excludes if _clash(one, services.get(other)))
        )
        if one.prospect is Prospect.LIKELY
        else one
        for code, one in services.items()
    }


def _clash(one: ServiceResult, other: ServiceResult | None) -> bool:
    """Whether some right of each is of the same record, or of the same receiver by the month (decision 6)."""
    if other is None or other.prospect is not Prospect.LIKELY:
        return False
    monthly = one.period == other.period == Period.MONTHLY
    return any(
        (monthly and this.subject is not None and this.subject == that.subject)
        or (this.candidate.basis == that.candidate.basis and this.candidate.key == that.candidate.key)
        for this in one.rights
        for that in other.rights
    )
