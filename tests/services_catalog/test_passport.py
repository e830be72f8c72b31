"""What a service file says besides its versions: the note of how sure it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services_catalog.files import read_catalogue
from services_catalog.library import met_by_everyone
from services_catalog.schema import LANGUAGES
from tests.factories.services_catalog import CRITERIA_YAML, SERVICE_YAML, write_catalogue

NOTE = "note: {az: Sınaq üçündür, en: Made for the tests, ru: Для проверки}"


def test_every_service_says_in_three_languages_how_sure_it_is() -> None:
    catalogue, problems = read_catalogue()
    assert problems == []
    notes = {code: service.passport["provenance"]["note"] for code, service in catalogue.services.items()}
    assert len(notes) == 160
    assert {code: note for code, note in notes.items() if tuple(note) != LANGUAGES or not all(note.values())} == {}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("note: Made for the tests.", "a mapping is expected, with: az, en, ru"),
        ("note: {az: Sınaq, en: A test}", "“ru” is missing"),
        ("note: {az: Sınaq, en: A test, ru: A test}", "no Russian letters"),
    ],
)
def test_a_note_in_fewer_languages_is_a_problem(
    tmp_path_factory: pytest.TempPathFactory, written: str, told: str
) -> None:
    assert NOTE in SERVICE_YAML
    root = tmp_path_factory.mktemp("catalogue")
    write_catalogue(root, service=SERVICE_YAML.replace(NOTE, written))
    _catalogue, problems = read_catalogue(root)
    assert [problem.message for problem in problems if told in problem.message]


HELP = """
sensitive: true
help:
  telephones:
    - number: "102"
      text: {az: Polis, en: The police, ru: Полиция}
  confidential: [{az: Heç kim bilməyəcək, en: Nobody learns of it, ru: Никто не узнает}]
  neighbours: [10-03]
"""


def read_with(root: Path, added: str) -> tuple[dict[str, Any], list[str]]:
    """Read the service of the tests with something added: its passport, and what is wrong."""
    write_catalogue(root, service=SERVICE_YAML.replace("digitized: true\n", f"digitized: true\n{added.lstrip()}"))
    catalogue, problems = read_catalogue(root)
    [service] = catalogue.services.values()
    return service.passport, [problem.message for problem in problems]


def test_a_page_for_people_in_danger_is_data(tmp_path: Path) -> None:
    passport, problems = read_with(tmp_path, HELP)
    assert problems == []
    assert passport["help"] == {
        "telephones": [{"number": "102", "text": {"az": "Polis", "en": "The police", "ru": "Полиция"}}],
        "confidential": [{"az": "Heç kim bilməyəcək", "en": "Nobody learns of it", "ru": "Никто не узнает"}],
        "neighbours": ["10-03"],
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("sensitive: true\n", "", "goes with “sensitive: true”"),
        ('number: "102"', "number: police", "write a number such as"),
        ("neighbours: [10-03]", "neighbours: [advice]", "write a code such as"),
        ("  neighbours: [10-03]\n", "", "“neighbours” is missing"),
    ],
)
def test_what_such_a_page_lacks_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in HELP
    _passport, problems = read_with(tmp_path, HELP.replace(before, after))
    assert [problem for problem in problems if told in problem]


def test_which_conditions_everyone_meets_is_marked_and_checked(tmp_path: Path) -> None:
    assert met_by_everyone() == {
        "alive",
        "cares_for_somebody",
        "child_alive",
        "in_register",
        "newest_decision",
        "the_disabled_is_alive",
    }
    criteria = CRITERIA_YAML.replace("  require:", "  everyone: perhaps\n  require:", 1)
    assert criteria != CRITERIA_YAML
    write_catalogue(tmp_path, criteria=criteria)
    _catalogue, problems = read_catalogue(tmp_path)
    assert "Here true or false is expected." in [problem.message for problem in problems]
