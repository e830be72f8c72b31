"""The bases, by name: what a right may arise from."""

from __future__ import annotations

from .basis import Basis
from .basis_awards import ASSISTANCE, BENEFIT_AWARD, PENSION_AWARD, STIPEND_AWARD
from .basis_care import CARE, DISABILITY, PLACEMENT, REHABILITATION
from .basis_contract import CONTRACT_EVENT
from .basis_honour import HONOUR, INSURANCE_EVENT, STIPEND_ORDER
from .basis_people import BIRTH, CHILD, DEATH, PERSON, RELEASE
from .basis_registration import INSURANCE_ACCOUNT, JOBSEEKER, SOCIAL_SERVICE
from .basis_work import CONTRACT, LEAVE, TRAINING, UNEMPLOYMENT

BASES: dict[str, Basis] = {
    basis.name: basis
    for basis in (
        PERSON,
        BIRTH,
        DEATH,
        CHILD,
        DISABILITY,
        PLACEMENT,
        LEAVE,
        UNEMPLOYMENT,
        INSURANCE_EVENT,
        CONTRACT,
        CONTRACT_EVENT,
        RELEASE,
        TRAINING,
        HONOUR,
        STIPEND_ORDER,
        CARE,
        REHABILITATION,
        PENSION_AWARD,
        BENEFIT_AWARD,
        STIPEND_AWARD,
        ASSISTANCE,
        JOBSEEKER,
        INSURANCE_ACCOUNT,
        SOCIAL_SERVICE,
    )
}
