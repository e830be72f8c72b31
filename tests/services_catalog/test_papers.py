"""Papers: what is asked for says why, where to get it and what a right one is like; what the state has is not asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services_catalog.files import CATALOGUE, read_catalogue
from services_catalog.models import Service
from services_catalog.paper_checks import paper_problems
from services_catalog.papers import Paper, documents_to_ask, papers
from services_catalog.schema import LANGUAGES, QUESTIONS


def service(*documents: dict[str, str]) -> Service:
    return Service(code="99-99", passport={"documents": list(documents)})


def test_every_paper_of_this_installation_says_everything_in_three_languages() -> None:
    known = papers()

    assert len(known) >= 15
    for paper in known.values():
        for texts in (paper.name, paper.why, paper.where, paper.example):
            assert set(texts) == set(LANGUAGES), paper.code
            assert all(text.strip() for text in texts.values()), paper.code
        assert not paper.asked_of or paper.asked_of in QUESTIONS


def test_what_the_state_gets_itself_is_not_asked_for() -> None:
    known = papers()
    card, book = known["identity_card"], known["labour_book"]

    asked = documents_to_ask(service(dict(card.name), dict(book.name)))

    assert [one.code for one in asked] == ["labour_book"]
    assert asked[0].why["en"]
    assert asked[0].where["ru"]
    assert asked[0].example["az"]


def test_a_paper_written_in_the_studio_is_asked_for_by_its_name() -> None:
    name = {"az": "Başqa sənəd", "en": "Another paper", "ru": "Другая бумага"}

    assert documents_to_ask(service(name)) == (Paper(code="", name=name),)
    assert documents_to_ask(service()) == ()


def test_no_service_of_the_files_asks_for_an_identity_card_to_be_sent() -> None:
    catalogue, problems = read_catalogue()

    assert problems == []
    asked = {
        paper.code
        for one in catalogue.services.values()
        for paper in documents_to_ask(Service(code=one.code, passport=one.passport["passport"]))
    }
    assert "identity_card" not in asked
    assert "labour_book" in asked
    assert "" not in asked  # each is explained


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the catalogue."""
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    return tmp_path / "catalogue"


def changed(root: Path, name: str, before: str, after: str) -> list[str]:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    catalogue, problems = read_catalogue(root)
    return [str(one.message) for one in [*problems, *paper_problems(catalogue)]]


def test_the_catalogue_as_it_is_has_no_problem_of_papers(root: Path) -> None:
    catalogue, _problems = read_catalogue(root)

    assert list(paper_problems(catalogue)) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("pensions/05-03.yaml", "[labour_book]", "[step_sms]", "Name a paper of papers.yaml"),
        ("tsa/06-00.yaml", "[representative_application]", "[]", "No service asks for “representative_application”"),
        ("papers.yaml", "labour_book:", "labour_bok:", "phrases.yaml has no phrase of this name"),
        ("papers.yaml", "asked_of: DIN.identity", "asked_of: DIN.idntity", "Did you mean"),
        ("papers.yaml", "  example:", "  exmple:", "exmple"),
    ],
)
def test_what_is_wrong_is_told(root: Path, name: str, before: str, after: str, said: str) -> None:
    assert any(said in message for message in changed(root, name, before, after))


def test_a_text_written_out_is_let_through_elsewhere_and_not_in_our_own_files(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "[{az: Başqa sənəd, en: Another paper, ru: Другая бумага}, labour_book]"
    assert changed(root, "pensions/05-03.yaml", "[labour_book]", written) == []

    monkeypatch.setattr("services_catalog.paper_checks.CATALOGUE", root.resolve())
    catalogue, _problems = read_catalogue(root)
    assert len(list(paper_problems(catalogue))) == 1
