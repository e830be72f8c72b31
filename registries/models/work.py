"""EMAS, MSR, MEQ, ISIG, DEMX: contracts, employed persons, jobseekers, unemployment insurance, inspection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .record import Record


class EmploymentContract(Record):
    """EMAS: an employment contract; valid from its start to its last day."""

    registry = "EMAS"

    class Term(models.TextChoices):
        OPEN = "open", _("Open-ended")
        FIXED = "fixed", _("Fixed term")

    class Workplace(models.TextChoices):
        MAIN = "main", _("Main workplace")
        ADDITIONAL = "additional", _("Additional workplace")

    contract_no = models.CharField(_("contract number"), max_length=24)
    employer_voen = models.CharField(_("employer's VÖEN"), max_length=10)
    employer_name = models.CharField(_("employer"), max_length=120)
    position = models.CharField(_("position"), max_length=80)
    workplace_district = models.ForeignKey("registries.District", models.PROTECT, related_name="+", db_index=False)
    term = models.CharField(_("term"), max_length=8, choices=Term)
    term_months = models.PositiveSmallIntegerField(_("length of a fixed term, months"), null=True, blank=True)
    monthly_pay = models.DecimalField(_("monthly pay"), max_digits=10, decimal_places=2, null=True, blank=True)
    workplace = models.CharField(_("kind of workplace"), max_length=12, choices=Workplace, default=Workplace.MAIN)
    working_time = models.CharField(_("working time"), max_length=10, default="full")
    suspended = models.BooleanField(_("suspended"), default=False)
    end_ground = models.CharField(_("ground of the end (Labour Code)"), max_length=24, blank=True)

    class Meta(Record.Meta):
        pass


class EmployerRepresentative(Record):
    """EMAS: who may act for an employer by the Tax Service's register: its head, from a day until their last one.

    An employer is a legal person, whose VÖEN ends in 1; a person in business (2) acts for themselves.
    """

    registry = "EMAS"

    employer_voen = models.CharField(_("employer's VÖEN"), max_length=10)
    employer_name = models.CharField(_("employer"), max_length=120)
    position = models.CharField(_("position"), max_length=80)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["employer_voen"], condition=Q(superseded_at=None), name="representative_of_employer"),
        ]


class Leave(Record):
    """EMAS: leave from a contract: child care, maternity, or a sick-leave sheet from the health insurance agency."""

    registry = "EMAS"

    class Kind(models.TextChoices):
        CHILD_CARE = "child_care", _("Partly paid leave to care for a child up to 3")
        MATERNITY = "maternity", _("Maternity leave")
        SICK = "sick", _("Sick leave")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    child = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    contract_no = models.CharField(_("contract number"), max_length=24)
    sheet_no = models.CharField(_("sick-leave sheet"), max_length=24, blank=True)
    days = models.PositiveSmallIntegerField(_("calendar days"))
    working_days = models.PositiveSmallIntegerField(_("working days"))
    average_daily_pay = models.DecimalField(
        _("average daily pay"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["kind", "valid_from"], condition=Q(superseded_at=None), name="leave_kind_day"),
        ]


class EmployedStatus(Record):
    """MSR: a person counted as employed under the Employment Law."""

    registry = "MSR"

    class Category(models.TextChoices):
        HIRED = "hired", _("Works under an employment contract")
        CIVIL_CONTRACT = "civil_contract", _("Works under a civil-law contract")
        ENTREPRENEUR = "entrepreneur", _("Entrepreneur")
        LAND_OWNER = "land_owner", _("Owner of a land share")
        FAMILY_FARM = "family_farm", _("Member of a family farm")
        ELECTED = "elected", _("Elected or appointed")
        MILITARY = "military", _("In military service")
        STUDENT = "student", _("Paid student")

    category = models.CharField(_("category"), max_length=16, choices=Category)
    monthly_income = models.DecimalField(_("monthly income"), max_digits=10, decimal_places=2, null=True, blank=True)
    monthly_expenses = models.DecimalField(
        _("monthly expenses"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta(Record.Meta):
        pass


class JobseekerRegistration(Record):
    """MEQ: registration as a jobseeker or as unemployed."""

    registry = "MEQ"

    class Status(models.TextChoices):
        JOBSEEKER = "jobseeker", _("Jobseeker")
        UNEMPLOYED = "unemployed", _("Unemployed")

    registration_no = models.CharField(_("registration number"), max_length=24)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    education = models.CharField(_("education"), max_length=24, blank=True)
    profession = models.CharField(_("profession"), max_length=80, blank=True)
    experience_years = models.PositiveSmallIntegerField(_("years of experience"), null=True, blank=True)

    class Meta(Record.Meta):
        pass


class Training(Record):
    """MEQ: a vocational course an unemployed person was sent to."""

    registry = "MEQ"

    programme = models.CharField(_("programme"), max_length=80)
    provider = models.CharField(_("where"), max_length=120)
    attends = models.BooleanField(_("attends"), default=True)

    class Meta(Record.Meta):
        pass


class UnemploymentEvent(Record):
    """ISIG: an insured event, the loss of insured work; valid from the day of dismissal."""

    registry = "ISIG"

    class Ground(models.TextChoices):
        LIQUIDATION = "liquidation", _("The employer was liquidated")
        REDUNDANCY = "redundancy", _("Staff was reduced")
        CIVIL_SERVICE = "civil_service", _("A civil service post was closed")
        TERM_EXPIRED = "term_expired", _("A fixed-term contract expired")
        OTHER = "other", _("Another ground")

    ground = models.CharField(_("ground"), max_length=16, choices=Ground)
    insured_months = models.PositiveSmallIntegerField(_("insured months in all"))
    insured_months_of_24 = models.PositiveSmallIntegerField(_("insured months in the last 24"))
    insured_months_of_36 = models.PositiveSmallIntegerField(_("insured months in the last 36"))
    lost_average_pay = models.DecimalField(
        _("lost average monthly pay"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    dependants = models.PositiveSmallIntegerField(_("dependants"), default=0)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["valid_from"], condition=Q(superseded_at=None), name="unemployment_day"),
        ]


class WorkAccident(Record):
    """DEMX: an accident at work with its victim."""

    registry = "DEMX"

    class Severity(models.TextChoices):
        LIGHT = "light", _("Light")
        SEVERE = "severe", _("Severe")
        FATAL = "fatal", _("Fatal")

    case_no = models.CharField(_("case number"), max_length=24)
    employer_voen = models.CharField(_("employer's VÖEN"), max_length=10)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    act_no = models.CharField(_("act N-1"), max_length=24, blank=True)
    cause = models.CharField(_("cause"), max_length=120, blank=True)
    former_state_enterprise = models.BooleanField(_("former state enterprise"), default=False)

    class Meta(Record.Meta):
        pass
