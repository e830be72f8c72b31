"""What a service file says besides its versions: the note of how sure it is."""

from __future__ import annotations

import pytest

from services_catalog.files import read_catalogue
from services_catalog.schema import LANGUAGES
from tests.factories.services_catalog import SERVICE_YAML, write_catalogue

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
