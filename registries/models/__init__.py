"""The models of what the state knows: reference data, population, and the 17 registries."""

from .awards import (
    AssistanceCase,
    BenefitCase,
    CountedAs,
    InsuranceAccount,
    PensionCase,
    PersonalInsuranceEvent,
    PersonalInsurancePayment,
    StipendCase,
    StipendOrder,
    UnemploymentPayment,
)
from .care import ChildPlacement, HonourStatus, Reception, SocialServiceCase
from .events import RegistryChange, RegistryEvent
from .health import DisabilityDecision, RehabilitationItem
from .keys import InstitutionKey, UsedCall
from .outside import CivilService, Conscription, Imprisonment, Study
from .population import (
    BirthAct,
    DeathAct,
    Household,
    HouseholdMember,
    Kinship,
    Person,
    PersonChange,
    RegistryGap,
)
from .record import Record
from .reference import Centre, District, Institution
from .statement import RecordStatement
from .texts import ReceivedText
from .work import (
    EmployedStatus,
    EmployerRepresentative,
    EmploymentContract,
    JobseekerRegistration,
    Leave,
    Training,
    UnemploymentEvent,
    WorkAccident,
)

__all__ = [
    "AssistanceCase",
    "BenefitCase",
    "BirthAct",
    "Centre",
    "ChildPlacement",
    "CivilService",
    "Conscription",
    "CountedAs",
    "DeathAct",
    "DisabilityDecision",
    "District",
    "EmployedStatus",
    "EmployerRepresentative",
    "EmploymentContract",
    "HonourStatus",
    "Household",
    "HouseholdMember",
    "Imprisonment",
    "Institution",
    "InstitutionKey",
    "InsuranceAccount",
    "JobseekerRegistration",
    "Kinship",
    "Leave",
    "PensionCase",
    "Person",
    "PersonChange",
    "PersonalInsuranceEvent",
    "PersonalInsurancePayment",
    "ReceivedText",
    "Reception",
    "Record",
    "RecordStatement",
    "RegistryChange",
    "RegistryEvent",
    "RegistryGap",
    "RehabilitationItem",
    "SocialServiceCase",
    "StipendCase",
    "StipendOrder",
    "Study",
    "Training",
    "UnemploymentEvent",
    "UnemploymentPayment",
    "UsedCall",
    "WorkAccident",
]
