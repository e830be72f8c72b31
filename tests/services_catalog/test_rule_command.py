"""`manage.py rule check | try`."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from services_catalog.files import CATALOGUE
from tests.factories.registries import BirthActFactory, ContractFactory, PersonFactory

pytestmark = pytest.mark.django_db

BARE = """\
basis: person
criteria:
  - {id: adult, require: person.age >= 18}
  - {use: resident}
amount: 2 * parameter.minimum_wage
period: once
"""
BIRTH = CATALOGUE / "benefits" / "05-40.yaml"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return written(tmp_path, BARE)


def written(folder: Path, text: str, name: str = "rule.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def facts(folder: Path, **values: Any) -> str:
    given = {name.replace("__", "."): value for name, value in values.items()}
    return str(written(folder, json.dumps(given), "f.json"))


def run(*args: object) -> Any:
    out = StringIO()
    call_command("rule", *map(str, args), "--json", stdout=out)
    return json.loads(out.getvalue())


def words(*args: object) -> str:
    out = StringIO()
    call_command("rule", *map(str, args), stdout=out)
    return out.getvalue()


def test_check_accepts_a_service_of_the_catalogue() -> None:
    told = run("check", BIRTH)

    assert told["ok"] is True
    assert told["code"] == "05-40"
    [version] = told["versions"]
    assert version["criteria"] == ["born_alive", "alive", "resident", "neither_parent_works"]
    assert version["parameters"] == ["birth_benefit"]
    assert "mother.employment.active" in version["facts"]


def test_check_accepts_a_version_standing_alone(bare: Path) -> None:
    assert words("check", bare) == f"{bare}: ok\n"


def test_check_names_file_line_word_and_what_was_meant(tmp_path: Path) -> None:
    path = written(tmp_path, BARE.replace("person.age >= 18", "persn.age >= 18"))

    with pytest.raises(CommandError) as caught:
        words("check", path)

    message = str(caught.value)
    assert message.startswith(f"{path}:3: criteria[adult].require: “persn.age” There is no fact named persn.age.")
    assert "person.age" in message.partition("Did you mean")[2]
    assert "\n" not in message


def test_check_as_json_lists_the_problems(tmp_path: Path) -> None:
    path = written(tmp_path, BARE.replace("period: once", "period: twice").replace("amount", "amunt"))
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("rule", "check", str(path), "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert told["ok"] is False
    assert [(problem["line"], problem["file"]) for problem in told["problems"]] == [(5, str(path)), (6, str(path))]


def test_check_tries_the_examples_of_a_version_standing_alone(tmp_path: Path) -> None:
    example = "examples: [{name: A, on: 2026-01-01, facts: {person.age: 17}, expect: {verdict: entitled}}]\n"
    path = written(tmp_path, BARE + example)

    with pytest.raises(CommandError, match="verdict is not_entitled, entitled was expected"):
        words("check", path)


def test_try_on_facts_says_entitled_with_the_amount_of_the_day(tmp_path: Path, bare: Path) -> None:
    given = facts(tmp_path, person__age=40, person__resident=True, person__citizen=True)

    told = run("try", bare, "--facts", given, "--on", "2026-03-01")

    assert (told["verdict"], told["amount"]) == ("entitled", "800.00")
    assert (told["on"], told["basis"]) == ("2026-03-01", "person")
    [result] = told["results"]
    assert [(told["id"], told["met"]) for told in result["criteria"]] == [("adult", True), ("resident", True)]
    assert run("try", bare, "--facts", given, "--on", "2024-03-01")["amount"] == "690.00"


def test_try_on_facts_that_were_not_answered_is_unknown(tmp_path: Path, bare: Path) -> None:
    told = run("try", bare, "--facts", facts(tmp_path, person__resident=True, person__citizen=True))

    assert (told["verdict"], told["amount"]) == ("unknown", None)
    assert told["results"][0]["missing"] == ["person.age"]


def test_try_with_absent_takes_what_empty_registries_say(tmp_path: Path, bare: Path) -> None:
    told = run("try", bare, "--facts", facts(tmp_path, person__age=40), "--absent")

    assert told["verdict"] == "not_entitled"


def test_try_on_a_null_fact_is_unknown(tmp_path: Path, bare: Path) -> None:
    given = facts(tmp_path, person__age=None, person__resident=True, person__citizen=True)

    assert run("try", bare, "--facts", given, "--absent")["verdict"] == "unknown"


def test_try_prints_words(tmp_path: Path, bare: Path) -> None:
    given = facts(tmp_path, person__age=17, person__resident=True, person__citizen=True)

    lines = words("try", bare, "--facts", given, "--on", "2026-03-01").splitlines()

    assert lines[0] == "not_entitled"
    assert lines[1] == "  not met  adult: person.age=17"


def test_try_takes_the_version_in_force_on_the_day(tmp_path: Path) -> None:
    path = CATALOGUE / "benefits" / "05-37.yaml"
    given = facts(tmp_path, leave__kind="sick")

    assert run("try", path, "--facts", given, "--on", "2026-04-30")["valid_from"] == "2019-04-01"
    assert run("try", path, "--facts", given, "--on", "2026-05-01")["valid_from"] == "2026-05-01"


def test_try_before_the_first_version_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no version is in force on 2018-01-01; the first begins 2019-04-01"):
        run("try", BIRTH, "--facts", facts(tmp_path), "--on", "2018-01-01")


@pytest.fixture
def birth() -> Any:
    mother = PersonFactory(sex="F", birth_date=date(1996, 5, 5))
    child = PersonFactory(birth_date=date(2026, 3, 1))
    return BirthActFactory(person=child, mother=mother, valid_from=date(2026, 3, 1))


def test_try_on_a_person_answers_for_each_record(birth: Any) -> None:
    told = run("try", BIRTH, "--fin", birth.mother.fin, "--on", "2026-03-10")

    assert (told["fin"], told["verdict"], told["amount"]) == (birth.mother.fin, "entitled", "600.00")
    [result] = told["results"]
    assert (result["key"], result["on"]) == (birth.person.fin, "2026-03-01")


def test_try_on_a_person_sees_the_registries(birth: Any) -> None:
    ContractFactory(person=birth.mother, valid_from=date(2024, 1, 1))

    told = run("try", BIRTH, "--fin", birth.mother.fin, "--on", "2026-03-10")

    assert told["verdict"] == "not_entitled"
    [works] = [c for c in told["results"][0]["criteria"] if c["id"] == "neither_parent_works"]
    assert works["met"] is False


def test_try_on_a_person_without_a_record_is_not_entitled() -> None:
    person = PersonFactory()

    assert run("try", BIRTH, "--fin", person.fin)["results"] == []
    assert words("try", BIRTH, "--fin", person.fin) == f"not_entitled: there is no birth record about {person.fin}\n"


def test_try_on_nobody_is_an_error() -> None:
    with pytest.raises(CommandError, match="nobody has the FİN '0000000'"):
        run("try", BIRTH, "--fin", "0000000")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{", "this is not JSON"), ("[1]", "a JSON object of facts is expected"), ('{"person.agee": 1}', "person.age")],
)
def test_try_refuses_facts_that_are_not_right(tmp_path: Path, bare: Path, text: str, expected: str) -> None:
    path = written(tmp_path, text, "f.json")

    with pytest.raises(CommandError) as caught:
        run("try", bare, "--facts", path)

    assert str(caught.value).startswith(f"{path}: ")
    assert expected in str(caught.value)


def test_try_refuses_a_day_that_does_not_exist(bare: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--on: '2026-02-30' is not a date"):
        run("try", bare, "--facts", facts(tmp_path), "--on", "2026-02-30")


def test_missing_file_is_an_error_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        run("try", tmp_path / "none.yaml", "--facts", facts(tmp_path))

    assert str(caught.value) == f"{tmp_path / 'none.yaml'}:1: cannot be read: No such file or directory"
