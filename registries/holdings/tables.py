"""The registries and their tables, as they are shown to the person whom their records are about.

The labels of fields are those of the models, so a field has one name wherever it is seen, but for those that a model
does not name for people (`RELATIONS`). What is left out is said
here, with why; a test holds every table of records to being in this list, and every field to being shown or left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import models as db
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registries import models
from registries.models import Record

LEFT_OUT: Final[dict[str, str]] = {
    "basis_key": "the key by which the system finds the record again: it says nothing about the person",
}
"""Fields of records that are not shown, and why."""

RELATIONS: Final[dict[str, Any]] = {
    "buried_by": pgettext_lazy("who or what a record names", "buried by"),
    "carer": pgettext_lazy("who or what a record names", "carer"),
    "centre": pgettext_lazy("who or what a record names", "centre"),
    "child": pgettext_lazy("who or what a record names", "child"),
    "district": pgettext_lazy("who or what a record names", "district"),
    "driver": pgettext_lazy("who or what a record names", "driver"),
    "father": pgettext_lazy("who or what a record names", "father"),
    "household": pgettext_lazy("who or what a record names", "household"),
    "insured": pgettext_lazy("who or what a record names", "insured person"),
    "martyr": pgettext_lazy("who or what a record names", "martyr"),
    "mother": pgettext_lazy("who or what a record names", "mother"),
    "phone": pgettext_lazy("who or what a record names", "telephone"),
    "relative": pgettext_lazy("who or what a record names", "relative"),
    "ssn": pgettext_lazy("who or what a record names", "social insurance number"),
    "title_holder": pgettext_lazy("who or what a record names", "holder of the title"),
    "workplace_district": pgettext_lazy("who or what a record names", "district of the workplace"),
}
"""Labels of fields for which the model has a name for programmers only."""


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of records: what they are, and whether they are data of a special category (health, convictions)."""

    model: type[Record]
    title: Any
    special: bool = False


@dataclass(frozen=True, slots=True)
class RegistryOf:
    """A registry: its code, its name, and its tables."""

    code: str
    name: Any
    tables: tuple[TableOf, ...]

    @property
    def special(self) -> bool:
        """Whether all it holds is of a special category."""
        return all(table.special for table in self.tables)


POPULATION: Final = "POPULATION"
PROTECTED: Final = frozenset({"SOSX", "OVLAD", "QEBUL"})
"""Registries that say where somebody is kept safe, with whom, and of whom they complained."""

REGISTRIES: Final[tuple[RegistryOf, ...]] = (
    RegistryOf(
        POPULATION,
        _("Population register and civil status"),
        (
            TableOf(models.BirthAct, _("Birth")),
            TableOf(models.DeathAct, _("Death")),
            TableOf(models.Kinship, _("Family")),
            TableOf(models.HouseholdMember, _("Household")),
            TableOf(models.Study, _("Studies")),
            TableOf(models.Conscription, _("Military service")),
            TableOf(models.CivilService, _("Civil service")),
            TableOf(models.Imprisonment, _("Imprisonment"), special=True),
        ),
    ),
    RegistryOf(
        "EMAS",
        _("Register of employment contracts"),
        (
            TableOf(models.EmploymentContract, _("Employment contracts")),
            TableOf(models.Leave, _("Leave"), special=True),
            TableOf(models.EmployerRepresentative, _("Employers you act for")),
        ),
    ),
    RegistryOf("MSR", _("Register of employed persons"), (TableOf(models.EmployedStatus, _("Employment")),)),
    RegistryOf(
        "MEQ",
        _("Employment register: jobseekers and the unemployed"),
        (TableOf(models.JobseekerRegistration, _("Registrations")), TableOf(models.Training, _("Training"))),
    ),
    RegistryOf(
        "ISIG",
        _("Unemployment insurance register"),
        (TableOf(models.UnemploymentEvent, _("Losses of work")), TableOf(models.UnemploymentPayment, _("Payments"))),
    ),
    RegistryOf(
        "DEMX", _("Labour inspection register"), (TableOf(models.WorkAccident, _("Accidents at work"), special=True),)
    ),
    RegistryOf(
        "TSERAS",
        _("Disability register"),
        (TableOf(models.DisabilityDecision, _("Decisions on disability"), special=True),),
    ),
    RegistryOf(
        "REHAB",
        _("Register of rehabilitation programmes and aids"),
        (TableOf(models.RehabilitationItem, _("Rehabilitation and aids"), special=True),),
    ),
    RegistryOf("PENS", _("Labour pensions register"), (TableOf(models.PensionCase, _("Pensions")),)),
    RegistryOf("MUAV", _("Social benefits register"), (TableOf(models.BenefitCase, _("Benefits")),)),
    RegistryOf(
        "TEQ",
        _("Register of the President’s stipends"),
        (TableOf(models.StipendCase, _("Stipends")), TableOf(models.StipendOrder, _("Orders"))),
    ),
    RegistryOf(
        "VEMTAS", _("Targeted assistance register"), (TableOf(models.AssistanceCase, _("Targeted assistance")),)
    ),
    RegistryOf(
        "UCOT", _("Individual records of social insurance"), (TableOf(models.InsuranceAccount, _("Insurance account")),)
    ),
    RegistryOf("ZEFER", _("Zafar register: martyrs, war, honours"), (TableOf(models.HonourStatus, _("Statuses")),)),
    RegistryOf(
        "SOSX", _("Social services register"), (TableOf(models.SocialServiceCase, _("Social services"), special=True),)
    ),
    RegistryOf(
        "OVLAD",
        _("Register of foster care, guardianship and adoption"),
        (TableOf(models.ChildPlacement, _("Placements"), special=True),),
    ),
    RegistryOf(
        "DISS",
        _("Compulsory personal insurance register"),
        (
            TableOf(models.PersonalInsuranceEvent, _("Insured events"), special=True),
            TableOf(models.PersonalInsurancePayment, _("Payments")),
        ),
    ),
    RegistryOf("QEBUL", _("Reception of citizens"), (TableOf(models.Reception, _("Visits, calls and complaints")),)),
)
"""The population register, and the seventeen."""


def label_of(field: db.Field[Any, Any]) -> str:
    """What a field is called where a person reads it, in the reader's language."""
    return str(RELATIONS.get(field.name, field.verbose_name))


# -- what is closed to whoever reads about somebody else -----------------------------------------------------------

EVERYTHING: Final = frozenset({"*"})
CLOSED: Final[dict[type[Record], frozenset[str]]] = {
    models.Imprisonment: EVERYTHING,  # a conviction
    models.SocialServiceCase: EVERYTHING,  # violence, a shelter
    models.ChildPlacement: EVERYTHING,  # adoption, and from whom a child was taken
    models.Kinship: frozenset({"rights_removed", "end_reason"}),
    models.Leave: frozenset({"kind", "sheet_no"}),  # that somebody was ill
    models.DisabilityDecision: frozenset({"icd10", "referral_no", "radiation_victim"}),
    models.RehabilitationItem: frozenset({"aid_code"}),
    models.WorkAccident: frozenset({"severity", "cause"}),
    models.PersonalInsuranceEvent: frozenset({"degree"}),
}
"""What of a table is of a special category and opens to few (Law 998-IIIQ, art. 4): its fields, or `EVERYTHING`."""


def closed_fields(model: type[Record] | None) -> frozenset[str]:
    """The fields of a table that are closed to whoever has no permission of their own for them."""
    found = CLOSED.get(model, frozenset()) if model is not None else frozenset()
    if found == EVERYTHING and model is not None:
        return frozenset(field.name for field in model._meta.concrete_fields)
    return found
