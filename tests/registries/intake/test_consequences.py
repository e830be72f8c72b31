"""Acts corrected and annulled: what followed from them is undone and done again, whichever way and order they came."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from registries.intake.consequences import Differs, derived_reference, findings, former_reference
from registries.models import (
    BirthAct,
    DeathAct,
    HouseholdMember,
    Kinship,
    Person,
    PersonChange,
    RegistryChange,
    RegistryEvent,
)
from tests.factories.registries import (
    BirthActFactory,
    DeathActFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)
from tests.registries.intake.civil_acts import (
    AUGUST,
    DEATHS,
    NOVEMBER,
    NOW,
    annul,
    birth,
    bring,
    correct,
    death,
    died_on,
    event,
    home_of,
    kin_of,
    man,
    nothing_found,
    refused,
    take,
    woman,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def institutions() -> None:
    for code in ("DIN", "EDLIYYE", "DTSERA", "DEMX", "DSMF"):
        InstitutionFactory(code=code)


# -- deaths -----------------------------------------------------------------------------------------------------------


def wedded() -> tuple[Person, Person]:
    """A married couple that lives together."""
    wife, husband = woman(), man()
    KinshipFactory(person=wife, relative=husband, kind="spouse", source_id="EDLIYYE", reference="NK-1")
    home = HouseholdFactory()
    for person in (wife, husband):
        HouseholdMemberFactory(person=person, household=home)
    return wife, husband


def marriage() -> tuple[date | None, str]:
    row = Kinship.objects.get(kind="spouse", superseded_at=None)
    return row.valid_until, row.end_reason


def test_corrected_day_of_death_moves_all_that_ended_with_it() -> None:
    wife, husband = wedded()
    take(death(husband), correct("DeathAct", "D-1", valid_from="2026-11-10"))
    assert died_on(husband) == NOVEMBER
    assert marriage() == (NOVEMBER, "death")
    assert HouseholdMember.objects.get(person=husband, superseded_at=None).valid_until == NOVEMBER
    assert home_of(wife) is not None
    changes = PersonChange.objects.filter(person=husband, field="died_on").values_list("old", "new")
    assert list(changes) == [("", "2026-08-10"), ("2026-08-10", "2026-11-10")]
    assert nothing_found()


def test_death_act_of_somebody_else_revives_the_one_and_not_the_other() -> None:
    wife, husband = wedded()
    other = man()
    HouseholdMemberFactory(person=other)
    take(death(husband), correct("DeathAct", "D-1", fin=other.fin))
    assert (died_on(husband), died_on(other)) == (None, AUGUST)
    assert marriage() == (None, "")
    assert home_of(husband) == home_of(wife)
    assert home_of(other) is None
    assert set(RegistryEvent.objects.get(event_id="C-1").persons) >= {wife.pk, husband.pk, other.pk}
    assert nothing_found()


def test_annulled_death_revives_and_is_kept_as_annulled() -> None:
    wife, husband = wedded()
    take(death(husband), annul("DeathAct", "D-1"))
    assert died_on(husband) is None
    assert marriage() == (None, "")
    assert home_of(husband) == home_of(wife)
    act = DeathAct.objects.get()
    assert (act.superseded_by, act.superseded_at, act.correction_reason) == (None, NOW, "never happened")
    assert take(annul("DeathAct", "D-1", "X-2"))[0].note == ""
    assert DeathAct.objects.count() == 1
    assert nothing_found()


def test_annulled_act_of_one_spouse_leaves_the_end_by_the_other() -> None:
    wife, husband = wedded()
    take(death(husband), death(wife, "D-2", on="2026-09-01"), annul("DeathAct", "D-1"))
    assert marriage() == (date(2026, 9, 1), "death")
    assert (died_on(husband), home_of(wife)) == (None, None)
    assert nothing_found()


def test_annulled_record_is_not_brought_back_by_chance() -> None:
    _, husband = wedded()
    take(death(husband), annul("DeathAct", "D-1"))
    assert refused(death(husband, "D-9", reference="D-1"))[0] == "reference"
    assert refused(correct("DeathAct", "D-1", "C-9", valid_from="2026-11-10"))[0] == "reference"
    take(death(husband, "D-2", on="2026-11-10"))
    assert died_on(husband) == NOVEMBER


def test_annulment_says_what_and_why() -> None:
    wife, _ = wedded()
    assert refused(annul("DeathAct", "D-1"))[1] == "the sender has no such record"
    assert refused(annul("DeathAct", "D-1", valid_from="2026-01-01"))[0] == "valid_from"
    assert refused(event("annulment", "X-1", table="DeathAct", reference="D-1"))[0] == "reason"
    assert refused(event("annulment", "X-1", table="people", reference=wife.fin, reason="no"))[0] == "table"
    take(death(wife))
    other = annul("DeathAct", "D-1") | {"institution": "DIN"}
    assert refused(other)[0] == "table"  # whose it is not to report


def test_marriage_and_household_of_the_dead_end_as_they_arrive() -> None:
    wife, husband = woman(), man()
    home = HouseholdFactory()
    take(
        death(husband),
        event("kinship", "K-1", on="2015-05-01", fin=wife.fin, relative_fin=husband.fin, kind="spouse"),
        event("household", "H-1", "DIN", on="2015-05-01", fin=husband.fin, household=home.meter_no, relation="spouse"),
    )
    assert marriage() == (AUGUST, "death")
    assert home_of(husband) is None
    assert (Kinship.objects.count(), HouseholdMember.objects.count()) == (1, 1)
    take(annul("DeathAct", "D-1"))
    assert marriage() == (None, "")
    assert home_of(husband) == home.pk


def test_a_divorce_is_not_undone_with_a_death() -> None:
    _, husband = wedded()
    take(
        correct("Kinship", "NK-1", "C-0", valid_until="2026-08-10", end_reason="divorce"),
        death(husband),
        annul("DeathAct", "D-1"),
    )
    assert marriage() == (AUGUST, "divorce")


def test_a_late_death_is_told_of_like_any_other() -> None:
    wife, husband = wedded()
    take(death(husband, on="2023-11-10"))
    assert died_on(husband) == date(2023, 11, 10)
    assert set(RegistryEvent.objects.get().persons) == {wife.pk, husband.pk}


# -- births -----------------------------------------------------------------------------------------------------------


def test_birth_act_with_the_mother_corrected_moves_kinship_and_household() -> None:
    wrong, right, father = woman(), woman(), man()
    homes = {person.pk: HouseholdMemberFactory(person=person).household_id for person in (wrong, right)}
    take(birth(mother_fin=wrong.fin, father_fin=father.fin))
    assert (kin_of("8AB1C2D"), home_of("8AB1C2D")) == ({("mother", wrong.pk), ("father", father.pk)}, homes[wrong.pk])
    take(correct("BirthAct", "B-1", mother_fin=right.fin))
    assert (kin_of("8AB1C2D"), home_of("8AB1C2D")) == ({("mother", right.pk), ("father", father.pk)}, homes[right.pk])
    child = Person.objects.get(fin="8AB1C2D")
    assert set(RegistryEvent.objects.get(event_id="C-1").persons) == {child.pk, wrong.pk, right.pk, father.pk}
    assert nothing_found()


def test_annulled_birth_act_leaves_no_kin_and_no_home() -> None:
    mother = woman()
    HouseholdMemberFactory(person=mother)
    take(birth(mother_fin=mother.fin), annul("BirthAct", "B-1"))
    assert (kin_of("8AB1C2D"), home_of("8AB1C2D")) == (set(), None)
    assert nothing_found()


def test_father_taken_out_and_put_in() -> None:
    mother, father = woman(), man()
    take(birth(mother_fin=mother.fin, father_fin=father.fin), correct("BirthAct", "B-1", father_fin=""))
    assert kin_of("8AB1C2D") == {("mother", mother.pk)}
    take(correct("BirthAct", "B-1", "C-2", father_fin=father.fin))
    assert kin_of("8AB1C2D") == {("mother", mother.pk), ("father", father.pk)}
    assert nothing_found()


def test_corrected_day_name_and_life_of_a_child() -> None:
    mother = woman()
    HouseholdMemberFactory(person=mother)
    take(birth(mother_fin=mother.fin))
    take(correct("BirthAct", "B-1", "C-1", birth_date="2026-11-17", given_name="Murat"))
    child = Person.objects.get(fin="8AB1C2D")
    assert (child.birth_date, child.given_name, child.died_on) == (date(2026, 11, 17), "Murat", None)
    assert Kinship.objects.get(person=child, superseded_at=None).valid_from == date(2026, 11, 17)
    take(correct("BirthAct", "B-1", "C-2", born_alive=False))
    assert (died_on(child), home_of(child)) == (date(2026, 11, 17), None)
    take(correct("BirthAct", "B-1", "C-3", born_alive=True))
    assert (died_on(child), home_of(child)) == (None, home_of(mother))
    assert nothing_found()


def test_birth_act_of_another_child_moves_what_followed() -> None:
    mother, right = woman(), PersonFactory(birth_date=date(2026, 11, 18), sex="M")
    HouseholdMemberFactory(person=mother)
    take(birth(mother_fin=mother.fin), correct("BirthAct", "B-1", fin=right.fin))
    assert (kin_of("8AB1C2D"), home_of("8AB1C2D")) == (set(), None)
    assert (kin_of(right), home_of(right)) == ({("mother", mother.pk)}, home_of(mother))
    assert nothing_found()


def test_kinship_under_another_number_moves_with_the_act() -> None:
    """Registers brought in earlier number kinship on their own; other sources' kinship is theirs."""
    wrong, right, court = woman(), woman(), man()
    child = PersonFactory(birth_date=date(2025, 3, 1))
    BirthActFactory(person=child, mother=wrong, source_id="EDLIYYE", reference="DA-7", valid_from=date(2025, 3, 1))
    KinshipFactory(person=child, relative=wrong, kind="mother", source_id="EDLIYYE", reference="QH-7-mother")
    KinshipFactory(person=child, relative=court, kind="father", source_id="DIN", reference="M-1")
    take(correct("BirthAct", "DA-7", mother_fin=right.fin))
    assert kin_of(child) == {("mother", right.pk), ("father", court.pk)}
    assert Kinship.objects.get(relative=right, superseded_at=None).reference == "QH-7-mother"


LONG = "EDLIYYE/VVADQ/BAKI/YASAMAL-QEYDIYYAT-SOBESI/2026/0000000"


def test_long_references_do_not_make_one_child_the_others() -> None:
    mothers = [woman(), woman()]
    take(*(birth(f"{LONG}{n}", f"8AB1C2{n}", act_no=f"A-{n}", mother_fin=mothers[n].fin) for n in (0, 1)))
    assert [kin_of(f"8AB1C2{n}") for n in (0, 1)] == [{("mother", mothers[n].pk)} for n in (0, 1)]


def test_long_reference_that_was_cut_before_is_still_found() -> None:
    wrong, right = woman(), woman()
    HouseholdMemberFactory(person=right)
    old_home = HouseholdMemberFactory(person=wrong).household
    child = PersonFactory(birth_date=date(2026, 3, 1))
    about = {"source_id": "EDLIYYE", "valid_from": date(2026, 3, 1), "person": child}
    BirthActFactory(mother=wrong, reference=f"{LONG}0", act_no="A-0", **about)
    KinshipFactory(relative=wrong, kind="mother", reference=former_reference(f"{LONG}0", "mother"), **about)
    HouseholdMemberFactory(
        household=old_home, reference=former_reference(f"{LONG}0", "home"), relation="child", **about
    )
    take(correct("BirthAct", f"{LONG}0", mother_fin=right.fin))
    assert (kin_of(child), home_of(child)) == ({("mother", right.pk)}, home_of(right))


def test_derived_references_fit_and_differ() -> None:
    made = {derived_reference(f"{LONG}{n}", suffix) for n in (0, 1) for suffix in ("mother", "father", "home")}
    assert len(made) == 6
    assert max(map(len, made)) <= 64
    assert derived_reference("A-1", "mother") == former_reference("A-1", "mother") == "A-1/mother"


def test_event_id_that_cannot_number_an_act_asks_for_the_number() -> None:
    assert refused(birth(f"{LONG}0", mother_fin=woman().fin)) == ("act_no", "is missing")


# -- files ------------------------------------------------------------------------------------------------------------


def test_acts_in_a_file_take_effect_like_those_of_events(tmp_path: Path) -> None:
    wife, husband = wedded()
    file = tmp_path / "deaths.csv"
    row = f"{husband.fin},EDLIYYE,D-1,%s,A-77,2026-11-20\n"
    assert bring("DeathAct", file, DEATHS + row % "2026-08-10").new == 1
    assert (died_on(husband), marriage(), home_of(husband)) == (AUGUST, (AUGUST, "death"), None)
    assert RegistryChange.objects.get().persons == sorted([wife.pk, husband.pk])
    assert bring("DeathAct", file, DEATHS + row % "2026-08-10").unchanged == 1
    assert RegistryChange.objects.count() == 1
    assert bring("DeathAct", file, DEATHS + row % "2026-11-10").corrected == 1
    assert (died_on(husband), marriage()) == (NOVEMBER, (NOVEMBER, "death"))


def test_birth_acts_in_a_file_make_kin(tmp_path: Path) -> None:
    mother = woman()
    HouseholdMemberFactory(person=mother)
    child = PersonFactory(birth_date=date(2026, 11, 18))
    columns = "fin,source,reference,valid_from,act_no,registered_on,mother_fin\n"
    bring("BirthAct", tmp_path / "b.csv", f"{columns}{child.fin},EDLIYYE,B-1,2026-11-18,A-1,2026-11-20,{mother.fin}\n")
    assert (kin_of(child), home_of(child)) == ({("mother", mother.pk)}, home_of(mother))


KINSHIP = "fin,source,reference,valid_from,valid_until,relative_fin,kind\n"


def test_same_file_of_marriages_after_a_death_changes_nothing(tmp_path: Path) -> None:
    wife, husband = woman(), man()
    take(death(husband))
    text = f"{KINSHIP}{wife.fin},EDLIYYE,NK-5,2015-05-01,,{husband.fin},spouse\n"
    assert bring("Kinship", tmp_path / "k.csv", text).new == 1
    assert bring("Kinship", tmp_path / "k.csv", text).unchanged == 1
    assert (Kinship.objects.count(), marriage()) == (1, (AUGUST, "death"))


# -- the check --------------------------------------------------------------------------------------------------------


def test_check_finds_each_consequence_that_is_missing() -> None:
    """Each is broken by hand, past all that would mend it."""
    wife, husband = wedded()
    wrong, right = woman(), woman()
    take(death(husband), birth(mother_fin=wrong.fin))
    assert nothing_found()
    child = Person.objects.get(fin="8AB1C2D")

    def broken() -> set[Differs]:
        return {one.what for one in findings()}

    with transaction.atomic():
        Person.objects.filter(pk=husband.pk).update(died_on=None)
        assert broken() >= {Differs.DEATH_DAY}
        transaction.set_rollback(True)
    with transaction.atomic():
        Person.objects.filter(pk=husband.pk).update(died_on=NOVEMBER)
        (finding,) = [one for one in findings() if one.what is Differs.DEATH_DAY]
        assert (finding.person, finding.reference, finding.found) == (husband.pk, "D-1", "died_on=2026-11-10")
        assert finding.expected == "died_on=2026-08-10"
        transaction.set_rollback(True)
    with transaction.atomic():
        DeathAct.objects.update(superseded_at=NOW)
        assert broken() >= {Differs.DEAD_WITHOUT_ACT}
        transaction.set_rollback(True)
    with transaction.atomic():
        KinshipFactory(person=wife, relative=husband, kind="spouse")
        assert broken() == {Differs.MARRIAGE_OF_THE_DEAD}
        transaction.set_rollback(True)
    with transaction.atomic():
        HouseholdMemberFactory(person=husband)
        assert broken() == {Differs.HOME_OF_THE_DEAD}
        transaction.set_rollback(True)
    with transaction.atomic():
        Kinship.objects.filter(person=child).update(superseded_at=NOW)
        (finding,) = findings()
        assert (finding.what, finding.person, finding.reference) == (Differs.KIN_MISSING, child.pk, "B-1")
        transaction.set_rollback(True)
    with transaction.atomic():
        act = BirthAct.objects.get()
        BirthAct.objects.update(superseded_at=NOW)
        assert broken() == {Differs.KIN_WRONG}
        BirthActFactory(person=child, source=act.source, reference="B-1", mother=right, valid_from=act.valid_from)
        assert broken() == {Differs.KIN_WRONG}
        transaction.set_rollback(True)
    assert nothing_found()


def test_check_asks_as_often_for_many_as_for_one(django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        person = PersonFactory(died_on=AUGUST)
        DeathActFactory(person=person, valid_from=AUGUST)
        HouseholdMemberFactory(person=person)
    with django_assert_max_num_queries(40):
        assert [one.what for one in findings()] == [Differs.HOME_OF_THE_DEAD] * 3
