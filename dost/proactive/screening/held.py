"""Whether somebody receives already what a rule would give: nobody is advised to apply for what they have.

Told is the kind of a pension, a benefit or a stipend in payment, and whether the household receives assistance; a
service says which of these its awards are (`award`, `award_kind`, `counts_as`).
"""

from __future__ import annotations

from collections.abc import Collection

from services_catalog.compiled import CompiledVersion
from services_catalog.definition import AwardRegistry, Period

from .candidate import Candidate
from .family import Family, Member


def is_held(candidate: Candidate, rule: CompiledVersion, counts_as: Collection[str], family: Family) -> bool:
    """Whether the one who would receive a right receives it, as far as was told; what is paid once never is."""
    if rule.period != Period.MONTHLY:
        return False
    award = rule.definition.award
    if award is AwardRegistry.VEMTAS:
        return family.household.assistance is True
    receiver = next((one for one in family.members if one.key == candidate.subject), None)
    if receiver is None:
        return False
    if award is AwardRegistry.PENS:
        return receiver.pension.has is True and receiver.pension.kind == rule.definition.award_kind
    return _counts(receiver, award, {kind.partition(".")[2] for kind in counts_as})


def _counts(receiver: Member, award: AwardRegistry | None, words: Collection[str]) -> bool:
    if award is AwardRegistry.MUAV:
        return receiver.benefit.has is True and receiver.benefit.kind in words
    if award is AwardRegistry.TEQ:
        return receiver.stipend.has is True and receiver.stipend.kind in words
    return False
