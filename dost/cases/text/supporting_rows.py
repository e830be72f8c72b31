"""Documents that a person handed in, as lines of a list: what each is, how it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dost.accounts.who import who
from dost.cases.models import SupportingDocument
from dost.cases.text.words import tag
from dost.ui.contexts import Tag, Text
from dost.ui.formats import NBSP, number
from services_catalog.formats import tenths
from services_catalog.models import Service, in_language
from services_catalog.papers import Paper, Texts, documents_to_ask, papers

State = SupportingDocument.State
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentLinks:
    """Where a document is opened, removed, replaced; empty where it cannot be, or not by this reader."""

    open: str = ""
    remove: str = ""
    replace: str = ""


class LinksOf(Protocol):
    """Says where what can be done with a document is done."""

    def __call__(self, document: SupportingDocument, /) -> DocumentLinks:
        """The addresses."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list. `paper` is what was asked for, where that is known; `note` explains its state.

    `measure` is its length and size in words; `signed` the electronic signatures that were found in what was sent.
    """

    title: Text
    paper: Text
    state: Tag
    note: Text
    measure: Text
    signed: Text
    added_at: datetime
    added_by: Text
    links: DocumentLinks


def document_rows(documents: Iterable[SupportingDocument], *, links: LinksOf) -> tuple[DocumentRow, ...]:
    """The lines of these documents, read with `select_related(*SupportingDocument.who())`."""
    return tuple(document_row(one, links=links) for one in documents)


def document_row(document: SupportingDocument, *, links: LinksOf) -> DocumentRow:
    """One document as a line."""
    there = links(document)
    paper = paper_name(document.kind)
    return DocumentRow(
        title=document.title,
        paper=paper if paper != document.title else "",
        state=tag(State(document.state)),
        note=_note(document),
        measure=f"{pages_in_words(document.pages)}, {size_in_words(document.size)}",
        signed=signatures_in_words(document.signatures),
        added_at=document.added_at,
        added_by=str(who(document)),
        links=there if document.may_be_opened else DocumentLinks("", there.remove, there.replace),
    )


def paper_name(kind: str) -> str:
    """What a paper of the catalogue is called, in the reader's language; nothing for none that is known."""
    paper = papers().get(kind)
    return in_language(dict(paper.name)) if paper else ""


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper that somebody is asked for, in their language: why, where to get it, and what a right one is like.

    `code` is what `take` is given as `kind`. What is not known is empty.
    """

    code: str
    name: str
    why: str
    where: str
    example: str


def asked_papers(service: Service) -> tuple[AskedPaper, ...]:
    """The papers that somebody who applies for a service is asked to send."""
    return tuple(
        AskedPaper(paper.code, *(in_language(dict(text)) if text else "" for text in _texts(paper)))
        for paper in documents_to_ask(service)
    )


def _texts(paper: Paper) -> tuple[Texts, Texts, Texts, Texts]:
    return paper.name, paper.why, paper.where, paper.example


def _note(document: SupportingDocument) -> Text:
    match State(document.state):
        case State.NOT_SCANNED:
            return _("It can be opened. It is scanned for viruses as soon as that is possible.")
        case State.UNSAFE:
            return _("A virus was found in it after it had come. Nobody can open it; please send it again.")
        case _:
            return ""


def pages_in_words(pages: int) -> str:
    """`3 pages`."""
    return ngettext("%(n)d page", "%(n)d pages", pages) % {"n": pages}


def size_in_words(size: int) -> str:
    """Bytes as people read them: `1,2 MB`, `340 kB`; never nothing."""
    if size < _MEGABYTE:
        return f"{number(max(1, round(size / 1024)))}{NBSP}{_('kB')}"
    return f"{tenths(Decimal(size) / _MEGABYTE)}{NBSP}{_('MB')}"


def signatures_in_words(signatures: Iterable[dict[str, Any]]) -> str:
    """Who is said to have signed it, and that nobody here has checked that; nothing where there is no signature."""
    names = [", ".join(one.get("signer") or [one.get("name", "")]) for one in signatures]
    if not names:
        return ""
    said = "; ".join(name for name in names if name)
    if not said:
        return _("It came with an electronic signature, which was not checked.")
    return _("It came with an electronic signature, which was not checked: %(names)s") % {"names": said}
