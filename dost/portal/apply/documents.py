"""What the pages of documents show: each paper that is asked for, why, where to get it, and what was added."""

from __future__ import annotations

from django.urls import reverse

from dost.cases.drafts.papers import PaperRow, paper_rows
from dost.cases.models import ApplicationDraft


def document_rows(draft: ApplicationDraft) -> tuple[PaperRow, ...]:
    """Every paper that is asked for with what was added of it, then whatever else was added; one query."""
    return paper_rows(draft, url=lambda number: reverse("apply:document", args=[draft.pk, number]))
