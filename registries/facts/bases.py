"""The sixteen bases, by name: what a right may arise from."""

from __future__ import annotations

from .basis import Basis
from .basis_care import CARE, DISABILITY, PLACEMENT, REHABILITATION
from .basis_honour import HONOUR, INSURANCE_EVENT, STIPEND_ORDER
from .basis_people import BIRTH, CHILD, DEATH, PERSON, RELEASE
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
        RELEASE,
        TRAINING,
        HONOUR,
        STIPEND_ORDER,
        CARE,
        REHABILITATION,
    )
}
