"""Fourteen families: the screening names the money they have a right to, none they have not, and leaves open what was
not said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from dost.proactive.screening.family import Family, Relation
from dost.proactive.screening.people import PersonRow
from dost.proactive.screening.results import Prospect, ScreeningResult
from dost.proactive.screening.values import UNKNOWN
from dost.proactive.screening.verdicts import screen

from .telling import BABY, HUSBAND, ON, WOMAN, refuse, tell, tell_people

Build = Callable[[], Family]


def person(relation: Relation, sex: str, *born: int) -> PersonRow:
    return PersonRow(relation, sex, date(*born))


def at(income: int, *rows: PersonRow, works: tuple[int, ...] = ()) -> Family:
    """A family with an income in a month, of whom some work and nobody else ever has."""
    family = tell(tell_people(*rows), "income", (Decimal(income),))
    family = tell(family, "works", frozenset(works))
    return tell(family, "worked_before", frozenset())


CHILD = person(Relation.CHILD, "F", 2016, 4, 1)


def newborn_of_a_worker() -> Family:
    family = at(2_000, WOMAN, HUSBAND, BABY, works=(1,))
    return tell(family, "job", (date(2020, 3, 1), False), member=1)


def newborn_without_work() -> Family:
    return at(2_000, WOMAN, HUSBAND, BABY)


def widow() -> Family:
    family = tell(at(2_000, WOMAN, CHILD, works=(0,)), "situation", frozenset({"death", "orphan"}))
    lost = PersonRow(Relation.SPOUSE, "M", date(1985, 6, 1), died_on=date(2026, 3, 1))
    family = tell(family, "deceased", (lost,))
    family = tell(family, "deceased_paid", (False, UNKNOWN, False, UNKNOWN, 200), member=2)
    return tell(family, "deceased_work", (True, False, 0), member=2)


def carer() -> Family:
    family = at(2_000, person(Relation.SELF, "F", 1981, 2, 1), person(Relation.PARENT, "M", 1952, 1, 1))
    family = tell(family, "situation", frozenset({"disability", "care"}))
    family = tell(family, "who_disability", frozenset({1}))
    family = tell(family, "disability", ("81-100", "general", date(2020, 5, 1), None, False), member=1)
    family = tell(family, "who_care", frozenset({0}))
    family = tell(family, "care", (1, date(2024, 1, 10)))
    family = tell(family, "situation_money", frozenset({"pension"}))
    family = tell(family, "who_pension", frozenset({1}))
    return tell(family, "pension", ("age", date(2017, 2, 1), Decimal("500.00"), Decimal("0.00"), False), member=1)


def redundancy() -> Family:
    family = at(2_000, person(Relation.SELF, "M", 1986, 2, 1))
    family = tell(family, "situation_work", frozenset({"lost_work", "work_search"}))
    lost = (date(2026, 10, 31), "redundancy", 74, 22, 34, Decimal("780.00"), 2)
    family = tell(family, "lost_work", lost)
    return tell(family, "work_search", ("unemployed", date(2026, 11, 5), True, False))


def low_income() -> Family:
    young = person(Relation.CHILD, "M", 2022, 1, 5)
    return at(300, WOMAN, HUSBAND, young, CHILD, works=(1,))


def nothing_applies() -> Family:
    return at(4_000, WOMAN, HUSBAND, CHILD, works=(0, 1))


def old_with_a_record() -> Family:
    family = at(2_000, person(Relation.SELF, "M", 1960, 2, 1))
    return tell(family, "insurance", (400, 120, True, Decimal("60000.00"), Decimal("0.00")))


def old_without_a_record() -> Family:
    family = at(2_000, person(Relation.SELF, "F", 1958, 2, 1))
    return tell(family, "insurance", (0, 0, False, Decimal("0.00"), Decimal("0.00")))


def disabled_child() -> Family:
    family = tell(at(4_000, WOMAN, HUSBAND, CHILD, works=(0, 1)), "situation", frozenset({"disability"}))
    family = tell(family, "who_disability", frozenset({2}))
    return tell(family, "disability", ("61-80", "general", date(2024, 5, 1), None, True), member=2)


def mother_of_a_martyr() -> Family:
    family = at(2_000, person(Relation.SELF, "F", 1970, 2, 1), works=(0,))
    family = tell(family, "service", frozenset({"honour"}))
    family = tell(family, "honour", ("martyr_family", "parent", date(2021, 1, 15), None, 2, "none"))
    return tell(family, "honour_given", ("given", False, False))


def guardian() -> Family:
    ward = person(Relation.PLACED_CHILD, "M", 2018, 3, 3)
    family = tell(at(2_000, WOMAN, ward, works=(0,)), "situation", frozenset({"placement"}))
    family = tell(family, "who_placement", frozenset({1}))
    family = tell(family, "placement", ("guardianship", 0, date(2024, 10, 1), False, False, False), member=1)
    family = tell(family, "situation_money", frozenset({"assistance"}))
    return tell(family, "assistance", (True, date(2026, 7, 1), date(2027, 6, 30), "granted"))


def foster_family() -> Family:
    child = person(Relation.PLACED_CHILD, "M", 2018, 3, 3)
    family = tell(at(2_000, WOMAN, HUSBAND, child, works=(0, 1)), "situation", frozenset({"placement"}))
    family = tell(family, "who_placement", frozenset({2}))
    return tell(family, "placement", ("foster", 0, date(2024, 10, 1), False, False, False), member=2)


def wife_of_a_conscript() -> Family:
    child = person(Relation.CHILD, "F", 2023, 3, 3)
    young = person(Relation.SPOUSE, "M", 2001, 1, 1)
    family = tell(at(2_000, WOMAN, young, child, works=(0,)), "service", frozenset({"conscription"}))
    family = tell(family, "who_conscription", frozenset({1}))
    return tell(family, "conscription", (date(2026, 4, 10), date(2027, 10, 9)), member=1)


# Left open: whether somebody is a victim of a radiation accident (05-44), how many children there are (05-30), and who
# the parents of a child in care are: one may be a conscript (05-27), a martyr or disabled by war (05-38).
FAMILIES: tuple[tuple[Build, set[str], set[str]], ...] = (
    (newborn_of_a_worker, {"05-41"}, set()),
    (newborn_without_work, {"05-40"}, set()),
    (widow, {"05-05", "05-42"}, set()),
    (carer, {"07-07", "07-09"}, {"05-44"}),
    (redundancy, {"04-08", "04-09"}, set()),
    (low_income, {"06-00"}, set()),
    (nothing_applies, set(), set()),
    (old_with_a_record, {"05-01"}, set()),
    (old_without_a_record, {"05-21"}, {"05-30"}),
    (disabled_child, {"05-25"}, {"05-44"}),
    (mother_of_a_martyr, {"07-03"}, {"05-30"}),
    (guardian, {"05-28"}, {"05-27", "05-38"}),
    (foster_family, {"05-33", "05-47"}, {"05-27", "05-38"}),
    (wife_of_a_conscript, {"05-27"}, set()),
)


def money(result: ScreeningResult, prospect: Prospect) -> set[str]:
    """The codes of the services that pay, with a prospect."""
    return {
        code for code, one in result.services.items() if one.prospect is prospect and one.rule.rule.amount is not None
    }


@pytest.mark.usefixtures("whole_catalogue")
@pytest.mark.parametrize(("build", "likely", "left"), FAMILIES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_family_hears_of_what_is_theirs_and_of_nothing_else(build: Build, likely: set[str], left: set[str]) -> None:
    family, _asked = refuse(build())
    result = screen(family, on=ON)
    assert money(result, Prospect.LIKELY) == likely
    assert money(result, Prospect.OPEN) == left


@pytest.mark.usefixtures("whole_catalogue")
@pytest.mark.parametrize(("build", "likely", "left"), FAMILIES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_was_not_said_is_left_open(build: Build, likely: set[str], left: set[str]) -> None:
    """Without a word about the rest, what they have a right to is never a no."""
    result = screen(build(), on=ON)
    assert not money(result, Prospect.NOT) & (likely | left)


@pytest.mark.usefixtures("whole_catalogue")
@pytest.mark.parametrize(("build", "child"), [(guardian, 1), (foster_family, 2)], ids=["guardian", "foster_family"])
def test_a_child_without_recorded_parents_leaves_nothing_open(build: Build, child: int) -> None:
    family, _asked = refuse(tell(build(), "parents", (None, None), member=child))
    assert money(screen(family, on=ON), Prospect.OPEN) == set()
