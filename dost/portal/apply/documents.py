"""What the pages of documents show: each paper that is asked for, why, where to get it, and what was added."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from dost.cases.drafts.documents import documents_of
from dost.cases.models import ApplicationDraft, SupportingDocument
from dost.ui.contexts import Text
from dost.ui.uploads import DocumentsField
from services_catalog.models import in_language
from services_catalog.papers import Paper, documents_to_ask


@dataclass(frozen=True, slots=True)
class Added:
    """A document that waits with the draft; `id` stands for it in the form that removes it."""

    id: str
    title: Text
    pages: int
    state: Text


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is asked for, or (number 0) anything else, with what was added of it, and where more is added."""

    number: int
    name: str
    why: str
    where: str
    example: str
    added: tuple[Added, ...]
    url: str


class DocumentForm(forms.Form):
    """One document: a PDF, or photographs that are its pages."""

    document = DocumentsField()


def papers_of(draft: ApplicationDraft) -> tuple[Paper, ...]:
    """The papers that the service of a draft asks for."""
    return documents_to_ask(draft.service)


def document_rows(draft: ApplicationDraft) -> tuple[PaperRow, ...]:
    """Every paper that is asked for with what was added of it, then whatever else was added; one query."""
    added = documents_of(draft)
    rows = [_row(draft, number, paper, added) for number, paper in enumerate(papers_of(draft), start=1)]
    return (*rows, _row(draft, 0, None, added))


def kind_of(paper: Paper | None) -> str:
    """How a document says of which paper it is; one without a code is told by its name."""
    return "" if paper is None else (paper.code or paper.name.get("az", ""))[:60]


def _row(draft: ApplicationDraft, number: int, paper: Paper | None, added: list[SupportingDocument]) -> PaperRow:
    return PaperRow(
        number=number,
        name=in_language(paper.name) if paper else "",
        why=in_language(paper.why) if paper else "",
        where=in_language(paper.where) if paper else "",
        example=in_language(paper.example) if paper else "",
        added=tuple(_added(one) for one in added if one.kind == kind_of(paper)),
        url=reverse("apply:document", args=[draft.pk, number]),
    )


def _added(one: SupportingDocument) -> Added:
    return Added(str(one.public_id), one.title, one.pages, SupportingDocument.State(one.state).label)
