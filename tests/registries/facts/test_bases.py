"""What a right arises from: who receives, on which date a row is judged, what the record says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registries.facts.query import Scope
from registries.models import Kinship
from tests.factories import registries as make

from .conftest import Ask

MOTHER, FATHER, GUARDIAN = Kinship.Kind.MOTHER, Kinship.Kind.FATHER, Kinship.Kind.GUARDIAN


def subjects(rows: list[dict[str, Any]]) -> list[int]:
    """Who receives, row by row."""
    return [row["subject_id"] for row in rows]


def test_a_birth_is_the_mothers_else_the_fathers_else_the_guardians(ask: Ask) -> None:
    mother, father = make.PersonFactory(), make.PersonFactory(male=True)
    dead = make.PersonFactory(dead=True)
    first = make.BirthActFactory(mother=mother, father=father)
    second = make.BirthActFactory(mother=dead, father=father)
    orphan = make.BirthActFactory(mother=dead)
    guardian = make.PlacementFactory(person=orphan.person, valid_from=date(2026, 2, 25)).carer
    make.BirthActFactory(mother=dead)
    rows = {row["record_id"]: row for row in ask("birth", "birth.parity", "birth.date", "birth.born_alive")}
    assert {record: row["subject_id"] for record, row in rows.items()} == {
        first.pk: mother.pk,
        second.pk: father.pk,
        orphan.pk: guardian.pk,
    }
    row = rows[first.pk]
    assert (row["key"], row["on"], row["about_id"]) == (first.person.fin, date(2026, 2, 10), first.person_id)
    assert (row["mother_id"], row["father_id"], row["guardian_id"]) == (mother.pk, father.pk, None)
    assert (row["birth.parity"], row["birth.date"], row["birth.born_alive"]) == (1, date(2026, 2, 10), True)


def test_a_birth_is_not_received_for_by_who_was_declared_missing_since(ask: Ask) -> None:
    mother, father = make.PersonFactory(missing_since=date(2026, 2, 20)), make.PersonFactory(male=True)
    make.BirthActFactory(mother=mother, father=father)
    gone = "mother.gone"
    [before] = ask("birth", "person.gone", gone, on=date(2026, 2, 19))
    [after] = ask("birth", "person.gone", gone, on=date(2026, 2, 20))
    assert (before["subject_id"], before["person.gone"], before[gone]) == (mother.pk, False, False)
    assert (after["subject_id"], after["person.gone"], after[gone]) == (father.pk, False, True)
    make.BirthActFactory(mother=mother, valid_from=date(2026, 2, 11))
    assert subjects(ask("birth", on=date(2026, 2, 20))) == [father.pk]


def test_whoever_receives_for_leave_must_be_there_now(ask: Ask) -> None:
    for change in ({"missing_since": date(2026, 2, 20)}, {"died_on": date(2026, 2, 20)}):
        make.LeaveFactory(person=make.PersonFactory(**change), child_care=True, valid_from=date(2026, 2, 10))
    asked = ("person.gone", "person.missing", "person.alive")
    told = [tuple(row[name] for name in asked) for row in ask("leave", *asked, on=date(2026, 2, 21))]
    assert told == [(True, False, True)] * 2
    assert [row["person.gone"] for row in ask("leave", "person.gone", on=date(2026, 2, 19))] == [False, False]


@pytest.mark.parametrize(
    ("on", "seen"),
    [
        (date(2026, 2, 9), False),
        (date(2026, 2, 10), True),
        (date(2029, 2, 9), True),
        (date(2029, 2, 10), False),
    ],
)
def test_a_birth_counts_for_three_years(ask: Ask, on: date, seen: bool) -> None:
    make.BirthActFactory(mother=make.PersonFactory())
    assert bool(ask("birth", on=on)) is seen


def test_a_birth_is_judged_as_of_its_day(ask: Ask) -> None:
    mother = make.PersonFactory()
    make.BirthActFactory(mother=mother)
    make.ContractFactory(person=mother, valid_from=date(2026, 2, 11))
    make.PensionFactory(person=mother, valid_until=date(2026, 2, 10))
    (row,) = ask("birth", "mother.employment.active", "pension.active", "child.age_months", on=date(2026, 11, 1))
    assert row["mother.employment.active"] is False
    assert row["pension.active"] is True
    assert row["child.age_months"] == 0


def test_a_corrected_birth_keeps_its_key(ask: Ask) -> None:
    act = make.BirthActFactory(mother=make.PersonFactory())
    corrected = make.correct(act, parity=3)
    (row,) = ask("birth", "birth.parity")
    assert (row["key"], row["record_id"], row["birth.parity"]) == (act.person.fin, corrected.pk, 3)


def test_a_death_is_settled_with_who_buried_else_spouse_child_parent(ask: Ask) -> None:
    deceased = make.PersonFactory(male=True, died_on=date(2025, 12, 31))
    burier, wife, mother = (make.PersonFactory() for _ in range(3))
    adult, small = make.PersonFactory(birth_date=date(2000, 1, 1)), make.PersonFactory(schoolchild=True)
    act = make.DeathActFactory(person=deceased)
    assert ask("death") == []
    make.KinshipFactory(person=deceased, relative=mother, kind=MOTHER)
    make.KinshipFactory(person=small, relative=deceased, kind=FATHER)
    assert subjects(ask("death")) == [mother.pk]
    make.KinshipFactory(person=adult, relative=deceased, kind=FATHER)
    assert subjects(ask("death")) == [adult.pk]
    make.KinshipFactory(person=wife, relative=deceased, spouse=True, valid_until=date(2025, 12, 31))
    assert subjects(ask("death")) == [wife.pk]
    make.correct(act, buried_by=burier)
    (row,) = ask("death", "death.ground", "deceased.alive", "deceased.insurance.insured")
    assert (row["subject_id"], row["key"], row["on"]) == (burier.pk, deceased.fin, date(2025, 12, 31))
    assert (row["death.ground"], row["deceased.alive"]) == ("act", False)
    assert subjects(ask("death", scope=Scope.persons([burier.pk]))) == [burier.pk]
    assert ask("death", scope=Scope.persons([wife.pk])) == []


def test_a_divorced_spouse_does_not_settle_a_death(ask: Ask) -> None:
    deceased = make.PersonFactory(male=True, died_on=date(2025, 12, 31))
    make.DeathActFactory(person=deceased)
    make.KinshipFactory(person=make.PersonFactory(), relative=deceased, divorced=True)
    assert ask("death") == []


def test_a_child_is_its_own_subject_from_18_to_22(ask: Ask) -> None:
    mother = make.PersonFactory()
    minor = make.PersonFactory(birth_date=date(2008, 3, 2))
    adult = make.PersonFactory(birth_date=date(2008, 3, 1))
    oldest = make.PersonFactory(birth_date=date(2003, 3, 2))
    make.PersonFactory(birth_date=date(2003, 3, 1))
    make.PersonFactory(birth_date=date(2026, 3, 2))
    for child in (minor, adult):
        make.KinshipFactory(person=child, relative=mother, kind=MOTHER)
    rows = {row["child_id"]: row for row in ask("child", "child.age", "mother.alive")}
    assert {child: row["subject_id"] for child, row in rows.items()} == {
        minor.pk: mother.pk,
        adult.pk: adult.pk,
        oldest.pk: oldest.pk,
    }
    assert (rows[adult.pk]["mother_id"], rows[adult.pk]["mother.alive"]) == (mother.pk, True)
    assert rows[minor.pk]["key"] == minor.fin


def test_a_child_without_fit_parents_is_its_guardians(ask: Ask) -> None:
    child = make.PersonFactory(schoolchild=True)
    mother, guardian = make.PersonFactory(), make.PersonFactory()
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER, rights_removed=True)
    make.KinshipFactory(person=child, relative=make.PersonFactory(dead=True), kind=FATHER)
    assert ask("child") == []
    make.KinshipFactory(person=child, relative=guardian, kind=GUARDIAN)
    (row,) = ask("child")
    assert (row["subject_id"], row["mother_id"]) == (guardian.pk, mother.pk)
    assert subjects(ask("child", scope=Scope.persons([guardian.pk]))) == [guardian.pk]
    assert subjects(ask("child", scope=Scope.id_range(guardian.pk, guardian.pk + 1))) == [guardian.pk]


def test_the_disability_of_a_child_is_the_parents(ask: Ask) -> None:
    child, adult = make.PersonFactory(schoolchild=True), make.PersonFactory()
    mother = make.KinshipFactory(person=child, kind=MOTHER).relative
    of_child = make.DisabilityFactory(person=child, of_childhood=True)
    of_adult = make.DisabilityFactory(person=adult, band="31-60")
    make.DisabilityFactory(person=adult, valid_until=date(2026, 2, 28))
    rows = {
        row["record_id"]: row for row in ask("disability", "disability.band", "disability.before_18", "disabled.age")
    }
    assert {record: row["subject_id"] for record, row in rows.items()} == {
        of_child.pk: mother.pk,
        of_adult.pk: adult.pk,
    }
    assert rows[of_child.pk]["key"] == f"DTSERA:{of_child.reference}"
    assert (rows[of_child.pk]["disability.before_18"], rows[of_child.pk]["disabled.age"]) == (True, 10)
    assert (rows[of_adult.pk]["disability.band"], rows[of_adult.pk]["on"]) == ("31-60", date(2026, 3, 1))


def test_who_is_missing_receives_for_no_child(ask: Ask) -> None:
    child = make.PersonFactory(schoolchild=True)
    mother, father = make.PersonFactory(missing_since=date(2026, 2, 20)), make.PersonFactory(male=True)
    make.KinshipFactory(person=child, relative=mother, kind=MOTHER)
    make.KinshipFactory(person=child, relative=father, kind=FATHER)
    make.DisabilityFactory(person=child, of_childhood=True)
    for basis in ("disability", "child"):
        assert subjects(ask(basis, scope=Scope.persons([child.pk]), on=date(2026, 2, 19))) == [mother.pk]
        assert subjects(ask(basis, scope=Scope.persons([child.pk]), on=date(2026, 2, 20))) == [father.pk]


def test_the_record_and_the_subject_may_have_different_disabilities(ask: Ask) -> None:
    child = make.PersonFactory(schoolchild=True)
    mother = make.KinshipFactory(person=child, kind=MOTHER).relative
    record = make.DisabilityFactory(person=child)
    make.DisabilityFactory(person=mother, band="31-60")
    rows = ask("disability", "disability.band", "subject.disability.band")
    (row,) = [row for row in rows if row["record_id"] == record.pk]
    assert (row["disability.band"], row["subject.disability.band"]) == ("81-100", "31-60")


def test_leave_is_judged_as_of_its_first_day(ask: Ask) -> None:
    infant = make.PersonFactory(infant=True)
    mother = make.LeaveFactory(child_care=True, child=infant, valid_from=date(2026, 2, 20)).person
    make.LeaveFactory(person=mother)
    rows = ask(
        "leave", "leave.kind", "leave.days", "leave.average_daily_pay", "leave.has_sheet", "child.age", "leave.until"
    )
    by_kind = {row["leave.kind"]: row for row in rows}
    assert (by_kind["child_care"]["on"], by_kind["child_care"]["child_id"]) == (date(2026, 2, 20), infant.pk)
    assert (by_kind["sick"]["leave.days"], by_kind["sick"]["leave.average_daily_pay"]) == (21, Decimal("38.50"))
    assert (by_kind["sick"]["leave.has_sheet"], by_kind["child_care"]["leave.has_sheet"]) == (True, False)
    assert (by_kind["sick"]["child_id"], by_kind["sick"]["child.age"]) == (None, None)
    assert subjects(rows) == [mother.pk, mother.pk]


@pytest.mark.parametrize(
    ("basis", "make_one", "fields"),
    [
        ("placement", make.PlacementFactory, {"placement.kind": "guardianship", "placement.until": None}),
        (
            "unemployment",
            make.UnemploymentEventFactory,
            {"unemployment.ground": "redundancy", "unemployment.insured_months_of_36": 34},
        ),
        (
            "insurance_event",
            lambda: make.PersonalInsuranceEventFactory(death=True),
            {"insurance_event.event": "death", "insurance_event.share_parts": 2, "insurance_event.degree": None},
        ),
        (
            "contract",
            lambda: make.ContractFactory(fixed=True, valid_from=date(2025, 9, 1)),
            {"contract.term": "fixed", "contract.term_months": 12, "contract.liberated": False},
        ),
        (
            "release",
            lambda: make.ImprisonmentFactory(released=True),
            {"release.needs_help": True, "release.certificate": True, "release.date": date(2026, 1, 15)},
        ),
        ("training", make.TrainingFactory, {"training.attending": True}),
        ("honour", make.HonourFactory, {"honour.status": "martyr_family", "honour.relation": "parent"}),
        ("stipend_order", make.StipendOrderFactory, {"stipend_order.kind": "personal"}),
        (
            "care",
            lambda: make.CareFactory(needs_score=34),
            {"care.needs_score": 34, "care.full_state_provision": False},
        ),
        (
            "rehabilitation",
            lambda: make.RehabilitationFactory(handed_over_on=date(2024, 2, 28), months_of_use=24),
            {"rehabilitation.handed_over": True, "rehabilitation.due_for_replacement": True},
        ),
    ],
)
def test_the_fields_of_other_records(ask: Ask, basis: str, make_one: Callable[[], Any], fields: dict[str, Any]) -> None:
    record = make_one()
    (row,) = ask(basis, *fields)
    assert {name: row[name] for name in fields} == fields
    assert (row["record_id"], row["key"]) == (record.pk, f"{record.source_id}:{record.reference}")
    carer = getattr(record, "carer_id", None)
    assert row["subject_id"] == (carer or record.person_id)
    dated = {"insurance_event": record.valid_from, "contract": record.valid_from, "release": date(2026, 1, 15)}
    assert row["on"] == dated.get(basis, date(2026, 3, 1))


def test_care_and_placement_end_with_the_other_person(ask: Ask) -> None:
    make.CareFactory(person=make.PersonFactory(dead=True))
    make.PlacementFactory(person=make.PersonFactory(schoolchild=True, dead=True))
    make.CareFactory(residential=True)
    assert (ask("care"), ask("placement")) == ([], [])
