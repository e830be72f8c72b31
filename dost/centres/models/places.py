"""A centre from inside: its desks, who sits at them, when it is closed, and the numbers it calls people by."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User

CENTRE: Final = "registries.Centre"


class CentreRules(models.Model):
    """The numbers of a centre: how people are called, how appointments are given. A centre without a row has these.

    Times are whole minutes; rates are how many minutes of waiting one minute counts for (`call_next`);
    `booked_share` is how much of what the desks can do in a slot is given away beforehand, in per cent.
    """

    centre = models.OneToOneField(CENTRE, models.PROTECT, primary_key=True, related_name="+")
    ceiling = models.PositiveSmallIntegerField(
        _("Nobody waits longer than (minutes)"), default=45, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    grace = models.PositiveSmallIntegerField(
        _("An appointment is kept for so long (minutes)"), default=10, validators=[MaxValueValidator(60)]
    )
    rate_by_law = models.PositiveSmallIntegerField(
        _("Rate of those whom the law lets go first"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    rate_by_need = models.PositiveSmallIntegerField(
        _("Rate of those who cannot wait easily"), default=2, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    slot = models.PositiveSmallIntegerField(
        _("Length of an appointment (minutes)"), default=15, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    booked_share = models.PositiveSmallIntegerField(
        _("Share of the desks given to appointments (per cent)"), default=50, validators=[MaxValueValidator(100)]
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("Appointments may be booked so many days ahead"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="centre_rules_make_sense",
                condition=Q(ceiling__gte=5, rate_by_need__gte=1, slot__gte=5, booked_share__lte=100)
                & Q(rate_by_law__gte=F("rate_by_need")),
            )
        ]

    def __str__(self) -> str:
        return self.centre_id


class Desk(models.Model):
    """A desk of a centre. `areas` are the areas of services it serves (two digits, as services begin); empty is all."""

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(99)])
    areas = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("what it serves"))
    retired_at = models.DateTimeField(null=True, blank=True, help_text="From when on nobody sits there any more.")

    class Meta:
        ordering = ["centre", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "number"], condition=Q(retired_at=None), name="one_desk_of_a_number"
            ),
            models.CheckConstraint(name="desk_has_a_number", condition=Q(number__gte=1, number__lte=99)),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.number}"


class ClosedDay(models.Model):
    """A day on which a centre is closed though it is a working day. Taken back by `withdrawn_at`."""

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "day"], condition=Q(withdrawn_at=None), name="closed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.day}"


class CentreBreak(models.Model):
    """Hours of every working day in which a centre gives no appointments: a lunch break. In Baku's time."""

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [models.CheckConstraint(name="break_ends_after_it_starts", condition=Q(starts__lt=F("ends")))]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.starts}-{self.ends}"


class Shift(models.Model):
    """When somebody works at a centre on a day: a member of staff at a desk or none, or a volunteer, by name."""

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    volunteer = models.CharField(_("volunteer"), max_length=80, blank=True, default="")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "starts"]
        indexes = [models.Index(fields=["centre", "day"], name="shift_centre_day")]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(starts__lt=F("ends"))),
            models.CheckConstraint(
                name="shift_is_of_one",
                condition=Q(user__isnull=False, volunteer="") | (Q(user=None, desk=None) & ~Q(volunteer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.day} {self.starts}-{self.ends}"


class Sitting(models.Model):
    """Who sits at a desk, from when until when. `paused_at`: a short break; the desk calls nobody then."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk"], condition=Q(until=None), name="one_sits_at_a_desk"),
            models.UniqueConstraint(fields=["user"], condition=Q(until=None), name="one_desk_for_one"),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.user_id}"


class CentreDay(models.Model):
    """A centre's day: the row that is locked while tickets are taken, called and moved, and appointments booked.

    One lock, always this one: two who call at once, or two hundred who want the last appointment, wait for each other
    for a few milliseconds, and never in a circle. `version` grows with everything that a screen shows.
    """

    centre = models.ForeignKey(CENTRE, models.PROTECT, related_name="+")
    day = models.DateField()
    last_number = models.PositiveIntegerField(default=0, db_default=0)
    version = models.PositiveIntegerField(default=0, db_default=0)
    law_called = models.BooleanField(
        default=False, db_default=False, help_text="Whether the last who was called was called by law."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="one_day_of_a_centre")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.day}"
