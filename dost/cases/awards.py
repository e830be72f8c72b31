"""A granted right is written into the registry that keeps such awards, so that other rules see it as a fact.

Awards are written (`insert`) and ended (`end_early`) here alone, each with a note that its registry changed: what
follows from an award – a supplement, a certificate – is found like what follows from an event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from dost.common.bulk import bulk_insert
from registries.intake.changes import changed, note_changes
from registries.models import (
    AssistanceCase,
    BenefitCase,
    HouseholdMember,
    PensionCase,
    PersonalInsurancePayment,
    StipendCase,
    UnemploymentPayment,
)
from registries.models.awards import Award
from services_catalog.models import ParameterValue
from services_catalog.queries import definition_of

from .models import Case, Entitlement
from .stages import Origin

SOURCE: Final = "DSMF"
MODELS: Final[dict[str, type[Award]]] = {
    "MUAV": BenefitCase,
    "PENS": PensionCase,
    "TEQ": StipendCase,
    "ISIG": UnemploymentPayment,
    "DISS": PersonalInsurancePayment,
    "VEMTAS": AssistanceCase,
}


def award_record(case: Case, entitlement: Entitlement, *, now: datetime) -> Award | None:
    """Build (not save) the award of a granted case; None when the service keeps no award or pays nothing.

    Its reference is the case's number, and (source, reference) is unique: a case can never be awarded twice.
    """
    definition = definition_of(case.version)
    model = MODELS.get(definition.award or "")
    if model is None or entitlement.amount is None:
        return None
    extra: dict[str, Any] = {}
    if model is PensionCase:
        extra["kind"] = definition.award_kind
    if model is BenefitCase:
        extra["funding"] = definition.funding
        extra["child_id"] = case.about_id if case.about_id != case.person_id else None
    if model is AssistanceCase:
        family = _family(case)
        if family is None:
            return None
        extra |= family
    return model(
        person_id=case.person_id,
        source_id=SOURCE,
        reference=f"DOST-{case.pk}",
        valid_from=entitlement.starts,
        valid_until=entitlement.until,
        recorded_at=now,
        service_code=case.service_id,
        basis_key=case.basis_key,
        assigned_on=max(entitlement.starts, case.on),
        amount=entitlement.amount,
        one_off=entitlement.period == Entitlement.Period.ONCE,
        proactive=case.origin in (Origin.EVENT, Origin.DATE, Origin.RULE),
        **extra,
    )


def _family(case: Case) -> dict[str, Any] | None:
    """What the register of assistance says of the family beside the award; None when the household is not known.

    Members are those that the rule counts: who belong to it on the day of the case, live, and are not missing.
    """
    on = case.on
    belong = HouseholdMember.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), superseded_at=None, valid_from__lte=on
    )
    home = belong.filter(person=case.person_id).order_by("household").last()
    criterion = ParameterValue.objects.filter(parameter="need_criterion", valid_from__lte=on).last()
    if home is None or criterion is None:
        return None
    members = belong.filter(
        Q(person__died_on=None) | Q(person__died_on__gt=on),
        Q(person__missing_since=None) | Q(person__missing_since__gt=on),
        household=home.household_id,
    )
    return {
        "household_id": home.household_id,
        "application_no": f"DOST-{case.pk}",
        "registered_on": case.on,
        "members": members.count(),
        "need_criterion": criterion.value,
        "decision": AssistanceCase.Decision.GRANTED,
    }


def insert(awards: Sequence[Award], *, now: datetime) -> None:
    """Write new awards of one registry and note the change, in the caller's transaction."""
    if awards:
        bulk_insert(awards)
        note_changes(type(awards[0]), [changed(award) for award in awards], now=now)


@dataclass(frozen=True, slots=True)
class Ending:
    """An award as it stands, the last day it is to have, and why."""

    award: Award
    last_day: date
    reason: str


def end_early(endings: Sequence[Ending], *, now: datetime) -> None:
    """Replace awards by copies that end, the old rows pointing at the new ones, and note the changes.

    An award that ends before it began ends on its first day.
    """
    by_model: dict[type[Award], list[Award]] = defaultdict(list)
    for ending in endings:
        award = ending.award
        last_day = max(ending.last_day, award.valid_from)
        _supersede(award, now=now, valid_until=last_day, stop_reason=ending.reason)
        by_model[type(award)].append(award)
    for model, awards in by_model.items():
        note_changes(model, [changed(award) for award in awards], now=now)


@dataclass(frozen=True, slots=True)
class Extension:
    """An award that lasts longer than it says, until a last day or without an end; why it stops, if it does."""

    award: Award
    last_day: date | None
    reason: str


def extend(extensions: Sequence[Extension], *, now: datetime) -> None:
    """Replace awards that ended on a day that was not by copies that last as they should, and note the changes."""
    by_model: dict[type[Award], list[Award]] = defaultdict(list)
    for one in extensions:
        _supersede(one.award, now=now, valid_until=one.last_day, stop_reason=one.reason, why="the end was corrected")
        by_model[type(one.award)].append(one.award)
    for model, awards in by_model.items():
        note_changes(model, [changed(award) for award in awards], now=now)


def annul(awards: Sequence[Award], *, reason: str, now: datetime) -> None:
    """Let awards stand no more, without successors: what they were given for is no longer so. Notes the changes."""
    by_model: dict[type[Award], list[Award]] = defaultdict(list)
    for award in awards:
        by_model[type(award)].append(award)
    for model, rows in by_model.items():
        standing = model._default_manager.filter(pk__in=[row.pk for row in rows], superseded_at=None)
        standing.update(superseded_at=now, correction_reason=reason[:200], corrected_by="DOST")
        note_changes(model, [changed(row) for row in rows], now=now)


def _supersede(award: Award, *, now: datetime, valid_until: date | None, stop_reason: str, why: str = "ended") -> None:
    """Registry records are never edited: a copy with the changes takes the place of the row."""
    old = award.pk
    model = type(award)
    model._default_manager.filter(pk=old).update(superseded_at=now, correction_reason=why, corrected_by="DOST")
    award.pk = None
    award._state.adding = True
    award.recorded_at = now
    award.valid_until = valid_until
    award.stop_reason = stop_reason
    award.save(force_insert=True)
    model._default_manager.filter(pk=old).update(superseded_by=award.pk)
