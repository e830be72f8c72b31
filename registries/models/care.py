"""ZEFER, SOSX, OVLAD and QEBUL: honoured status, social services, child placement, reception of citizens."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .record import Record


class HonourStatus(Record):
    """ZEFER: the status of a martyr's family member, a war-disabled person, a veteran or a hero."""

    registry = "ZEFER"

    class Status(models.TextChoices):
        PATRIOTIC_WAR_HERO = "patriotic_war_hero", _("Hero of the Patriotic War")
        NATIONAL_HERO = "national_hero", _("National Hero of Azerbaijan")
        MARTYR = "martyr", _("Martyr")
        MARTYR_FAMILY = "martyr_family", _("Member of a martyr's family")
        JANUARY_20_FAMILY = "january_20_family", _("Member of the family of a martyr of 20 January")
        AFGHANISTAN_FAMILY = (
            "afghanistan_family",
            _("Member of the family of a serviceman killed in Afghanistan"),
        )
        WAR_DISABLED = "war_disabled", _("War-disabled person")
        VETERAN = "veteran", _("War veteran")
        WWII_VETERAN = "wwii_veteran", _("Veteran of the war of 1941–1945")

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("Spouse")
        PARENT = "parent", _("Parent")
        CHILD = "child", _("Child")
        SIBLING = "sibling", _("Brother or sister in a children's home")
        GRANDPARENT = "grandparent", _("Grandparent without other supporters")
        SELF = "self", _("The person")

    status = models.CharField(_("status"), max_length=20, choices=Status)
    document_no = models.CharField(_("document"), max_length=24, blank=True)
    relation = models.CharField(_("relation to the martyr"), max_length=12, choices=Relation, default=Relation.SELF)
    martyr = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    war = models.CharField(_("war"), max_length=24, blank=True)
    injured_on = models.DateField(_("injured on"), null=True, blank=True)
    housing_queue_no = models.PositiveIntegerField(_("number in the housing queue"), null=True, blank=True)
    housing_given_on = models.DateField(_("housing given on"), null=True, blank=True)
    car_given_on = models.DateField(_("car given on"), null=True, blank=True)

    class Meta(Record.Meta):
        pass


class SocialServiceCase(Record):
    """SOSX: a hard life situation and the service given; for informal care `carer` looks after `person`."""

    registry = "SOSX"

    class Kind(models.TextChoices):
        HOME = "home", _("Care at home")
        DAY = "day", _("Day care")
        RESIDENTIAL = "residential", _("Residential institution")
        SHELTER = "shelter", _("Shelter")
        INFORMAL = "informal", _("Cared for by a family member or another person")

    case_no = models.CharField(_("case number"), max_length=24)
    circumstance = models.CharField(_("circumstance"), max_length=80)
    needs_score = models.PositiveSmallIntegerField(_("needs score"), null=True, blank=True)
    kind = models.CharField(_("kind of service"), max_length=12, choices=Kind)
    institution_name = models.CharField(_("institution"), max_length=120, blank=True)
    full_state_provision = models.BooleanField(_("on full state provision"), default=False)
    carer = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        pass


class ChildPlacement(Record):
    """OVLAD: adoption, foster care or guardianship; `person` is the child, `carer` brings the child up."""

    registry = "OVLAD"

    class Kind(models.TextChoices):
        ADOPTION = "adoption", _("Adoption")
        FOSTER = "foster", _("Foster family")
        GUARDIANSHIP = "guardianship", _("Guardianship or trusteeship")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    carer = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    document_no = models.CharField(_("decision, order or contract"), max_length=32)
    full_state_provision = models.BooleanField(_("the child is on full state provision"), default=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["kind"], condition=Q(superseded_at=None), name="placement_kind"),
        ]


class Reception(Record):
    """QEBUL: a visit, a call to 142 or an appeal; the person may be told of it and rate it."""

    registry = "QEBUL"

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        CALL = "call", _("Call to 142")
        PROPOSAL = "proposal", _("Proposal")
        APPLICATION = "application", _("Application")
        COMPLAINT = "complaint", _("Complaint")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    centre = models.ForeignKey("registries.Centre", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(_("number"), max_length=24)
    service_code = models.CharField(_("service"), max_length=12, blank=True)
    channel = models.CharField(_("channel"), max_length=16, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"))
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_on = models.DateField(_("answer due on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=40, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating, 1 to 5"), null=True, blank=True)

    class Meta(Record.Meta):
        pass
