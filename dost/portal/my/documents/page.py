"""What pages of a citizen show of the documents they handed in: the lines of a list, on whichever page it stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from dost.cases.models import SupportingDocument
from dost.cases.text.supporting_rows import DocumentLinks, DocumentRow, document_rows


def own_document_rows(documents: Iterable[SupportingDocument], *, back: str) -> tuple[DocumentRow, ...]:
    """The lines of documents of the person; what removes or replaces one leads back to the page at `back`.

    Read with `select_related(*SupportingDocument.who())`.
    """

    def links(document: SupportingDocument) -> DocumentLinks:
        opens = reverse("my:document", args=[document.public_id])
        if document.is_sent:
            return DocumentLinks(open=opens)
        then = urlencode({"next": back})
        return DocumentLinks(
            open=opens,
            remove=f"{reverse('my:remove_document', args=[document.public_id])}?{then}",
            replace=f"{reverse('my:replace_document', args=[document.public_id])}?{then}",
        )

    return document_rows(documents, links=links)
