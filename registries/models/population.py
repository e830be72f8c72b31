"""People, kinship and households: the population register as the ministry sees it.

Names, birth, sex, citizenship and documents come from the Ministry of Internal Affairs (IAMAS); births, deaths,
marriages and parenthood from the civil-status acts of the Ministry of Justice.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from .record import Record


class Person(models.Model):
    """One human being known to the state, under a FİN that never changes.

    The row says how things stand now; each change of it is kept in `PersonChange`. `died_on` follows the death
    act. `sort_key` orders names by the Azerbaijani alphabet on servers without ICU; `search_key` is the name
    without diacritics, as people type it.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", _("Female")
        MALE = "M", _("Male")

    class Citizenship(models.TextChoices):
        CITIZEN = "citizen", _("Citizen of Azerbaijan")
        STATELESS = "stateless", _("Stateless person")
        FOREIGNER = "foreigner", _("Foreigner")

    class Residence(models.TextChoices):
        PERMANENT = "permanent", _("Lives permanently in Azerbaijan")
        TEMPORARY = "temporary", _("Lives temporarily in Azerbaijan")
        ABROAD = "abroad", _("Lives abroad")

    class Language(models.TextChoices):
        AZ = "az", "Azərbaycan dili"
        EN = "en", "English"
        RU = "ru", "Русский"

    fin = models.CharField(_("FİN"), max_length=7, unique=True)
    surname = models.CharField(_("surname"), max_length=60)
    given_name = models.CharField(_("given name"), max_length=60)
    father_name = models.CharField(_("father's name"), max_length=60, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("date of birth"))
    died_on = models.DateField(_("date of death"), null=True, blank=True)
    missing_since = models.DateField(_("declared missing by a court since"), null=True, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=10, choices=Citizenship, default=Citizenship.CITIZEN)
    residence = models.CharField(_("residence"), max_length=10, choices=Residence, default=Residence.PERMANENT)
    district = models.ForeignKey("registries.District", models.PROTECT, null=True, blank=True, related_name="+")
    document_number = models.CharField(_("identity document"), max_length=16, blank=True)
    document_until = models.DateField(_("document valid until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.AZ)
    phone = models.CharField(_("telephone, E.164"), max_length=16, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    sort_key = models.GeneratedField(
        expression=Func(F("surname"), F("given_name"), function="dost_sort_key", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name=_("sort key"),
    )
    search_key = models.GeneratedField(
        expression=Func(F("surname"), F("given_name"), function="dost_search_key", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name=_("search key"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fin__regex=r"^[0-9A-HJ-NP-Z]{6,7}$"), name="person_fin_form"),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=F("birth_date")), name="person_died_after_birth"
            ),
        ]
        indexes = [
            models.Index(fields=["birth_date"], name="person_birth_date"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="person_name_search"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_phone"),
            models.Index(fields=["document_number"], condition=~Q(document_number=""), name="person_document"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="fin_never_changes", fields=["fin"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.fin

    @property
    def full_name(self) -> str:
        """Surname, given name, father's name with oğlu or qızı: "Məmmədova Aygün Rasim qızı"."""
        kin = {"F": "qızı", "M": "oğlu"}[self.sex]
        father = f" {self.father_name} {kin}" if self.father_name else ""
        return f"{self.surname} {self.given_name}{father}"


class PersonChange(models.Model):
    """What changed in a person's row: append-only (held by the database)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    source = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.field} {self.reference}"


class RegistryGap(models.Model):
    """A registry that is incomplete or stale for a person: what it does not say is unknown, not absent."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="gaps")
    registry = models.CharField(_("registry"), max_length=10)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "registry"], condition=Q(until=None), name="registry_gap_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registry}: {self.reason}"


class BirthAct(Record):
    """A birth act of the Ministry of Justice; `person` is the child. Valid from the day of birth."""

    registry = "POPULATION"

    mother = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    father = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    act_no = models.CharField(_("number of the act"), max_length=32)
    registered_on = models.DateField(_("registered on"))
    born_alive = models.BooleanField(_("born alive"), default=True)
    parity = models.PositiveSmallIntegerField(_("which child of the mother"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["valid_from"], condition=Q(superseded_at=None), name="birth_act_day"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["person"], condition=Q(superseded_at=None), name="birth_act_one_per_child"),
        ]


class DeathAct(Record):
    """A death act, or a court's declaration of death; valid from the day of death."""

    registry = "POPULATION"

    class Ground(models.TextChoices):
        ACT = "act", _("Death act")
        COURT = "court", _("Declared dead by a court")

    act_no = models.CharField(_("number of the act"), max_length=32)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground, default=Ground.ACT)
    registered_on = models.DateField(_("registered on"))
    buried_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    work_related = models.BooleanField(_("caused by work"), default=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["valid_from"], condition=Q(superseded_at=None), name="death_act_day"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["person"], condition=Q(superseded_at=None), name="death_act_one"),
        ]


class Kinship(Record):
    """`relative` is the mother, father, spouse … of `person`, over the period of validity.

    A marriage may be recorded from one side or from both; whoever reads it looks both ways.
    """

    registry = "POPULATION"

    class Kind(models.TextChoices):
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        GUARDIAN = "guardian", _("Guardian")
        SPOUSE = "spouse", _("Spouse")

    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    end_reason = models.CharField(_("why it ended"), max_length=20, blank=True)
    rights_removed = models.BooleanField(_("deprived of parental rights"), default=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["relative", "kind"], condition=Q(superseded_at=None), name="kinship_relative"),
        ]


class Household(models.Model):
    """People living together: one set of meters for gas, power and water is one household."""

    meter_no = models.CharField(_("electricity meter"), max_length=16, unique=True)
    district = models.ForeignKey("registries.District", models.PROTECT, related_name="+")
    gas_supplied = models.BooleanField(_("gas is supplied"), default=True)

    def __str__(self) -> str:
        return self.meter_no


class HouseholdMember(Record):
    """Membership of a household, with its relation to the household's representative; one at a time for a person."""

    registry = "POPULATION"

    class Relation(models.TextChoices):
        REPRESENTATIVE = "representative", _("The representative")
        SPOUSE = "spouse", _("Spouse")
        CHILD = "child", _("Child")
        PARENT = "parent", _("Parent")
        SIBLING = "sibling", _("Brother or sister")
        OTHER = "other", _("Another relation")

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    relation = models.CharField(_("relation to the representative"), max_length=16, choices=Relation)

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(superseded_at=None, valid_until=None),
                name="household_member_one",
            ),
        ]
