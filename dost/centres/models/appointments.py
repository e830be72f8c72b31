"""Appointments at a centre."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor
from dost.accounts.models import User

from .places import CentreDay


class Appointment(ActorColumns):
    """A time at a centre for a person, booked by them, at a desk or by telephone. `code` stands in its QR code.

    A row is never moved: a change cancels it and books another (`instead_of`).
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CANCELLED = "cancelled", pgettext_lazy("of an appointment", "Cancelled")
        ARRIVED = "arrived", _("Came")
        MISSED = "missed", _("Did not come")

    day = models.ForeignKey(CentreDay, models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="+")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, null=True, blank=True, related_name="+")
    event = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="A life event, where no service is named."
    )
    code = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.BOOKED)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField()
    instead_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            one_actor("appointment_actor"),
            models.CheckConstraint(name="appointment_for_one_matter", condition=Q(service=None) | Q(event="")),
            models.UniqueConstraint(
                fields=["person", "starts_at"], condition=Q(state="booked"), name="one_appointment_at_a_time"
            ),
            models.CheckConstraint(
                name="appointment_is_closed",
                condition=Q(state="booked", closed_at=None) | (~Q(state="booked") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["day", "starts_at"], name="appointment_day"),
            models.Index(fields=["person", "starts_at"], name="appointment_person"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="appointment_booked"),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.starts_at:%H:%M}"
