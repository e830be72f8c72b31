"""The documents that were sent with a case, as lines of its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from dost.cases.models import Case, SupportingDocument
from dost.cases.text.supporting_rows import DocumentLinks, DocumentRow, document_rows


def case_documents(case: Case) -> tuple[DocumentRow, ...]:
    """The lines, in the order in which the documents came; one query however many there are."""
    return document_lines(SupportingDocument.objects.filter(case=case).select_related(*SupportingDocument.who()))


def document_lines(documents: Iterable[SupportingDocument]) -> tuple[DocumentRow, ...]:
    """The lines of documents that were handed in, read with `select_related(*SupportingDocument.who())`."""
    return document_rows(documents, links=_links)


def _links(document: SupportingDocument) -> DocumentLinks:
    return DocumentLinks(open=reverse("supporting:document", args=[document.public_id]))
