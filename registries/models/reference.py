"""Who and where: the institutions behind the bridge, the regions and the DOST centres."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Institution(models.Model):
    """A body that supplies data to the registries or does something for them (a bank, a telephone operator)."""

    code = models.CharField(_("code"), max_length=16, primary_key=True)
    name_az = models.CharField(_("name in Azerbaijani"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    sector = models.CharField(
        _("sector"), max_length=16, choices=[("state", pgettext_lazy("sector", "State")), ("private", _("Private"))]
    )
    supplies = models.TextField(_("data supplied"), blank=True)
    confidence = models.CharField(_("confidence of this entry"), max_length=16)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class District(models.Model):
    """A district or city, inside one of the 14 economic regions."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    economic_region = models.CharField(_("economic region"), max_length=80)
    liberated = models.BooleanField(_("freed from occupation"), default=False)
    confidence = models.CharField(_("confidence of this entry"), max_length=16)

    class Meta:
        ordering = ["economic_region", "name"]

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A DOST centre, branch or point. What is not known of it is empty, and said to be not known.

    `serves` are districts or regions, separated by commas; `as_of` is the month its state was read in, where that may
    have changed. Hours are those of a working day, in Baku's time.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("centre", "Open")
        BUILDING = "building", _("Under construction")

    code = models.SlugField(_("code"), max_length=16, primary_key=True)
    name_az = models.CharField(_("name in Azerbaijani"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120, blank=True)
    serves = models.CharField(_("districts served"), max_length=300, blank=True)
    serves_confidence = models.CharField(_("confidence of the districts served"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    opened = models.CharField(_("opened"), max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status)
    as_of = models.CharField(_("month of the status"), max_length=7, blank=True)
    opens = models.TimeField(_("opens at"), null=True, blank=True)
    closes = models.TimeField(_("closes at"), null=True, blank=True)
    hours_confidence = models.CharField(_("confidence of the hours"), max_length=16, blank=True)
    hours_note = models.CharField(_("where the hours are from"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence of this entry"), max_length=60)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="centre_hours_are_both_or_none",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_az
