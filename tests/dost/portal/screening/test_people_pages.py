"""Who belongs to the family: what is typed of one person, and the list they stand in."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from dost.portal.screening.naming import names_of
from dost.portal.screening.people_pages import (
    people_list,
    person_page,
    read_person,
    rows_of,
    typed_person,
    with_person,
    without_person,
)
from dost.portal.screening.replies import Typed
from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.question_list import QUESTIONS
from dost.proactive.screening.questions import Ask, put
from dost.proactive.screening.values import UNKNOWN

ON = date(2026, 11, 30)
LIVING = Ask(next(one for one in QUESTIONS if one.id == "people"))
DECEASED = Ask(next(one for one in QUESTIONS if one.id == "deceased"))
ASKER = PersonRow(Relation.SELF, "F", date(1990, 2, 1), key=0)
SON = PersonRow(Relation.CHILD, "M", date(2019, 5, 3))


def day(name: str, text: str) -> dict[str, list[str]]:
    return {f"{name}-{part}": [number] for part, number in zip("dmy", text.split("."), strict=True)}


def child(**changes: list[str]) -> Typed:
    return {"relation": ["child"], "sex": ["M"], "home": ["yes"], **day("born", "3.5.2019"), **changes}


def where(typed: Typed, ask: Ask = LIVING, place: str = "new") -> list[str]:
    return [control for control, _message in read_person(ask, place, typed, key=None, on=ON).errors]


def test_a_person_is_read() -> None:
    assert read_person(LIVING, "new", child(), key=None, on=ON).row == SON
    assert read_person(LIVING, "new", child(home=["no"]), key=4, on=ON).row == PersonRow(
        Relation.CHILD, "M", date(2019, 5, 3), at_home=False, key=4
    )


def test_the_one_who_answers_has_no_relation_to_choose() -> None:
    typed = {"sex": ["F"], **day("born", "1.2.1990")}
    assert read_person(LIVING, "0", typed, key=0, on=ON).row == ASKER
    assert [line.name for line in person_page(LIVING, "0", {}).lines] == ["sex", "born"]


def test_who_died_is_asked_for_the_day() -> None:
    typed = {"relation": ["spouse"], "sex": ["M"], **day("born", "1.2.1960"), **day("died", "1.10.2026")}
    row = read_person(DECEASED, "new", typed, key=None, on=ON).row
    assert row is not None
    assert (row.died_on, row.at_home) == (date(2026, 10, 1), False)
    assert where({**typed, **day("died", "1.10.1959")}, DECEASED) == ["died-d"]
    assert where({**typed, "relation": ["grandchild"]}, DECEASED) == ["relation"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"relation": ["self"]}, ["relation"]),
        ({"relation": []}, ["relation"]),
        ({"sex": ["x"]}, ["sex"]),
        ({"home": []}, ["home"]),
        ({"relation": ["sibling"], "home": ["no"]}, ["home"]),
        (day("born", "1.12.2026"), ["born-d"]),
        (day("born", "1.12.1880"), ["born-d"]),
        (day("born", "31.2.2000"), ["born-d"]),
        ({"born-x": ["unknown"]}, ["born-d"]),
        ({"sex": [], "home": [], "relation": []}, ["relation", "sex", "home"]),
    ],
)
def test_what_is_wrong_is_told_at_its_control(changes: dict[str, list[str]], wrong: list[str]) -> None:
    assert where(child(**changes)) == wrong


def test_a_birth_date_may_be_unknown() -> None:
    typed = {"relation": ["parent"], "sex": ["F"], "home": ["yes"], "born-x": ["unknown"]}
    row = read_person(LIVING, "new", typed, key=None, on=ON).row
    assert row is not None
    assert row.birth_date is UNKNOWN
    assert read_person(LIVING, "1", typed_person(row), key=None, on=ON).row == row


def test_the_list_grows_changes_and_shrinks() -> None:
    rows = with_person((ASKER,), "new", SON)
    assert rows == (ASKER, SON)
    elsewhere = PersonRow(Relation.CHILD, "M", date(2019, 5, 3), at_home=False)
    assert with_person(rows, "1", elsewhere) == (ASKER, elsewhere)
    assert without_person(rows, "1") == (ASKER,)
    for place in ("0", "2", "new", "-1", "x", "9" * 50, "²"):
        with pytest.raises(LookupError):
            without_person(rows, place)


def test_people_are_called_by_who_they_are_and_how_old() -> None:
    family = put(Family(), LIVING, (ASKER, SON, SON, PersonRow(Relation.PARENT, "F", UNKNOWN)), on=ON)
    with translation.override("en"):
        assert list(names_of(family, on=ON).values()) == [
            "You",
            "Your son, 7 years old – 1 of 2",
            "Your son, 7 years old – 2 of 2",
            "Your mother",
        ]
        listed = people_list(family, LIVING, on=ON)
    assert [(one.place, one.can_go) for one in listed.people] == [("0", False), ("1", True), ("2", True), ("3", True)]
    assert [row.key for row in rows_of(family, LIVING)] == [0, 1, 2, 3]
