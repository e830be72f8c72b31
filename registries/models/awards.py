"""PENS, MUAV, TEQ, VEMTAS, ISIG, DISS and UCOT: what is paid to people, and the capital pensions are paid from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .record import Record

AMOUNT = {"max_digits": 12, "decimal_places": 2}


class Award(Record):
    """A payment assigned to a person under a service of the catalogue, over the period of validity."""

    service_code = models.CharField(_("service"), max_length=12)
    basis_key = models.CharField(_("what the right arose from"), max_length=96, blank=True)
    assigned_on = models.DateField(_("assigned on"))
    amount = models.DecimalField(_("amount"), **AMOUNT)  # type: ignore[arg-type]
    one_off = models.BooleanField(_("paid once"), default=False)
    iban = models.CharField("IBAN", max_length=28, blank=True)
    proactive = models.BooleanField(_("assigned without an application"), default=False)
    suspended = models.BooleanField(_("suspended"), default=False)
    stop_reason = models.CharField(_("why it stopped"), max_length=40, blank=True)

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["service_code", "basis_key"], condition=Q(superseded_at=None), name="%(class)s_basis"),
        ]


class CountedAs(models.Model):
    """What the awards of a service count as, whenever they began: names of `registries.facts.award_kinds`.

    Kept by the database from what the services say of themselves (`services_catalog.models.Service.counts_as`).
    """

    service_code = models.CharField(_("service"), max_length=12, primary_key=True)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name=_("kinds of award"), default=list)

    def __str__(self) -> str:
        return f"{self.service_code}: {', '.join(self.kinds)}"


class PensionCase(Award):
    """PENS: a labour pension."""

    registry = "PENS"

    class Kind(models.TextChoices):
        AGE = "age", _("Old age")
        DISABILITY = "disability", pgettext_lazy("kind of pension", "Disability")
        SURVIVOR = "survivor", _("Loss of breadwinner")
        SERVICE = "service", _("Military or special service")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    legal_article = models.CharField(_("article"), max_length=24, blank=True)
    capital = models.DecimalField(_("capital used"), null=True, blank=True, **AMOUNT)  # type: ignore[arg-type]
    expected_months = models.PositiveSmallIntegerField(_("expected months of payment"), default=144)
    supplements = models.DecimalField(_("supplements"), default=0, **AMOUNT)  # type: ignore[arg-type]

    class Meta(Award.Meta):
        abstract = False


class BenefitCase(Award):
    """MUAV: a social benefit, monthly or one-off, from the budget or from insurance funds."""

    registry = "MUAV"

    class Funding(models.TextChoices):
        BUDGET = "budget", _("State budget")
        INSURANCE = "insurance", _("Compulsory social insurance")

    child = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    funding = models.CharField(_("funding"), max_length=10, choices=Funding, default=Funding.BUDGET)
    sheet_no = models.CharField(_("sick-leave sheet"), max_length=24, blank=True)

    class Meta(Award.Meta):
        abstract = False


class StipendCase(Award):
    """TEQ: a stipend of the President, whole or a family member's share."""

    registry = "TEQ"

    title_holder = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    relation = models.CharField(_("relation to the title holder"), max_length=16, blank=True)
    share = models.DecimalField(_("share of the stipend"), max_digits=6, decimal_places=5, default=1)

    class Meta(Award.Meta):
        abstract = False


class StipendOrder(Record):
    """TEQ: an order that names a person for a personal stipend or an honorary title."""

    registry = "TEQ"

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("Personal stipend of the President")
        HONORARY = "honorary", _("Honorary title")

    order_no = models.CharField(_("order"), max_length=24)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=80, blank=True)

    class Meta(Record.Meta):
        pass


class AssistanceCase(Award):
    """VEMTAS: a family's application for targeted state social assistance and its decision; `person` represents."""

    registry = "VEMTAS"

    class Decision(models.TextChoices):
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        PENDING = "pending", _("Being examined")

    household = models.ForeignKey("registries.Household", models.PROTECT, related_name="+")
    application_no = models.CharField(_("application number"), max_length=24)
    registered_on = models.DateField(_("registered on"))
    notary_application_no = models.CharField(_("notarised application"), max_length=24, blank=True)
    members = models.PositiveSmallIntegerField(_("members"))
    average_income = models.DecimalField(
        _("average monthly income of the family"),
        null=True,
        blank=True,
        **AMOUNT,  # type: ignore[arg-type]
    )
    need_criterion = models.DecimalField(_("need criterion applied"), **AMOUNT)  # type: ignore[arg-type]
    inspection_no = models.CharField(_("inspection"), max_length=24, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    refusal_ground = models.CharField(_("ground of refusal"), max_length=120, blank=True)

    class Meta(Award.Meta):
        abstract = False
        indexes = [
            *Award.Meta.indexes,
            models.Index(fields=["household"], condition=Q(superseded_at=None), name="assistance_household"),
        ]


class UnemploymentPayment(Award):
    """ISIG: an unemployment insurance payment, with the supplement for dependants."""

    registry = "ISIG"

    supplement_percent = models.PositiveSmallIntegerField(_("supplement for dependants, %"), default=0)

    class Meta(Award.Meta):
        abstract = False


class PersonalInsurancePayment(Award):
    """DISS: a lump sum of state compulsory personal insurance, paid to the insured or to an heir."""

    registry = "DISS"

    event_no = models.CharField(_("event number"), max_length=24, blank=True)

    class Meta(Award.Meta):
        abstract = False


class InsuranceAccount(Record):
    """UCOT: a person's individual account in state social insurance; one row not superseded for a person."""

    registry = "UCOT"

    ssn = models.CharField("SSN", max_length=13)
    opened_on = models.DateField(_("opened on"))
    insurance_months = models.PositiveSmallIntegerField(_("months of insurance record"))
    months_before_2006 = models.PositiveSmallIntegerField(_("of them before 2006"), default=0)
    worked_2006_2018 = models.BooleanField(_("insured work in 2006-2018"), default=False)
    pension_capital = models.DecimalField(
        _("pension capital since 2006"),
        null=True,
        blank=True,
        **AMOUNT,  # type: ignore[arg-type]
    )
    initial_capital = models.DecimalField(_("initial capital"), default=0, **AMOUNT)  # type: ignore[arg-type]
    insured_income_12m = models.DecimalField(
        _("insured income of the last 12 months"),
        default=0,
        **AMOUNT,  # type: ignore[arg-type]
    )
    special_conditions_months = models.PositiveSmallIntegerField(_("months in hazardous work"), default=0)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["person"], condition=Q(superseded_at=None), name="insurance_account_one"),
        ]


class PersonalInsuranceEvent(Record):
    """DISS: death or disability of an insured serviceman or officer; one row for each person to be paid.

    On disability `person` is the insured; on death one row for each heir, with the heir's share of the sum.
    """

    registry = "DISS"

    class Event(models.TextChoices):
        DEATH = "death", _("Death")
        DISABILITY = "disability", _("Disability")

    class Category(models.TextChoices):
        SERVICEMAN = "serviceman", _("Serviceman")
        OFFICER = "officer", _("Judicial or law-enforcement officer")
        DIPLOMAT = "diplomat", _("Diplomat or deputy")

    event_no = models.CharField(_("event number"), max_length=24)
    event = models.CharField(_("event"), max_length=12, choices=Event)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    insured = models.ForeignKey("registries.Person", models.PROTECT, related_name="+", db_index=False)
    degree = models.PositiveSmallIntegerField(_("degree of disability"), null=True, blank=True)
    share_parts = models.PositiveSmallIntegerField(_("parts the sum is divided into"), default=1)
    confirmed = models.BooleanField(_("confirmed by the body of service"), default=True)

    class Meta(Record.Meta):
        pass
