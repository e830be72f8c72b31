"""A granted right is written into the registry that keeps such awards, so that other rules see it as a fact."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

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
    """What the register of assistance says of the family beside the award; None when the household is not known."""
    home = HouseholdMember.objects.filter(person=case.person_id, superseded_at=None, valid_until=None).first()
    criterion = ParameterValue.objects.filter(parameter="need_criterion", valid_from__lte=case.on).last()
    if home is None or criterion is None:
        return None
    members = HouseholdMember.objects.filter(household=home.household_id, superseded_at=None, valid_until=None)
    return {
        "household_id": home.household_id,
        "application_no": f"DOST-{case.pk}",
        "registered_on": case.on,
        "members": members.count(),
        "need_criterion": criterion.value,
        "decision": AssistanceCase.Decision.GRANTED,
    }


def supersede(award: Award, *, now: datetime, **changes: object) -> None:
    """Replace an award by a copy with changes, the old row pointing at the new one."""
    old = award.pk
    model = type(award)
    model._default_manager.filter(pk=old).update(superseded_at=now, correction_reason="ended", corrected_by="DOST")
    award.pk = None
    award._state.adding = True
    award.recorded_at = now
    for name, value in changes.items():
        setattr(award, name, value)
    award.save(force_insert=True)
    model._default_manager.filter(pk=old).update(superseded_by=award.pk)
