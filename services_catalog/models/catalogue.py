"""The catalogue: services, their dated versions, and dated parameters.

A version is immutable once published (the database refuses changes to its content) and versions of a service never
overlap (exclusion constraint).
"""

from __future__ import annotations

from collections.abc import Mapping

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from services_catalog.rules.bounds import Bounds
from services_catalog.rules.types import ValueType

LANGUAGES = ("az", "en", "ru")


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text in the active language, else in Azerbaijani."""
    return texts.get((translation.get_language() or "az")[:2]) or texts.get("az", "")


class Service(models.Model):
    """One of the ministry's services, under its code (`05-40`)."""

    class Delivery(models.TextChoices):
        PROACTIVE = "proactive", _("Proactive")
        ONLINE = "online", _("Online")
        COUNTER = "counter", _("At the counter")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    area = models.CharField(_("area"), max_length=24)
    name = models.JSONField(_("name, by language"))
    summary = models.JSONField(_("summary, by language"), default=dict)
    audience = models.JSONField(_("for whom, by language"), default=dict)
    provider = models.CharField(_("provided by"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery)
    digitized = models.BooleanField(_("digitised"), default=True)
    # A leak would harm: its name is shown to nobody but the person and whoever has opened the case (`sensitive.py`).
    sensitive = models.BooleanField(_("sensitive"), default=False, db_default=False)
    # Whom to call, and what stays between us: a service that has it gets a page for people in danger.
    help = models.JSONField(_("help in danger"), default=dict, db_default={}, blank=True)
    receives = models.JSONField(_("what the person gets, by language"), default=dict)
    takes = models.JSONField(_("how long it takes, by language"), default=dict)
    next = models.JSONField(_("what happens next, by language"), default=dict)
    words = models.JSONField(_("everyday words for it, by language"), default=dict)
    life_events = models.JSONField(_("life events"), default=list)
    audiences = models.JSONField(_("groups of people"), default=list)
    availability = models.JSONField(_("availability"), default=dict)
    passport = models.JSONField(_("passport"), default=dict)
    law = models.JSONField(_("legal basis"), default=list)
    registries = models.JSONField(_("registries used"), default=list)
    counts_as = models.JSONField(_("what its awards count as"), default=list)
    provenance = models.JSONField(_("provenance"), default=dict)

    class Meta:
        ordering = ["code"]
        triggers = [
            # The facts read it beside the awards, and nobody who writes a service can forget to put it there.
            pgtrigger.Trigger(
                name="counted_as",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    INSERT INTO registries_countedas (service_code, kinds)
                    VALUES (NEW.code, ARRAY(SELECT jsonb_array_elements_text(NEW.counts_as)))
                    ON CONFLICT (service_code) DO UPDATE SET kinds = EXCLUDED.kinds;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="counted_no_more",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func="DELETE FROM registries_countedas WHERE service_code = OLD.code; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        """The name in the active language."""
        return in_language(self.name)


class ServiceVersion(models.Model):
    """What a service is over a range of dates: `definition` is the JSON of a `Definition`, with its content hash.

    Who asks a version what it says takes `queries.definition_of`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    valid = DateRangeField(_("in force"))
    definition = models.JSONField(_("definition"))
    content_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.PUBLISHED)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["service_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_number"),
            ExclusionConstraint(
                name="service_versions_never_overlap",
                expressions=[("service", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(status="published"),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="published")
                & (
                    pgtrigger.Q(old__content_hash__df=pgtrigger.F("new__content_hash"))
                    | pgtrigger.Q(old__definition__df=pgtrigger.F("new__definition"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"


class Parameter(models.Model):
    """A named amount or number of law (minimum pension, birth benefit …)."""

    name = models.SlugField(_("name"), max_length=60, primary_key=True)
    type = models.CharField(_("type"), max_length=10)
    label = models.JSONField(_("label, by language"))
    # Empty where it is only what its type says: never less than nothing.
    least = models.DecimalField(_("least"), max_digits=14, decimal_places=4, null=True, blank=True)
    most = models.DecimalField(_("most"), max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def bounds(self) -> Bounds:
        """What it may be worth, with what its type says."""
        return Bounds(self.least, self.most).of_type(ValueType(self.type))


class ParameterValue(models.Model):
    """What a parameter is worth from a day on, until the next value."""

    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="values")
    valid_from = models.DateField(_("from"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    # Of a scale (`rules.Scale` as a text); its value is 0 then. Of everything else empty.
    brackets = models.CharField(_("brackets"), max_length=500, blank=True, default="")
    source = models.CharField(_("source"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=16, blank=True)

    class Meta:
        ordering = ["parameter_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["parameter", "valid_from"], name="parameter_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parameter_id} {self.valid_from}"

    @property
    def written(self) -> str:
        """What it is worth, as a text without zeros that a column adds: a number, or the brackets of a scale."""
        return self.brackets or f"{self.value.normalize():f}"
