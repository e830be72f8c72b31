"""What the pages of life events say besides their services, and that it stays true."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_catalog import schema
from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.guide_checks import guide_problems
from services_catalog.guides import known_guides, read_guides
from tests.factories.services_catalog import write_catalogue

TEXT = "{az: Bir, en: One, ru: Один}"


def problems(root: Path) -> list[str]:
    catalogue, wrong = read_catalogue(root)
    assert wrong == []
    book = catalogue.library.book()
    rules = {code: compile_definition(one.versions[-1].definition, book) for code, one in catalogue.services.items()}
    return [f"{Path(one.file).name}:{one.line}: {one.message}" for one in guide_problems(catalogue, rules)]


def test_every_life_event_says_what_leads_and_what_to_do_first() -> None:
    events = known_guides().events
    assert set(events) == set(schema.LIFE_EVENTS)
    assert all(guide.leads and 2 <= len(guide.first) <= 5 for guide in events.values())


def test_what_a_question_tells_from_what_leads_is_picked_with_it() -> None:
    assert {"05-31", "05-32"} <= known_guides().picked("adoption")
    assert "05-41" in known_guides().picked("child_born")
    assert known_guides().picked("nothing") == frozenset()


def test_a_question_fits_some_of_its_services_too() -> None:
    guides = known_guides()
    assert guides.ask(("05-22", "05-24")) == guides.ask(("05-22", "05-23", "05-24")) != {}
    assert guides.ask(("05-22", "05-40")) == {}


def test_a_catalogue_without_these_files_says_nothing(tmp_path: Path) -> None:
    guides, wrong = read_guides(write_catalogue(tmp_path))
    assert (guides.events, guides.questions, wrong) == ({}, (), [])
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("retirement: {leads: [05-98]}", []),
        ("{}", ["life_events.yaml:1: “retirement” is missing."]),
        ("retirement: {leads: [05-99]}", ["05-99 is no service of this life event."]),
        ("retirement: {}\nillness: {leads: [05-98]}", ["life_events.yaml:2: 05-98 is no service of this life event."]),
        (f"retirement: {{first: [{{text: {TEXT}, service: 05-99}}]}}", ["There is no service 05-99 in the catalogue."]),
        ("retirement: {first: [{text: {az: Bir, en: One}}]}", ["“ru” is missing."]),
        ("retirement: {}\nretired: {}", ["“retired” is not right here. Did you mean retirement?"]),
    ],
)
def test_what_is_wrong_with_a_life_event_is_told_with_its_line(tmp_path: Path, text: str, said: list[str]) -> None:
    write_catalogue(tmp_path)
    (tmp_path / "life_events.yaml").write_text(f"{text}\n", encoding="utf-8")
    found = problems(tmp_path)
    assert len(found) == len(said)
    assert all(expected in one for expected, one in zip(said, found, strict=True))


def test_services_that_do_not_differ_by_one_condition_have_no_question(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    text = f"- services: [05-98, 05-99]\n  ask: {TEXT}\n"
    (tmp_path / "alternatives.yaml").write_text(text, encoding="utf-8")
    expected = "alternatives.yaml:1: These services do not differ by one condition alone: 05-98, 05-99."
    assert problems(tmp_path) == [expected]


def test_services_that_come_to_differ_by_one_condition_want_a_question(tmp_path: Path) -> None:
    root = write_catalogue(tmp_path)
    first = (root / "benefits" / "05-98.yaml").read_text(encoding="utf-8")
    other = first.replace("code: 05-98", "code: 05-97").replace("formula.old_enough", "person.age < 65")
    (root / "benefits" / "05-97.yaml").write_text(other, encoding="utf-8")
    (root / "alternatives.yaml").write_text("[]\n", encoding="utf-8")
    [problem] = problems(root)
    assert problem.endswith("write the question that tells them apart: 05-97, 05-98.")
