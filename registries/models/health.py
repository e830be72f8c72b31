"""TSERAS and REHAB: disability decisions, rehabilitation programmes and aids."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .record import Record


class DisabilityDecision(Record):
    """TSERAS: a decision of a medico-social expert commission; valid for its term."""

    registry = "TSERAS"

    class Band(models.TextChoices):
        # The sign is a percentage; xgettext:no-python-format
        SEVERE = "81-100", _("81–100 % loss of body functions (I degree)")
        # The sign is a percentage; xgettext:no-python-format
        MEDIUM = "61-80", _("61–80 % loss of body functions (II degree)")
        # The sign is a percentage; xgettext:no-python-format
        MODERATE = "31-60", _("31–60 % loss of body functions (III degree)")

    class Cause(models.TextChoices):
        GENERAL = "general", _("General illness")
        SIGHT = "sight", _("Loss of sight")
        CHILDHOOD = "childhood", _("Since childhood")
        WORK = "work", _("Accident at work or occupational disease")
        WAR = "war", _("War")
        MILITARY = "military", _("Military service duties")
        JANUARY_20 = "january_20", _("Events of 20 January")
        CHERNOBYL = "chernobyl", _("Military service at Chernobyl")

    decision_no = models.CharField(_("decision number"), max_length=24)
    decision_date = models.DateField(_("date of the decision"))
    referral_no = models.CharField(_("e-referral"), max_length=24, blank=True)
    commission = models.CharField(_("commission"), max_length=80, blank=True)
    icd10 = models.CharField(_("ICD-10"), max_length=8, blank=True)
    band = models.CharField(_("band"), max_length=6, choices=Band, null=True, blank=True)  # noqa: DJ001
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    before_18 = models.BooleanField(_("established before 18"), default=False)
    indefinite = models.BooleanField(_("without a term"), default=False)
    radiation_victim = models.BooleanField(_("victim of a radiation accident"), default=False)

    class Meta(Record.Meta):
        pass


class RehabilitationItem(Record):
    """REHAB: something an individual rehabilitation programme indicates, ordered, handed over, or queued for."""

    registry = "REHAB"

    class Kind(models.TextChoices):
        AID = "aid", _("Rehabilitation aid")
        CHAIR = "motor_chair", _("Motorised wheelchair")
        CAR = "car", _("Special-purpose car")

    programme_no = models.CharField(_("programme number"), max_length=24)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    aid_code = models.CharField(_("code of the aid"), max_length=16, blank=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    months_of_use = models.PositiveSmallIntegerField(_("term of use, months"), null=True, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    queue_no = models.PositiveIntegerField(_("number in the car queue"), null=True, blank=True)
    queue_turn = models.BooleanField(_("its turn has come"), default=False)
    driver = models.ForeignKey(
        "registries.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta(Record.Meta):
        pass
