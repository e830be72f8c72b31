"""What administrators prepare: change sets with their drafts, previews of what they would do, and its history.

A change set is one decision ("decree of 12 June: 14 amounts") that takes force on one day: drafts of services and
new values of parameters. Nothing in it is in force before it is published. The history is append-only; the database
refuses the rest.
"""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .catalogue import Parameter, Service, ServiceVersion


class ChangeSet(models.Model):
    """Changes that are reviewed and published together, from one day on.

    `revision` counts every change of the set or of a draft in it; a preview holds the one it was made for, and
    publishing needs a preview of the present one.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DISCARDED = "discarded", _("Discarded")

    title = models.CharField(pgettext_lazy("change set", "title"), max_length=200)
    ground = models.TextField(_("legal ground and reason"), blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    origin = models.JSONField(_("where it was imported from"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_set_two_people",
                condition=models.Q(published_by=None) | ~models.Q(published_by=models.F("submitted_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DraftService(models.Model):
    """A service as it is to become: `content` is the file's form of one version, `texts` that of the passport.

    `base` is the version that was in force when the draft was begun; `revision` tells an editor that somebody else
    has saved meanwhile. An empty `content` leaves the rule as it is; an empty `texts` the passport.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="services")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", null=True, blank=True)
    code = models.CharField(_("code"), max_length=12)
    base = models.ForeignKey(ServiceVersion, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField(_("version"), default=dict)
    texts = models.JSONField(_("passport"), default=dict)
    withdraws = models.BooleanField(_("ends the service's rule"), default=False)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    published = models.ForeignKey(ServiceVersion, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["change_set_id", "code"]
        constraints = [models.UniqueConstraint(fields=["change_set", "code"], name="draft_service_once")]

    def __str__(self) -> str:
        return f"{self.code} in {self.change_set_id}"


class DraftParameter(models.Model):
    """What a parameter is to be worth from the day of the change set."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="parameters")
    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    source = models.CharField(_("source"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["change_set_id", "parameter_id"]
        constraints = [models.UniqueConstraint(fields=["change_set", "parameter"], name="draft_parameter_once")]

    def __str__(self) -> str:
        return f"{self.parameter_id} in {self.change_set_id}"


class SharedKind(models.TextChoices):
    """What services share and people write: criteria, parts of expressions, and amounts that are new."""

    CRITERION = "criterion", _("Shared criterion")
    FORMULA = "formula", _("Formula")
    PARAMETER = "parameter", _("Amount")


class DraftShared(models.Model):
    """A shared criterion or formula as it is to become, or a parameter that does not exist yet.

    `content` is what a file says under its name: `require`, `text`, `law`; `value`, `label`; `type`, `label`, `least`,
    `most`, `value`, `source`.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="shared")
    kind = models.CharField(_("kind"), max_length=10, choices=SharedKind)
    name = models.SlugField(_("name"), max_length=60)
    content = models.JSONField(_("content"), default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["change_set_id", "kind", "name"]
        constraints = [models.UniqueConstraint(fields=["change_set", "kind", "name"], name="draft_shared_once")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.name} in {self.change_set_id}"


class SharedVersion(models.Model):
    """What a shared criterion or formula says from a day on, as people published it; else the files say it.

    Of two from the same day the later one counts. Versions of services hold it written out, so it decides only what
    `use: name` and `formula.name` mean in what is drafted afterwards.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=SharedKind)
    name = models.SlugField(_("name"), max_length=60)
    valid_from = models.DateField(_("from"))
    content = models.JSONField(_("content"))
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="shared_published")

    class Meta:
        ordering = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["change_set", "kind", "name"], name="shared_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.name} from {self.valid_from}"


class HistoryEntry(models.Model):
    """One action in the studio: by whom, on what, and what is different since. Append-only.

    `by_role` and `by_centre` are what they were then; empty for what was done before they were kept.
    """

    PASSPORT_APPLIED: Final = "passport_applied"
    VERSION_WITHDRAWN: Final = "version_withdrawn"
    """The actions after which a catalogue's files no longer say what holds (`load`); all of them are in `changes`."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=16, blank=True, default="")
    by_centre = models.CharField(max_length=16, blank=True, default="")
    action = models.CharField(max_length=24)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="history")
    subject = models.CharField(max_length=80, blank=True)
    difference = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "at"], name="history_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Preview(models.Model):
    """What a change set would do to the whole population on a day, as a difference from what is in force."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="previews")
    revision = models.PositiveIntegerField()
    on = models.DateField(_("as of"))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"preview of {self.change_set_id} on {self.on}"


class PreviewSeen(models.Model):
    """Who has looked at a finished preview: publishing needs somebody who has."""

    preview = models.ForeignKey(Preview, models.CASCADE, related_name="seen")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["preview", "user"], name="preview_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.preview_id}"
