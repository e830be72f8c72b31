"""Tickets, and the log of everything that happens to them: what all figures of a centre are made from."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dost.accounts.models import User
from dost.accounts.models.append_only import APPEND_ONLY

from .appointments import Appointment
from .devices import Device
from .places import CentreDay, Desk


class Klass(models.TextChoices):
    """How soon somebody is called, beside how long they have waited. What it is for is kept nowhere."""

    LAW = "law", _("By law")
    NEED = "need", _("By need")
    NONE = "none", _("In turn")


class Ticket(models.Model):
    """A place in the queue of a centre's day.

    `queued_at` is from when waiting counts: the arrival, or the appointed time of whoever came early. It, the class and
    the appointment stay as they are through a transfer. `code` is the address where the ticket is followed: it cannot
    be guessed. `area` (the two digits services begin with) is what a desk must serve; empty is any. `to_desk` is the
    desk it was handed on to.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CALLED = "called", _("Called")
        SERVING = "serving", _("At the desk")
        DONE = "done", _("Served")
        NO_SHOW = "no_show", _("Did not come")
        LEFT = "left", _("Left")

    NUMBER_MOST: Final = 9_999

    day = models.ForeignKey(CentreDay, models.PROTECT, related_name="tickets")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    klass = models.CharField(max_length=4, choices=Klass, default=Klass.NONE)
    language = models.CharField(max_length=2, default="az")
    person = models.ForeignKey("registries.Person", models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey("services_catalog.Service", models.PROTECT, null=True, blank=True, related_name="+")
    event = models.CharField(
        max_length=40, blank=True, default="", help_text="A life event, where no service is named."
    )
    area = models.CharField(max_length=2, blank=True, default="")
    is_quick = models.BooleanField(default=False, help_text="A matter of two minutes: a stamp, a printed letter.")
    appointment = models.OneToOneField(Appointment, models.PROTECT, null=True, blank=True, related_name="ticket")
    appointed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    clerk = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    to_desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    told = models.JSONField(
        null=True, blank=True, help_text="The wait told when it was taken: minutes, least and most."
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="one_ticket_of_a_number"),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(state__in=["called", "serving"]), name="one_ticket_at_a_desk"
            ),
            models.CheckConstraint(
                name="ticket_is_at_a_desk",
                condition=Q(state__in=["waiting", "left"])
                | Q(desk__isnull=False, clerk__isnull=False, called_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_waits_from_when_it_may",
                condition=Q(queued_at__gte=F("arrived_at"))
                & (Q(appointment=None, appointed_at=None) | Q(appointment__isnull=False, appointed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_has_ended",
                condition=Q(state__in=["waiting", "called", "serving"], ended_at=None)
                | Q(state__in=["done", "no_show", "left"], ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["day", "queued_at"],
                condition=Q(state__in=["waiting", "called", "serving"]),
                name="ticket_open",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is printed, shown and spoken."""
        return f"{self.number:03}"


class TicketEvent(models.Model):
    """Something that happened to a ticket. Append-only: waits, services and figures are made from these lines alone."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("Taken")
        CALLED = "called", _("Called")
        RECALLED = "recalled", _("Called again")
        BEGUN = "begun", _("At the desk")
        TRANSFERRED = "transferred", _("Handed on")
        BACK = "back", _("Back to the queue")
        SENT = "sent", _("Sent to a desk by the supervisor")
        NO_SHOW = "no_show", _("Did not come")
        LEFT = "left", _("Left")
        ENDED = "ended", _("Served")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="ticket_event_at")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
