"""Acts corrected and annulled: what followed from them is undone and done again, whichever way and order they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.intake import Receipt, receive
from registries.intake.consequences import Differs, derived_reference, findings, former_reference
from registries.intake.files import import_file
from registries.intake.targets import find_target
from registries.models import (
    BirthAct,
    DeathAct,
    DisabilityDecision,
    EmploymentContract,
    HouseholdMember,
    Kinship,
    Person,
    PersonChange,
    RegistryChange,
    RegistryEvent,
)
from tests.factories.registries import (
    BirthActFactory,
    ContractFactory,
    DeathActFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
AUGUST, NOVEMBER = date(2026, 8, 10), date(2026, 11, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def institutions() -> None:
    for code in ("DIN", "EDLIYYE", "DTSERA", "DEMX", "DSMF"):
        InstitutionFactory(code=code)


def event(
    kind: str, number: str, institution: str = "EDLIYYE", /, on: str = "2026-11-20", **record: Any
) -> dict[str, Any]:
    return {"institution": institution, "id": number, "kind": kind, "happened_on": on, "record": record}


def death(person: Person, number: str = "D-1", on: str = "2026-08-10", **more: Any) -> dict[str, Any]:
    return event("death", number, on=on, fin=person.fin, **more)


def birth(number: str = "B-1", fin: str = "8AB1C2D", on: str = "2026-11-18", **more: Any) -> dict[str, Any]:
    record = {"fin": fin, "surname": "Əliyev", "given_name": "Murad", "sex": "M", **more}
    return event("birth", number, on=on, **record)


def correct(table: str, reference: str, number: str = "C-1", **more: Any) -> dict[str, Any]:
    return event("correction", number, table=table, reference=reference, reason="typing error", **more)


def annul(table: str, reference: str, number: str = "X-1", **more: Any) -> dict[str, Any]:
    return event("annulment", number, table=table, reference=reference, reason="never happened", **more)


def take(*events: dict[str, Any]) -> list[Receipt]:
    """Receive events one call each; all must be taken."""
    receipts = [receipt for sent in events for receipt in receive([sent], now=NOW)]
    assert [(receipt.status, receipt.problem) for receipt in receipts] == [("applied", None)] * len(events)
    return receipts


def refused(sent: dict[str, Any]) -> tuple[str, str]:
    (receipt,) = receive([sent], now=NOW)
    assert receipt.status == "refused"
    assert receipt.problem is not None
    assert receipt.problem["hint"]
    return receipt.problem["field"], receipt.problem["message"]


def bring(target: str, path: Path, text: str) -> Any:
    path.write_text(text, encoding="utf-8")
    return import_file(find_target(target), path, dry_run=False, report=lambda *_: None, now=NOW)


def woman(**more: Any) -> Person:
    made: Person = PersonFactory(birth_date=date(1992, 5, 1), **more)
    return made


def man(**more: Any) -> Person:
    made: Person = PersonFactory(male=True, birth_date=date(1990, 5, 1), **more)
    return made


def died_on(person: Person) -> date | None:
    person.refresh_from_db()
    return person.died_on


def kin_of(child: Person | str) -> set[tuple[str, int]]:
    fin = child if isinstance(child, str) else child.fin
    rows = Kinship.objects.filter(person__fin=fin, superseded_at=None, kind__in=("mother", "father"))
    return set(rows.values_list("kind", "relative_id"))


def home_of(person: Person | str) -> int | None:
    fin = person if isinstance(person, str) else person.fin
    rows = HouseholdMember.objects.filter(person__fin=fin, superseded_at=None, valid_until=None)
    return rows.values_list("household_id", flat=True).first()


def nothing_found() -> bool:
    return list(findings()) == []


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
    assert refused(other)[1] == "the sender has no such record"


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


DEATHS = "fin,source,reference,valid_from,act_no,registered_on\n"


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


# -- the order of time ------------------------------------------------------------------------------------------------


def test_older_state_that_arrives_later_is_history() -> None:
    person = woman()
    record = {"fin": person.fin, "decision_no": "7", "cause": "general", "reference": "R-1"}
    newer = event("disability_decision", "T-2", "DTSERA", band="81-100", recorded_at="2026-11-20T10:00", **record)
    older = event("disability_decision", "T-1", "DTSERA", band="31-60", recorded_at="2026-11-10T10:00", **record)
    take(newer)
    (receipt,) = take(older)
    assert "older" in receipt.note
    assert DisabilityDecision.objects.get(superseded_at=None).band == "81-100"
    history = DisabilityDecision.objects.exclude(superseded_at=None).get()
    assert (history.band, history.superseded_at, history.superseded_by.band) == ("31-60", NOW, "81-100")
    take(older | {"id": "T-3"}, newer | {"id": "T-4"})
    assert DisabilityDecision.objects.count() == 2


def test_older_rows_of_a_file_are_history_and_counted(tmp_path: Path) -> None:
    person = woman()
    columns = "fin,source,reference,valid_from,decision_no,decision_date,band,cause,recorded_at\n"
    row = f"{person.fin},DTSERA,R-1,2026-01-01,7,2026-01-01,%s,general,%s\n"
    bring("TSERAS", tmp_path / "new.csv", columns + row % ("81-100", "2026-11-20"))
    result = bring("TSERAS", tmp_path / "old.csv", columns + row % ("31-60", "2026-11-10"))
    assert (result.older, result.corrected, result.rows) == (1, 0, 1)
    assert DisabilityDecision.objects.get(superseded_at=None).band == "81-100"


@pytest.mark.parametrize("kind", ["event", "correction", "file", "people"])
def test_recorded_in_the_future_is_refused_at_every_entrance(kind: str, tmp_path: Path) -> None:
    person = woman()
    take(death(person))
    future = {"recorded_at": "2099-01-01T00:00"}
    if kind == "event":
        assert refused(death(man(), "D-2", **future))[0] == "recorded_at"
    elif kind == "correction":
        assert refused(correct("DeathAct", "D-1", act_no="9", **future))[0] == "recorded_at"
    elif kind == "file":
        text = f"{DEATHS.strip()},recorded_at\n{man().fin},EDLIYYE,D-3,2026-08-10,A,2026-08-11,2099-01-01\n"
        assert bring("DeathAct", tmp_path / "f.csv", text).refused == 1
    else:
        text = "fin,surname,given_name,sex,birth_date,recorded_at\n7XB0001,Əliyeva,Aygün,F,1995-05-05,2099-01-01\n"
        assert bring("people", tmp_path / "f.csv", text).refused == 1


def test_what_was_said_again_later_outlives_what_lay_between() -> None:
    """500 in January, 600 in February, 500 in March: March arrives before February."""
    contract = ContractFactory(
        source_id="DEMX", reference="K-1", monthly_pay=500, recorded_at=datetime(2026, 1, 5, tzinfo=UTC)
    )
    march = correct("EmploymentContract", "K-1", "C-3", monthly_pay="500", recorded_at="2026-03-05")
    february = correct("EmploymentContract", "K-1", "C-2", monthly_pay="600", recorded_at="2026-02-05")
    for sent in (march, february):
        take(sent | {"institution": "DEMX"})
    assert EmploymentContract.objects.get(person=contract.person, superseded_at=None).monthly_pay == 500


def by_time(number: int) -> str:
    return f"2026-11-{number:02d}T10:00"


def registry_state() -> list[tuple[Any, ...]]:
    """What the registries say now, without ids and times of arrival."""
    columns: dict[type[Any], tuple[str, ...]] = {
        DeathAct: ("person__fin", "valid_from", "act_no", "buried_by__fin"),
        BirthAct: ("person__fin", "mother__fin", "father__fin", "valid_from", "act_no"),
        Kinship: ("person__fin", "relative__fin", "kind", "valid_from", "valid_until", "end_reason"),
        HouseholdMember: ("person__fin", "household__meter_no", "valid_from", "valid_until"),
    }
    state = [tuple(Person.objects.order_by("fin").values_list("fin", "died_on", "birth_date"))]
    for model, names in columns.items():
        state.append(tuple(sorted(model.objects.filter(superseded_at=None).values_list(*names), key=str)))
    return state


KINDS = ("day", "person", "number", "mother", "father", "again", "annul", "annul_birth", "restate")


def until_taken(sent: Sequence[dict[str, Any]]) -> None:
    """Send events in this order, and those refused again, as senders do; parts of annulled records are left over."""
    left = list(sent)
    while left:
        receipts = [(one, receive([one], now=NOW)[0]) for one in left]
        again = [(one, receipt.problem) for one, receipt in receipts if receipt.status == "refused"]
        if len(again) == len(left):
            assert {problem["message"] for _, problem in again if problem} == {"this record was annulled"}
            return
        left = [one for one, _ in again]


def people() -> dict[str, Person]:
    made = {name: PersonFactory(fin=f"7ZZ000{n}", birth_date=date(1992, 5, n)) for n, name in enumerate("abc", start=1)}
    made["f"] = PersonFactory(male=True, fin="7ZZ0007", birth_date=date(1990, 5, 1))
    KinshipFactory(person=made["a"], relative=made["f"], kind="spouse", source_id="EDLIYYE", reference="NK-1")
    for number, name in enumerate("abf"):
        HouseholdMemberFactory(
            person=made[name], household=HouseholdFactory(meter_no=f"1000000{number}"), reference=f"H-{number}"
        )
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_arrival_leaves_what_the_sources_order_leaves(data: st.DataObject) -> None:
    states = []
    plan = data.draw(st.lists(st.sampled_from(KINDS), max_size=5))
    order: list[int] = []
    for attempt in range(2):
        with transaction.atomic():
            them = people()
            sent = [
                death(them["f"], "D-1", recorded_at=by_time(1), act_no="1"),
                birth("B-1", "8ZZ0001", on="2026-05-18", mother_fin=them["a"].fin, recorded_at=by_time(1), act_no="1"),
            ]
            sent += [_said(kind, number, them) for number, kind in enumerate(plan, start=2)]
            if attempt == 0:
                until_taken(sent)
                order = data.draw(st.permutations(range(len(sent))))
            else:
                until_taken([sent[place] for place in order])
                if data.draw(st.booleans()):
                    assert "applied" not in {receipt.status for receipt in receive(sent, now=NOW)}
            states.append(registry_state())
            assert nothing_found()
            transaction.set_rollback(True)
    assert states[0] == states[1]


def _said(kind: str, number: int, them: dict[str, Person]) -> dict[str, Any]:
    at, name = {"recorded_at": by_time(number)}, f"E-{number}"
    return {
        "day": lambda: correct("DeathAct", "D-1", name, valid_from=f"2026-10-{number:02d}", **at),
        "person": lambda: correct("DeathAct", "D-1", name, fin=them["b" if number % 2 else "a"].fin, **at),
        "number": lambda: correct("DeathAct", "D-1", name, act_no=str(number), **at),
        "again": lambda: death(them["f"], name, reference="D-1", act_no="1", **at),
        "annul": lambda: annul("DeathAct", "D-1", name, **at),
        "mother": lambda: correct("BirthAct", "B-1", name, mother_fin=them["b" if number % 2 else "c"].fin, **at),
        "father": lambda: correct("BirthAct", "B-1", name, father_fin=them["f"].fin if number % 2 else "", **at),
        "annul_birth": lambda: annul("BirthAct", "B-1", name, **at),
        "restate": lambda: death(them["b"], name, on="2026-09-09", reference="D-1", act_no="2", **at),
    }[kind]()


def test_every_order_of_an_act_two_corrections_and_an_older_state() -> None:
    states = []
    for order in permutations(range(4)):
        with transaction.atomic():
            them = people()
            sent = [
                death(them["f"], "D-1", recorded_at=by_time(2), act_no="1"),
                correct("DeathAct", "D-1", "C-1", valid_from="2026-11-10", recorded_at=by_time(3)),
                correct("DeathAct", "D-1", "C-2", act_no="2", recorded_at=by_time(4)),
                death(them["b"], "D-0", reference="D-1", act_no="0", recorded_at=by_time(1)),
            ]
            until_taken([sent[place] for place in order])
            states.append(registry_state())
            transaction.set_rollback(True)
    assert all(state == states[0] for state in states)
