"""What other bodies tell the registries: prison, conscription, study, study ends, service in ministries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .record import Record


class Imprisonment(Record):
    """A prison term (Penitentiary Service); `valid_until` is the day before release."""

    registry = "POPULATION"

    released_on = models.DateField(_("released on"), null=True, blank=True)
    certificate_no = models.CharField(_("release certificate"), max_length=32, blank=True)
    needs_medical_social_help = models.BooleanField(_("needs medical and social help"), default=False)

    class Meta(Record.Meta):
        pass


class Conscription(Record):
    """Fixed-term active military service (State Service for Mobilization and Conscription)."""

    registry = "POPULATION"

    unit_no = models.CharField(_("military unit"), max_length=16, blank=True)

    class Meta(Record.Meta):
        pass


class Study(Record):
    """Enrolment (Ministry of Science and Education)."""

    registry = "POPULATION"

    class Level(models.TextChoices):
        SCHOOL = "school", _("School")
        VOCATIONAL = "vocational", _("Vocational school")
        COLLEGE = "college", _("College")
        HIGHER = "higher", _("Higher education")

    level = models.CharField(_("level"), max_length=10, choices=Level)
    full_time = models.BooleanField(_("full-time"), default=True)
    institution_name = models.CharField(_("place of study"), max_length=120)

    class Meta(Record.Meta):
        pass


class CivilService(Record):
    """A period in the civil service, with the pay a lifetime benefit is counted from."""

    registry = "POPULATION"

    post = models.CharField(_("last main post"), max_length=120)
    months_served = models.PositiveSmallIntegerField(_("months in the civil service"))
    average_pay = models.DecimalField(_("average monthly pay of the last 12 months"), max_digits=10, decimal_places=2)

    class Meta(Record.Meta):
        pass
