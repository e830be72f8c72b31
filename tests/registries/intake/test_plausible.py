"""What cannot be of people and their kin is refused, whichever way it comes, with what would be right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from registries.intake import receive
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import HouseholdMember, Kinship, Person
from tests.factories.registries import (
    HouseholdMemberFactory,
    InstitutionFactory,
    PersonFactory,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def institutions() -> None:
    for code in ("DIN", "EDLIYYE"):
        InstitutionFactory(code=code)


def event(kind: str, number: str = "A-1", /, on: str = "2026-11-20", **record: Any) -> dict[str, Any]:
    sender = "DIN" if kind == "household" else "EDLIYYE"
    return {"institution": sender, "id": number, "kind": kind, "happened_on": on, "record": record}


def birth(on: str = "2026-11-18", **more: Any) -> dict[str, Any]:
    record = {"fin": "8AB1C2D", "surname": "Əliyev", "given_name": "Murad", "sex": "M", **more}
    return event("birth", on=on, **record)


def refused(sent: dict[str, Any]) -> str:
    """The field a refused event names; it says what would be right."""
    (receipt,) = receive([sent], now=NOW)
    assert receipt.status == "refused"
    assert receipt.problem is not None
    assert receipt.problem["hint"]
    return receipt.problem["field"]


def taken(sent: dict[str, Any]) -> bool:
    (receipt,) = receive([sent], now=NOW)
    assert receipt.problem is None
    return receipt.status == "applied"


def woman(**more: Any) -> Person:
    made: Person = PersonFactory(**{"birth_date": date(1992, 5, 1), **more})
    return made


def man(**more: Any) -> Person:
    made: Person = PersonFactory(male=True, **{"birth_date": date(1990, 5, 1), **more})
    return made


# -- births and deaths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["1980-01-01", "2002-04-30"])
def test_a_child_is_not_born_before_its_mother_is_ten(on: str) -> None:
    assert refused(birth(on, mother_fin=woman().fin)) == "mother_fin"
    assert not Person.objects.filter(fin="8AB1C2D").exists()


def test_a_mother_is_a_woman_and_a_father_a_man() -> None:
    assert refused(birth(mother_fin=man().fin)) == "mother_fin"
    assert refused(birth(mother_fin=woman().fin, father_fin=woman().fin)) == "father_fin"
    parent = woman()
    assert refused(birth(mother_fin=parent.fin, father_fin=parent.fin)) == "father_fin"


def test_the_dead_bear_no_children_and_a_father_may_have_died_lately() -> None:
    assert refused(birth(mother_fin=woman(died_on=date(2026, 11, 17)).fin)) == "mother_fin"
    assert refused(birth(mother_fin=woman().fin, father_fin=man(died_on=date(2025, 1, 1)).fin)) == "father_fin"
    mother, father = woman(died_on=date(2026, 11, 18)), man(died_on=date(2026, 5, 1))
    assert taken(birth(mother_fin=mother.fin, father_fin=father.fin))


@pytest.mark.parametrize("on", ["2026-12-01", "2026-11-24"])
def test_a_birth_or_death_to_come_is_refused(on: str) -> None:
    assert refused(birth(on, mother_fin=woman().fin)) == "birth_date"
    assert refused(event("death", on=on, fin=man().fin)) == "valid_from"


def test_a_death_before_the_birth_is_refused_also_as_a_correction() -> None:
    person = man()
    assert refused(event("death", on="1980-01-01", fin=person.fin)) == "valid_from"
    assert taken(event("death", "D-1", fin=person.fin))
    sent = event("correction", "C-1", table="DeathAct", reference="D-1", valid_from="1980-01-01")
    assert refused(sent) == "valid_from"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mother_fin": "7ZZ0001"}, "mother_fin"),  # a man
        ({"father_fin": "7ZZ0001", "valid_from": "1995-01-01"}, "mother_fin"),
        ({"mother_fin": "8AB1C2D"}, "mother_fin"),  # the child
    ],
)
def test_a_correction_is_checked_with_what_stands(change: dict[str, str], field: str) -> None:
    man(fin="7ZZ0001")
    assert taken(birth(mother_fin=woman().fin))
    assert refused(event("correction", "C-1", table="BirthAct", reference="A-1", **change)) == field


def test_a_file_is_checked_like_events(tmp_path: Path) -> None:
    child = PersonFactory(birth_date=date(1980, 1, 1))
    path = tmp_path / "births.csv"
    path.write_text(
        "fin,source,reference,valid_from,act_no,registered_on,mother_fin\n"
        f"{child.fin},EDLIYYE,B-1,1980-01-01,1,1980-01-03,{woman().fin}\n"
    )
    result = import_file(find_target("BirthAct"), path, dry_run=False, report=lambda *_: None, now=NOW)
    assert (result.refused, result.new) == (1, 0)


# -- kinship and marriage ---------------------------------------------------------------------------------------------


def kin(person: Person, relative: Person, kind: str, number: str = "K-1", on: str = "2020-05-01") -> dict[str, Any]:
    return event("kinship", number, on=on, fin=person.fin, relative_fin=relative.fin, kind=kind)


def test_kinship_that_cannot_be_is_refused() -> None:
    child, mother = man(birth_date=date(2015, 1, 1)), woman()
    assert refused(kin(child, child, "father")) == "relative_fin"
    assert refused(kin(child, man(), "mother")) == "relative_fin"
    assert refused(kin(child, man(birth_date=date(2006, 1, 1)), "father")) == "relative_fin"
    assert refused(kin(child, man(birth_date=date(2006, 1, 1)), "guardian")) == "relative_fin"
    assert taken(kin(child, mother, "mother"))
    assert refused(kin(mother, child, "mother", "K-2")) in {"relative_fin", "valid_from"}  # nobody's own ancestor


def test_a_marriage_that_cannot_be_is_refused() -> None:
    wife, husband = woman(), man()
    assert refused(kin(wife, wife, "spouse")) == "relative_fin"
    assert refused(kin(wife, husband, "spouse", on="2004-05-01")) == "fin"
    assert refused(kin(wife, man(died_on=date(2019, 1, 1)), "spouse")) == "relative_fin"


def test_nobody_is_married_to_two() -> None:
    wife, husband, other = woman(), man(), man()
    assert taken(kin(wife, husband, "spouse"))
    assert taken(kin(husband, wife, "spouse", "K-2"))  # the same marriage from the other side
    assert refused(kin(wife, other, "spouse", "K-3", on="2025-05-01")) == "relative_fin"
    for number in ("K-1", "K-2"):
        end = {"reference": number, "valid_until": "2024-01-01", "end_reason": "divorce"}
        assert taken(event("correction", f"C-{number}", table="Kinship", **end))
    assert taken(kin(wife, other, "spouse", "K-3", on="2025-05-01"))


def test_two_marriages_of_one_person_in_one_file(tmp_path: Path) -> None:
    wife = woman()
    rows = "".join(f"{wife.fin},EDLIYYE,K-{n},2020-05-01,{man().fin},spouse\n" for n in range(2))
    path = tmp_path / "kin.csv"
    path.write_text(f"fin,source,reference,valid_from,relative_fin,kind\n{rows}")
    result = import_file(find_target("Kinship"), path, dry_run=False, report=lambda *_: None, now=NOW)
    assert (result.new, result.refused, Kinship.objects.count()) == (1, 1, 1)


def test_the_dead_move_nowhere() -> None:
    home = HouseholdMemberFactory().household
    person = man(died_on=date(2026, 1, 1))
    sent = event("household", on="2026-02-01", fin=person.fin, household=home.meter_no, relation="other")
    assert refused(sent) == "valid_from"
    assert not HouseholdMember.objects.filter(person=person).exists()
