"""The papers that a draft's service asks for, each with what was added of it: in the portal and at a desk alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dost.cases.models import ApplicationDraft, SupportingDocument
from dost.ui.contexts import Text
from services_catalog.models import in_language
from services_catalog.papers import Paper, documents_to_ask

from .documents import documents_of


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


def papers_of(draft: ApplicationDraft) -> tuple[Paper, ...]:
    """The papers that the service of a draft asks for."""
    return documents_to_ask(draft.service)


def paper_rows(draft: ApplicationDraft, *, url: Callable[[int], str]) -> tuple[PaperRow, ...]:
    """Every paper that is asked for with what was added of it, then whatever else was added; one query.

    `url` says where one is added, by its place (0 for anything else).
    """
    added = documents_of(draft)
    rows = [_row(number, paper, added, url) for number, paper in enumerate(papers_of(draft), start=1)]
    return (*rows, _row(0, None, added, url))


def kind_of(paper: Paper | None) -> str:
    """How a document says of which paper it is; one without a code is told by its name."""
    return "" if paper is None else (paper.code or paper.name.get("az", ""))[:60]


def _row(number: int, paper: Paper | None, added: list[SupportingDocument], url: Callable[[int], str]) -> PaperRow:
    return PaperRow(
        number=number,
        name=in_language(paper.name) if paper else "",
        why=in_language(paper.why) if paper else "",
        where=in_language(paper.where) if paper else "",
        example=in_language(paper.example) if paper else "",
        added=tuple(_added(one) for one in added if one.kind == kind_of(paper)),
        url=url(number),
    )


def _added(one: SupportingDocument) -> Added:
    return Added(str(one.public_id), one.title, one.pages, SupportingDocument.State(one.state).label)
