"""What a person hands in to support what they ask for, as a row; the document itself is an encrypted file."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from dost.accounts.actor_columns import ActorColumns, one_actor

from .case import Case

CHANGED_LATER: Final = ("state", "scanned_at", "scan_result", "case", "sent_at", "file", "key_id")
"""The only columns that are written again: what a scan found, with what it was sent, and under which key it lies."""


class SupportingDocument(ActorColumns):
    """A document that a person, or somebody for them, handed in. As it was taken but for `CHANGED_LATER`.

    * `public_id` names it in addresses; `file` names it below `DOCUMENTS_ROOT`, and neither tells of the other;
    * `kind` is a paper of the catalogue (`services_catalog.papers`), empty where none was asked for;
    * `title` is what the person calls it, `original_name` what their file was called, without its path;
    * `original_type`, `original_size` and `original_hash` (SHA-256) are those of what was sent, over all files in their
      order; what is kept and shown is a copy made anew, of `media_type`, `size` bytes and so many `pages`;
    * `signatures` are the electronic signatures found in what was sent (`supporting.remake`), which no copy carries;
    * `draft` names the draft it belongs to until that is sent; `sent_at` is when it went with a case, or with something
      that is none (a correction), and from then on it is never removed.
    """

    class State(models.TextChoices):
        """How it stands: what a scan for harmful code has said of it."""

        FILED = "filed", pgettext_lazy("supporting document", "Received")
        NOT_SCANNED = "not_scanned", pgettext_lazy("supporting document", "Received, not scanned for viruses yet")
        UNSAFE = "unsafe", pgettext_lazy("supporting document", "Cannot be opened: a virus was found")

    TITLE_LENGTH: Final = 120
    NAME_LENGTH: Final = 120

    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey("registries.Person", models.PROTECT, related_name="supporting_documents")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="supporting_documents")
    draft = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=TITLE_LENGTH)
    state = models.CharField(max_length=12, choices=State)
    original_name = models.CharField(max_length=NAME_LENGTH)
    original_type = models.CharField(max_length=40)
    original_size = models.PositiveIntegerField()
    original_hash = models.CharField(max_length=64)
    signatures = models.JSONField(default=list, blank=True)
    media_type = models.CharField(max_length=40)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=16)
    added_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_result = models.CharField(max_length=120, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            one_actor("supporting_document_actor"),
            models.CheckConstraint(
                condition=Q(case=None) | Q(sent_at__isnull=False), name="supporting_document_with_case_is_sent"
            ),
        ]
        indexes = [
            models.Index(fields=["draft"], condition=~Q(draft=""), name="supporting_document_draft"),
            models.Index(fields=["added_at"], condition=Q(sent_at=None), name="supporting_document_unsent"),
            models.Index(fields=["added_at"], condition=Q(state="not_scanned"), name="supporting_document_unscanned"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="as_taken", exclude=list(CHANGED_LATER)),
            pgtrigger.Protect(
                name="sent_is_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)  # logs and terminals have it: neither whose nor what

    @property
    def may_be_opened(self) -> bool:
        """Whether it may be shown to anybody."""
        return self.state != self.State.UNSAFE

    @property
    def is_sent(self) -> bool:
        """Whether it belongs to a file of the house, and may not be removed any more."""
        return self.sent_at is not None
