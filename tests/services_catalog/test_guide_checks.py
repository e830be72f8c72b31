"""What the pages of life events say stays true: of services that are there, and of questions that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from services_catalog.checks import compile_definition
from services_catalog.files import read_catalogue
from services_catalog.guide_checks import guide_problems
from tests.factories.services_catalog import write_catalogue

TEXT = "{az: Bir, en: One, ru: Один}"


def problems(root: Path) -> list[str]:
    catalogue, wrong = read_catalogue(root)
    assert wrong == []
    book = catalogue.library.book()
    rules = {code: compile_definition(one.versions[-1].definition, book) for code, one in catalogue.services.items()}
    return [f"{Path(one.file).name}:{one.line}: {one.message}" for one in guide_problems(catalogue, rules)]


def write(root: Path, **files: str) -> Path:
    """A catalogue of one service for retirement, with these files beside it."""
    write_catalogue(root)
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(f"{text}\n", encoding="utf-8")
    return root


def test_a_catalogue_without_these_files_has_nothing_wrong_with_them(tmp_path: Path) -> None:
    assert problems(write(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("retirement: {leads: [05-98]}", []),
        ("{}", ["life_events.yaml:1: “retirement” is missing."]),
        ("retirement: {}\nillness: {leads: [05-98]}", ["life_events.yaml:2: 05-98 is no service of this life event."]),
        (
            "retirement:\n  leads:\n    - 05-98\n    - 05-99",
            ["life_events.yaml:4: 05-99 is no service of this life event."],
        ),
        (
            f"retirement:\n  first:\n    - text: {TEXT}\n      service: 05-99",
            ["life_events.yaml:4: There is no service 05-99 in the catalogue."],
        ),
        (f"retirement: {{first: [{{text: {TEXT}, service: 05-98}}, {{text: {TEXT}}}]}}", []),
    ],
)
def test_what_is_not_true_of_a_life_event_is_told_with_its_line(tmp_path: Path, text: str, said: list[str]) -> None:
    assert problems(write(tmp_path, life_events=text)) == said


def test_what_cannot_be_read_is_told_before_what_is_not_true(tmp_path: Path) -> None:
    told = problems(write(tmp_path, life_events="retirement: {leads: [05-99]}\nretired: {}"))
    assert told == [
        "life_events.yaml:2: “retired” is not right here. Did you mean retirement?",
        "life_events.yaml:1: 05-99 is no service of this life event.",
    ]


def test_services_that_do_not_differ_by_one_condition_have_no_question(tmp_path: Path) -> None:
    text = f"- services: [05-98, 05-99]\n  ask: {TEXT}"
    expected = "alternatives.yaml:1: These services do not differ by one condition alone: 05-98, 05-99."
    assert problems(write(tmp_path, alternatives=text)) == [expected]


def test_services_that_come_to_differ_by_one_condition_want_a_question(tmp_path: Path) -> None:
    root = write(tmp_path, alternatives="[]")
    first = (root / "benefits" / "05-98.yaml").read_text(encoding="utf-8")
    other = first.replace("code: 05-98", "code: 05-97").replace("formula.old_enough", "person.age < 65")
    (root / "benefits" / "05-97.yaml").write_text(other, encoding="utf-8")
    [problem] = problems(root)
    assert problem.endswith("write the question that tells them apart: 05-97, 05-98.")
    (root / "alternatives.yaml").write_text(f"- services: [05-98, 05-97]\n  ask: {TEXT}\n", encoding="utf-8")
    assert problems(root) == []
