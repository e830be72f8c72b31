"""What the text of a document may say: what it promises, in a form that can be written, in three languages alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from services_catalog.checks import check_catalogue
from services_catalog.files import read_catalogue
from services_catalog.located import Problem
from tests.factories.services_catalog import SERVICE_YAML, write_catalogue

pytestmark = pytest.mark.django_db

DOCUMENT_YAML = """\
    document:
      title: {az: Arayış, en: Certificate, ru: Справка}
      states: [person.age, person.alive]
      text:
        - az: "Təsdiq edilir ki, {person} yaşı: {person.age}."
          en: "This is to certify that {person} is {person.age}."
          ru: "Подтверждается, что {person}, возраст: {person.age}."
        - {az: Yaşayır., en: Is alive., ru: Жив., when: person.alive}
"""
GIVES = """\
    period: none
    payee: subject
    outcome: document
"""
CERTIFICATE = (
    SERVICE_YAML.replace(
        """\
    amount: parameter.test_benefit
    period: once
    payee: subject
    award: MUAV
    outcome: payment
""",
        GIVES + DOCUMENT_YAML,
    )
    .replace(", amount: 600.50", "")
    .replace("registries: [MUAV]", "registries: []")
)


def problems_of(folder: Path, service: str) -> list[Problem]:
    catalogue, problems = read_catalogue(write_catalogue(folder, service=service))
    with connection.cursor() as cursor:
        return problems or check_catalogue(catalogue, cursor=cursor)


def test_a_document_with_its_text_is_right(tmp_path: Path) -> None:
    assert problems_of(tmp_path, CERTIFICATE) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (DOCUMENT_YAML, "", "“document” is missing"),
        ("states: [person.age, person.alive]", "states: [person.alive]", "“{person.age}” is not among the facts"),
        ("[person.age, person.alive]", "[person.age, person.sex, person.alive]", "“person.sex” is promised, and no"),
        ("[person.age, person.alive]", "[person.aeg, person.age, person.alive]", "no fact 'person.aeg'"),
        ("{az: Yaşayır., en", '{az: "Sağdır: {person.alive}.", en', "Each language names the same in braces"),
        (
            "Is alive., ru: Жив., when: person.alive",
            "Is alive., ru: Жив., when: person.age",
            "a fact that is yes or no",
        ),
        ("when: person.alive}", "when: person.resident}", "“{person.resident}” is not among the facts"),
        ("[person.age, person.alive]", "[person.age, person.alive, pension.amount]", "add it to registries"),
        ("      title: {az: Arayış, en: Certificate, ru: Справка}\n", "", "“title” is missing"),
        ("ru: Справка}", "ru: Spravka}", "no Russian letters"),
        ("outcome: document", "outcome: registration", "“document” goes with “outcome: document”"),
    ],
)
def test_what_a_document_cannot_say_is_refused(before: str, after: str, told: str, tmp_path: Path) -> None:
    assert before in CERTIFICATE
    problems = problems_of(tmp_path, CERTIFICATE.replace(before, after))
    assert any(told in problem.message for problem in problems), problems


def test_yes_or_no_never_stands_between_words(tmp_path: Path) -> None:
    said = {"az: Yaşayır.": "Sağdır", "en: Is alive.": "Alive", "ru: Жив.": "Жив"}
    service = CERTIFICATE
    for before, word in said.items():
        service = service.replace(before, f'{before[:2]}: "{word}: {{person.alive}}."')
    told = [problem.message for problem in problems_of(tmp_path, service)]
    assert len(told) == 3
    assert all("is yes or no" in message for message in told)
