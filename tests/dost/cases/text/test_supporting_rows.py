"""Documents in words: size, pages, state, signatures; papers that are asked for."""

from __future__ import annotations

import pytest
from django.utils import translation

from dost.cases.models import SupportingDocument
from dost.cases.text.supporting_rows import (
    DocumentLinks,
    asked_papers,
    document_row,
    document_rows,
    pages_in_words,
    paper_name,
    signatures_in_words,
    size_in_words,
)
from services_catalog.models import Service
from services_catalog.papers import papers
from tests.factories.supporting import SupportingDocumentFactory

LINKS = DocumentLinks(open="/open/", remove="/remove/", replace="/replace/")


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "1\u00a0kB"),
        (1500, "1\u00a0kB"),
        (1_048_575, "1,024\u00a0kB"),
        (1_048_576, "1.0\u00a0MB"),
        (1_300_000, "1.2\u00a0MB"),
    ],
)
def test_a_size_is_never_nothing(size: int, said: str) -> None:
    assert size_in_words(size) == said


@pytest.mark.parametrize(
    ("language", "pages", "said"),
    [("en", 1, "1 page"), ("en", 3, "3 pages"), ("az", 3, "3 səhifə"), ("ru", 2, "2 страницы"), ("ru", 5, "5 страниц")],
)
def test_pages_are_counted_as_people_count(language: str, pages: int, said: str) -> None:
    with translation.override(language):
        assert pages_in_words(pages) == said


def test_a_signature_is_told_with_its_name_and_that_nobody_checked_it() -> None:
    assert signatures_in_words([]) == ""
    assert signatures_in_words([{"signer": ["AYAN QULİYEVA"], "name": "x"}]).endswith("not checked: AYAN QULİYEVA")
    assert signatures_in_words([{"signer": [], "name": "Ayan"}]).endswith(": Ayan")
    assert signatures_in_words([{"signer": [], "name": ""}]).endswith("not checked.")


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(SupportingDocument.State))
def test_each_document_has_its_own_state(state: SupportingDocument.State) -> None:
    document = SupportingDocumentFactory(state=state, kind="labour_book", title="Kitabça")

    row = document_row(document, links=lambda _document: LINKS)

    assert row.state.word == state.label
    assert bool(row.note) == (state != SupportingDocument.State.FILED)
    assert row.paper == "Your labour book or an archive certificate, for work that has no electronic record"
    assert row.links.open == ("" if state == SupportingDocument.State.UNSAFE else "/open/")
    assert row.links.remove == "/remove/"
    assert row.added_by == "The person"


@pytest.mark.django_db
def test_lines_stand_in_the_order_in_which_documents_came() -> None:
    for title in ("one", "two"):
        SupportingDocumentFactory(title=title)

    rows = document_rows(SupportingDocument.objects.all(), links=lambda _document: LINKS)

    assert [row.title for row in rows] == ["one", "two"]


def test_a_paper_that_nobody_knows_has_no_name() -> None:
    assert paper_name("") == paper_name("none of ours") == ""


@pytest.mark.parametrize(("language", "why"), [("az", "deyə"), ("en", "harm"), ("ru", "здоровью")])
def test_what_is_asked_for_is_said_in_the_readers_language(language: str, why: str) -> None:
    known = papers()
    documents = [dict(known[code].name) for code in ("identity_card", "doctors_opinion")]
    documents.append({"az": "Başqa", "en": "Another", "ru": "Другая"})
    with translation.override(language):
        (opinion, other) = asked_papers(Service(code="99-99", passport={"documents": documents}))

    assert opinion.code == "doctors_opinion"
    assert why in opinion.why
    assert opinion.where
    assert opinion.example
    assert (other.code, other.why) == ("", "")
    assert other.name == documents[2][language]
