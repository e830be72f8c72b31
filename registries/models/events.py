"""What institutions send: each event once, and what became of it; and what changed without an event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegistryEvent(models.Model):
    """An event received from an institution; (institution, event_id) is received once.

    `state`: applied (its record stands), refused (`problem` says which field and what would be right). `persons`
    are the ids of the people whose facts changed. `detected_at` is set when the proactive detection has looked.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")

    institution = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+", db_index=False)
    event_id = models.CharField(max_length=64)
    kind = models.CharField(_("kind of event"), max_length=40)
    registry = models.CharField(_("registry"), max_length=12)
    payload = models.JSONField()
    happened_on = models.DateField(_("happened on"))
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(max_length=8, choices=State)
    problem = models.JSONField(null=True, blank=True)
    persons = models.JSONField(default=list)
    detected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "event_id"], name="registry_event_once")]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(detected_at=None, state="applied"),
                name="registry_event_undetected",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.event_id}"


class RegistryChange(models.Model):
    """A registry changed without an event: the front office wrote or ended an award, or a file of awards was imported.

    Written in the transaction that writes the record (`source`, `reference`), which can be written only once. `persons`
    and `detected_at` are as in `RegistryEvent`; nobody sent it, so it is not counted among what was received.
    """

    registry = models.CharField(max_length=12)
    source = models.ForeignKey("registries.Institution", models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=64)
    persons = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    detected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(detected_at=None), name="registry_change_undetected")]

    def __str__(self) -> str:
        return f"{self.registry} {self.source_id} {self.reference}"
