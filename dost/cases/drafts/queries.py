"""The drafts of one person, read to be shown to them."""

from __future__ import annotations

from django.db.models import F, QuerySet

from dost.cases.models import ApplicationDraft


def open_drafts(person_id: int, *, sensitive: bool) -> QuerySet[ApplicationDraft]:
    """The drafts of a person that are not sent, the one edited last first; with `sensitive` those services' too."""
    found = ApplicationDraft.objects.filter(person=person_id, sent_at=None).select_related("service", "about")
    if not sensitive:
        found = found.filter(service__sensitive=False)
    return found.order_by(F("edited_at").desc(nulls_last=True), "-started_at", "-pk")


def own_draft(pk: int, person_id: int, *, sensitive: bool) -> ApplicationDraft | None:
    """A draft of this person, sent or not; None for everybody else's, and for one that is not there any more."""
    found = ApplicationDraft.objects.filter(pk=pk, person=person_id)
    if not sensitive:
        found = found.filter(service__sensitive=False)
    return found.select_related("person", "service", "version", "case", "about").first()
