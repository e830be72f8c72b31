"""The drafts of one person, read to be shown to them."""

from __future__ import annotations

from django.db.models import F, QuerySet

from dost.accounts.opens import Opens
from dost.cases.models import ApplicationDraft


def open_drafts(person_id: int, *, opens: Opens) -> QuerySet[ApplicationDraft]:
    """The drafts of a person that are not sent, the one edited last first, as far as they open to the reader."""
    found = ApplicationDraft.objects.filter(opens.rows("service"), person=person_id, sent_at=None)
    return found.select_related("service", "about").order_by(F("edited_at").desc(nulls_last=True), "-started_at", "-pk")


def own_draft(pk: int, person_id: int, *, opens: Opens) -> ApplicationDraft | None:
    """A draft of this person, sent or not; None for one that does not open to the reader or is not there any more."""
    found = ApplicationDraft.objects.filter(opens.rows("service"), pk=pk, person=person_id)
    return found.select_related("person", "service", "version", "case", "about").first()
