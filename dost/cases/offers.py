"""What people gain and lose by a choice: the right they are asked about, and those it excludes, with amounts and days.

The terms of the new right are those it would be granted with now (`terms`). Of a right that is held the amount is what
is paid for the present month; of one that another system awarded, what its award says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime

from dost.common.dates import local_day
from dost.notifications.offers import Offer, Side
from registries.models.awards import Award
from services_catalog.definition import Period
from services_catalog.models import Service
from services_catalog.queries import compiled
from services_catalog.rules import Explanation, Verdict

from .awards import MODELS
from .exclusions import Excluding, clashing_rights
from .models import Case, Entitlement
from .periods import amounts_now
from .prior_awards import NOTHING, PriorAwards, prior_awards_of
from .rules import evaluate
from .stages import Outcome
from .terms import frozen_decision, terms_of


def offers_of(cases: Sequence[Case], *, now: datetime) -> dict[int, Offer]:
    """What each case's person gains and loses with its right, by the case's id."""
    if not cases:
        return {}
    clashing = clashing_rights(cases)
    by_id = {case.pk: case for case in cases}
    others = _other_cases(one.other_id for one in clashing)
    gains = _gains([*cases, *(case for pk, case in others.items() if _is_open(case) and pk not in by_id)], now=now)
    held = _held(others, gains, clashing, now=now)
    return {
        pk: _offer(case, gains[pk], [one for one in clashing if one.case_id == pk], held) for pk, case in by_id.items()
    }


Key = tuple[str, int]
"""A right that is held or open: the registry of its award with the award's id, or nothing with the id of its case."""


def _key(one: Excluding) -> Key:
    return (one.registry, one.award_id or 0) if one.registry else ("", one.other_id or 0)


def _offer(case: Case, gain: Side, clashing: Sequence[Excluding], held: Mapping[Key, Side]) -> Offer:
    """Each right that clashes on its side of the choice, in the order of the codes."""
    sides: dict[str, list[Side]] = defaultdict(list)
    for one in sorted(clashing, key=lambda one: (one.service, _key(one))):
        side = held.get(_key(one))
        if side is not None:
            kind = "not_given" if not one.granted else "ends" if one.can_end(case) else "stays"
            sides[kind].append(side)
    return Offer(gain, **{kind: tuple(found) for kind, found in sides.items()})


# -- the right that is asked about ---------------------------------------------------------------------------------


def _gains(cases: Sequence[Case], *, now: datetime) -> dict[int, Side]:
    """What each open case would give, by its id."""
    explained = evaluate(cases, today=local_day(now))
    earlier = prior_awards_of(cases)
    return {case.pk: _gain(case, explained.get(case.pk), earlier.get(case.pk, NOTHING), now=now) for case in cases}


def _gain(case: Case, found: Explanation | None, earlier: PriorAwards, *, now: datetime) -> Side:
    side = _side(case.service, case, compiled(case.version).period)
    if found is None or found.verdict is not Verdict.ENTITLED:
        return side  # a fact is not known yet: neither is the amount
    # Of a copy: a decision that is only imagined must not become the case's own.
    decision = frozen_decision(copy(case), found, Outcome.GRANTED, now=now)
    terms = terms_of(case, found, decision, earlier=earlier, today=local_day(now))
    amount = terms.amount if side.is_paid and terms.amount is not None and terms.amount > 0 else None
    return replace(side, amount=amount, starts=terms.starts, until=terms.until)


def _side(service: Service, case: Case | None, period: str) -> Side:
    return Side(
        service=service.code,
        name=service.name,
        amount=None,
        is_paid=period != Period.NONE,
        is_monthly=period == Period.MONTHLY,
        law=tuple(service.law),
        case_id=case.pk if case else None,
        is_sensitive=service.sensitive,
    )


# -- what it excludes ----------------------------------------------------------------------------------------------


def _other_cases(ids: Iterable[int | None]) -> dict[int, Case]:
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    found = Case.objects.filter(pk__in=wanted).select_related("person", "about", "entitlement", "service")
    return {case.pk: case for case in found.prefetch_related("version")}


def _is_open(case: Case) -> bool:
    return not hasattr(case, "entitlement")


def _held(
    others: Mapping[int, Case], gains: Mapping[int, Side], clashing: Sequence[Excluding], *, now: datetime
) -> dict[Key, Side]:
    """The rights that clash, as sides: those of cases here, and awards of other systems."""
    month = local_day(now).replace(day=1)
    rights = [case.entitlement for case in others.values() if not _is_open(case)]
    monthly = [right for right in rights if right.period == Entitlement.Period.MONTHLY]
    worth = amounts_now(monthly, {right.pk: [month] for right in monthly})
    found: dict[Key, Side] = {("", pk): gains[pk] for pk, case in others.items() if _is_open(case)}
    for right in rights:
        case = others[right.case_id]
        side = _side(case.service, case, right.period)
        amount = worth.get((right.pk, month)) or right.amount
        found["", case.pk] = replace(side, amount=amount, starts=right.starts, until=_last(right.until, right.ended_on))
    return found | _awards(clashing, others)


def _last(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _awards(clashing: Sequence[Excluding], others: Mapping[int, Case]) -> dict[Key, Side]:
    """The awards that clash, by registry and id; those that a case here has written are told of by the case."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in clashing:
        if one.registry and one.award_id:
            wanted[one.registry].add(one.award_id)
    awards: list[tuple[str, Award]] = [
        (registry, award)
        for registry, ids in wanted.items()
        for award in MODELS[registry]._default_manager.filter(pk__in=ids)
    ]
    services = Service.objects.in_bulk({award.service_code for _registry, award in awards})
    own = {f"DOST-{pk}" for pk in others}
    return {
        (registry, award.pk): _of_award(award, services.get(award.service_code))
        for registry, award in awards
        if award.reference not in own
    }


def _of_award(award: Award, service: Service | None) -> Side:
    """An award; of a service that nobody has published here only the code is known."""
    period = Period.ONCE if award.one_off else Period.MONTHLY
    known = service or Service(code=award.service_code, name={"az": award.service_code}, law=[])
    return replace(_side(known, None, period), amount=award.amount, starts=award.valid_from, until=award.valid_until)
