"""People in files: what may change under a FİN, what is somebody else, and what the acts say."""

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
    BirthActFactory,
    DeathActFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    KinshipFactory,
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


# -- who a FİN is -----------------------------------------------------------------------------------------------------

COLUMNS = "fin,surname,given_name,sex,birth_date,died_on,recorded_at"


def people(path: Path, *rows: str) -> Any:
    path.write_text("\n".join([COLUMNS, *rows, ""]), encoding="utf-8")
    return import_file(find_target("people"), path, dry_run=False, report=lambda *_: None, now=NOW)


@pytest.fixture
def known() -> Person:
    made: Person = PersonFactory(
        fin="7XB0001", surname="Əliyeva", given_name="Aygün", birth_date=date(1995, 5, 5), phone=""
    )
    return made


@pytest.mark.parametrize(
    "row",
    [
        "7XB0001,Həsənova,Aygün,F,1995-05-05,,",  # married
        "7XB0001,Əliyeva,Aygun,F,1995-05-05,,",  # a letter put right
        "7XB0001,Əliyeva,Aygün,F,1995-05-06,,",  # a day put right
        "7XB0001,Əliyeva,Aygün,M,1995-05-05,,",  # a single point
        "7XB0001,Əliyeva,Nigar,F,1995-05-05,,",  # another name, by law
        "7XB0001,Həsənova,Aygun,F,1995-06-05,,",
    ],
)
def test_what_changes_of_one_person_is_taken(known: Person, row: str, tmp_path: Path) -> None:
    assert people(tmp_path / "p.csv", row).corrected == 1


@pytest.mark.parametrize(
    "row",
    [
        "7XB0001,Həsənov,Kamran,M,1970-01-01,,",
        "7XB0001,Əliyev,Tural,M,1995-05-05,,",  # the twin brother
        "7XB0001,Əliyeva,Nigar,F,1998-09-17,,",  # the sister
    ],
)
def test_somebody_else_under_a_mistyped_fin_is_refused(known: Person, row: str, tmp_path: Path) -> None:
    result = people(tmp_path / "p.csv", row)
    assert (result.refused, result.corrected) == (1, 0)
    assert "somebody else" in (tmp_path / "p.rejected.csv").read_text(encoding="utf-8")
    known.refresh_from_db()
    assert known.given_name == "Aygün"


def test_two_people_under_one_fin_in_one_file(tmp_path: Path) -> None:
    rows = ("7XA0030,Əliyeva,Aytən,F,1990-12-31,,", "7XA0030,Həsənov,Kamran,M,1970-01-01,,")
    result = people(tmp_path / "p.csv", *rows)
    assert (result.new, result.refused) == (1, 1)
    assert Person.objects.get(fin="7XA0030").given_name == "Aytən"


def test_a_birth_of_somebody_else_under_a_fin_is_refused(known: Person) -> None:
    sent = birth("1995-05-05", fin="7XB0001", mother_fin=woman(birth_date=date(1970, 1, 1)).fin)
    assert refused(sent) == "fin"


def test_a_stale_register_revives_nobody(known: Person, tmp_path: Path) -> None:
    DeathActFactory(person=known, valid_from=date(2026, 8, 10))
    Person.objects.filter(pk=known.pk).update(died_on=date(2026, 8, 10))
    result = people(tmp_path / "p.csv", "7XB0001,Əliyeva,Aygün,F,1995-05-05,,")
    assert (result.unchanged, result.corrected) == (1, 0)
    assert people(tmp_path / "p.csv", "7XB0001,Əliyeva,Aygün,F,1995-05-05,2026-09-10,").refused == 1
    known.refresh_from_db()
    assert known.died_on == date(2026, 8, 10)


def test_the_day_of_birth_is_the_acts(known: Person, tmp_path: Path) -> None:
    BirthActFactory(person=known, valid_from=date(1995, 5, 5))
    assert people(tmp_path / "p.csv", "7XB0001,Əliyeva,Aygün,F,1995-05-06,,").refused == 1


def test_a_registers_older_state_changes_nothing_and_is_counted(known: Person, tmp_path: Path) -> None:
    newer, older = "7XB0001,Həsənova,Aygün,F,1995-05-05,,2026-11-20", "7XB0001,Əliyeva,Aygün,F,1995-05-05,,2026-11-10"
    assert people(tmp_path / "p.csv", newer).corrected == 1
    assert people(tmp_path / "p.csv", older).older == 1
    known.refresh_from_db()
    assert known.surname == "Həsənova"


def test_said_again_later_a_register_outlives_what_lay_between(known: Person, tmp_path: Path) -> None:
    row = "7XB0001,%s,Aygün,F,1995-05-05,,%s"
    assert people(tmp_path / "p.csv", row % ("Əliyeva", "2026-11-20")).unchanged == 1
    assert people(tmp_path / "p.csv", row % ("Həsənova", "2026-11-10")).older == 1


def test_a_death_told_by_a_register_ends_the_marriage_too(known: Person, tmp_path: Path) -> None:
    KinshipFactory(person=known, relative=man(), kind="spouse")
    HouseholdMemberFactory(person=known)
    assert people(tmp_path / "p.csv", "7XB0001,Əliyeva,Aygün,F,1995-05-05,2026-08-10,").corrected == 1
    assert Kinship.objects.get(superseded_at=None).valid_until == date(2026, 8, 10)
    assert HouseholdMember.objects.get(superseded_at=None).valid_until == date(2026, 8, 10)
