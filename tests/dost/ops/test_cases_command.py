"""`manage.py cases apply | answer`: the case's number, what is missing, what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dost.cases import applications
from dost.cases.models import Case, CaseAnswer
from dost.cases.queries import case_number
from registries.models import Person
from tests.factories.registries import BirthActFactory, PersonFactory
from tests.factories.services_catalog import ServiceFactory, VersionFactory, texts

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"id": "rooms", "ask": texts("How many rooms?"), "type": "whole_number"},
    {"id": "home", "ask": texts("What is it?"), "type": "choice", "choices": {"flat": texts("Flat")}},
]


@pytest.fixture(autouse=True)
def _service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applications, "ring", lambda *arguments: True)
    service = ServiceFactory(delivery="counter", passport={"channels": ["centre"]})
    VersionFactory(service=service, changes={"mode": "on_application", "questions": QUESTIONS})


@pytest.fixture
def person() -> Person:
    made: Person = PersonFactory()
    return made


def apply(*arguments: str) -> None:
    call_command("cases", "apply", *arguments)


def answer(*arguments: str) -> None:
    call_command("cases", "answer", *arguments)


def written(tmp_path: Path, told: Any) -> str:
    file = tmp_path / "answers.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return str(file)


def test_it_opens_the_case_and_prints_its_number(person: Person, tmp_path: Path, capsys: Any) -> None:
    file = written(tmp_path, {"rooms": 2, "home": "flat"})
    apply(person.fin.lower(), "05-99", "--answers", file, "--on", "2026-03-03")
    case = Case.objects.get()
    assert capsys.readouterr().out == f"{case_number(case.pk, case.opened_at)}\n"
    assert (str(case.on), CaseAnswer.objects.count()) == ("2026-03-03", 2)
    apply(person.fin, "05-99")
    assert capsys.readouterr().out == f"{case_number(case.pk, case.opened_at)} (it was there already)\n"


def test_it_prints_the_questions_that_are_left(person: Person, capsys: Any) -> None:
    apply(person.fin, "05-99")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  missing rooms: How many rooms? – a whole number, 0 or more, such as 3",
        "  missing home: What is it? – one of: flat (Flat)",
    ]


def test_it_prints_json(person: Person, tmp_path: Path, capsys: Any) -> None:
    apply(person.fin, "05-99", "--answers", written(tmp_path, {"home": "flat"}), "--json")
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("service", "fin", "already", "stage", "state")} == {
        "service": "05-99",
        "fin": person.fin,
        "already": False,
        "stage": "verify",
        "state": "waiting",
    }
    [missing] = told["missing"]
    assert (missing["question"], missing["type"]) == ("rooms", "whole_number")


def test_each_thing_that_is_wrong_has_a_line(person: Person, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        apply(person.fin, "05-99", "--answers", written(tmp_path, {"rooms": "many", "door": 1}))
    first, second = str(caught.value).splitlines()
    assert first == "answers.rooms: The answer is a whole number, 0 or more, such as 3."
    assert second.startswith("answers.door: There is no such question.")
    assert not Case.objects.exists()


def test_about_says_which_record_is_meant(person: Person, capsys: Any) -> None:
    children = [BirthActFactory(mother=person).person for _twin in range(2)]
    VersionFactory(
        service=ServiceFactory(code="05-97", delivery="counter", passport={"channels": ["centre"]}),
        changes={"basis": "birth", "mode": "on_application"},
    )
    with pytest.raises(CommandError, match=r"^record: There are several records"):
        apply(person.fin, "05-97", "--on", "2026-03-03")
    apply(person.fin, "05-97", "--on", "2026-03-03", "--about", children[1].fin)
    assert Case.objects.get().about == children[1]


@pytest.mark.parametrize(
    ("told", "message"),
    [("[1]", "expected a JSON object of answers"), ("{", "this is not JSON"), (None, "cannot be read")],
)
def test_a_file_that_is_no_answers_is_refused(person: Person, tmp_path: Path, told: str | None, message: str) -> None:
    file = written(tmp_path, told) if told else str(tmp_path / "none.json")
    with pytest.raises(CommandError, match=message):
        apply(person.fin, "05-99", "--answers", file)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("7ZZZZZZ", "05-99"), "FIN: nobody has the FİN '7ZZZZZZ'"),
        (("{fin}", "99-99"), "CODE: there is no service '99-99'"),
        (("{fin}", "05-99", "--about", "7ZZZZZZ"), "--about: nobody has the FİN"),
    ],
)
def test_whoever_or_whatever_is_not_there_is_said(person: Person, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        apply(*(one.format(fin=person.fin) for one in arguments))
    assert not Case.objects.exists()


def test_a_day_that_is_none_is_a_wrong_command_line(person: Person) -> None:
    with pytest.raises(CommandError, match="is not a date"):
        apply(person.fin, "05-99", "--on", "tomorrow")


# -- answer ------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(person: Person, capsys: Any) -> str:
    """The number of a case that waits for both answers."""
    apply(person.fin, "05-99")
    return str(capsys.readouterr().out.split()[0])


def test_answers_let_the_case_go_on_once_none_is_missing(waiting: str, tmp_path: Path, capsys: Any) -> None:
    answer(waiting, "--answers", written(tmp_path, {"rooms": 2}))
    assert capsys.readouterr().out.splitlines() == [waiting, "  missing home: What is it? – one of: flat (Flat)"]
    assert Case.objects.get().state == "waiting"
    answer(waiting, "--answers", written(tmp_path, {"home": "flat"}))
    assert capsys.readouterr().out == f"{waiting}\n"
    assert (Case.objects.get().state, CaseAnswer.objects.count()) == ("ready", 2)


def test_answering_prints_json(waiting: str, tmp_path: Path, capsys: Any) -> None:
    answer(waiting, "--answers", written(tmp_path, {"rooms": 2, "home": "flat"}), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["case"], told["stage"], told["state"], told["missing"]) == (waiting, "verify", "ready", [])


def test_each_answer_that_is_wrong_has_a_line(waiting: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        answer(waiting, "--answers", written(tmp_path, {"rooms": -1, "home": "tent"}))
    assert str(caught.value).splitlines() == [
        "answers.rooms: The answer is a whole number, 0 or more, such as 3.",
        "answers.home: The answer is one of: flat (Flat).",
    ]
    assert not CaseAnswer.objects.exists()


@pytest.mark.parametrize("typed", ["2026-0999999", "twelve"])
def test_a_case_that_is_not_there_is_said(typed: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=rf"^CASE: there is no case '{typed}'; expected its number"):
        answer(typed, "--answers", written(tmp_path, {"rooms": 2}))


def test_a_case_that_is_decided_takes_no_answers(waiting: str, tmp_path: Path) -> None:
    Case.objects.update(state="ready", waiting_on="", reason={}, waiting_since=None)
    for stage in ("choose", "decide", "notify"):
        Case.objects.update(stage=stage)
    with pytest.raises(CommandError, match=r"^CASE: The case has moved on"):
        answer(waiting, "--answers", written(tmp_path, {"rooms": 2}))
    assert not CaseAnswer.objects.exists()


def test_answering_needs_a_file(waiting: str) -> None:
    with pytest.raises(CommandError, match="--answers"):
        answer(waiting)
