"""Events are received once each; bad ones are refused alone, with the field and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.intake import Receipt, inbox, receive
from registries.intake.kinds import KINDS
from registries.intake.targets import targets
from registries.models import (
    BirthAct,
    DeathAct,
    DisabilityDecision,
    EmploymentContract,
    HouseholdMember,
    Imprisonment,
    InsuranceAccount,
    Kinship,
    Person,
    PersonChange,
    RegistryEvent,
    RegistryGap,
)
from registries.signals import registry_changed
from tests.factories.registries import (
    AccountFactory,
    ContractFactory,
    DistrictFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    ImprisonmentFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def event(
    kind: str, number: str = "A-1", institution: str = "EDLIYYE", on: str = "2026-11-20", **record: Any
) -> dict[str, Any]:
    return {"institution": institution, "id": number, "kind": kind, "happened_on": on, "record": record}


def birth(number: str = "A-1", fin: str = "8AB1C2D", **more: Any) -> dict[str, Any]:
    record = {"fin": fin, "surname": "Əliyev", "given_name": "Murad", "sex": "M", **more}
    return event("birth", number, **record)


def decision(person: Person, number: str = "T-1", **more: Any) -> dict[str, Any]:
    record = {"fin": person.fin, "decision_no": "77", "band": "61-80", "cause": "general", **more}
    return event("disability_decision", number, "DTSERA", **record)


def one(sent: Any) -> Receipt:
    (receipt,) = receive([sent], now=NOW)
    return receipt


@pytest.fixture(autouse=True)
def institutions() -> None:
    for code in ("DIN", "EDLIYYE", "DTSERA", "DEMX", "DSMF", "DVX", "PENITENSIAR"):
        InstitutionFactory(code=code)


@pytest.fixture
def mother() -> Person:
    person: Person = PersonFactory(birth_date=date(1996, 5, 1), language="ru")
    return person


@pytest.fixture
def father() -> Person:
    person: Person = PersonFactory(male=True, birth_date=date(1994, 5, 1))
    return person


class Heard(list[dict[str, Any]]):
    def hear(self, **told: Any) -> None:
        told.pop("signal")
        told.pop("sender")
        self.append(told)


@pytest.fixture
def heard() -> Iterator[Heard]:
    listener = Heard()
    registry_changed.connect(listener.hear)
    yield listener
    registry_changed.disconnect(listener.hear)


# -- births ----------------------------------------------------------------------------------------------------------


def test_birth_brings_in_child_act_kin_and_household(mother: Person, father: Person) -> None:
    home = HouseholdMemberFactory(person=mother).household
    receipt = one(birth(mother_fin=mother.fin, father_fin=father.fin, parity=1))
    assert receipt.status == "applied"
    child = Person.objects.get(fin="8AB1C2D")
    assert (child.birth_date, child.district_id, child.language) == (date(2026, 11, 20), mother.district_id, "ru")
    act = BirthAct.objects.get(person=child)
    assert (act.mother, act.father, act.reference, act.valid_from) == (mother, father, "A-1", date(2026, 11, 20))
    kin = Kinship.objects.filter(person=child).values_list("kind", "relative_id")
    assert set(kin) == {("mother", mother.pk), ("father", father.pk)}
    assert HouseholdMember.objects.get(person=child).household == home
    stored = RegistryEvent.objects.get()
    assert stored.pk == receipt.event_pk
    assert (stored.state, stored.registry, stored.detected_at) == ("applied", "POPULATION", None)
    assert stored.persons == sorted([child.pk, mother.pk, father.pk])
    assert stored.payload["mother_fin"] == mother.fin


def test_birth_without_known_father_is_taken(mother: Person) -> None:
    assert one(birth(mother_fin=mother.fin)).status == "applied"
    assert BirthAct.objects.get().father is None


def test_birth_without_life_is_recorded_as_such(mother: Person) -> None:
    HouseholdMemberFactory(person=mother)
    assert one(birth(mother_fin=mother.fin, born_alive=False)).status == "applied"
    child = Person.objects.get(fin="8AB1C2D")
    assert child.died_on == child.birth_date
    assert not HouseholdMember.objects.filter(person=child).exists()


def test_birth_of_someone_elses_fin_is_refused(mother: Person, father: Person) -> None:
    receipt = one(birth(fin=father.fin, mother_fin=mother.fin))
    assert receipt.problem is not None
    assert (receipt.status, receipt.problem["field"]) == ("refused", "fin")
    assert receipt.problem["message"] == "somebody else is registered under this FİN"


def test_birth_with_unknown_mother_is_refused_and_leaves_no_child() -> None:
    receipt = one(birth(mother_fin="9ZZ9ZZ9"))
    assert receipt.problem is not None
    assert receipt.problem["field"] == "mother_fin"
    assert not Person.objects.filter(fin="8AB1C2D").exists()


def test_second_birth_act_of_a_child_is_refused_with_the_way_out(mother: Person) -> None:
    one(birth("A-1", mother_fin=mother.fin))
    receipt = one(birth("A-2", mother_fin=mother.fin))
    assert receipt.problem is not None
    assert receipt.problem["message"] == "there is a birth act of this child already"
    assert "reference" in receipt.problem["hint"]
    assert BirthAct.objects.count() == 1


# -- deaths ----------------------------------------------------------------------------------------------------------


def test_death_ends_marriage_and_household_and_is_kept_as_a_change(mother: Person, father: Person) -> None:
    KinshipFactory(person=mother, relative=father, kind="spouse")
    HouseholdMemberFactory(person=father)
    child = PersonFactory()
    KinshipFactory(person=child, relative=father, kind="father")
    receipt = one(event("death", fin=father.fin, buried_by_fin=mother.fin))
    assert receipt.status == "applied"
    father.refresh_from_db()
    assert father.died_on == date(2026, 11, 20)
    assert DeathAct.objects.get().buried_by == mother
    change = PersonChange.objects.get()
    assert (change.field, change.old, change.new, change.source_id) == ("died_on", "", "2026-11-20", "EDLIYYE")
    marriage = Kinship.objects.get(kind="spouse", superseded_at=None)
    assert (marriage.valid_until, marriage.end_reason) == (date(2026, 11, 20), "death")
    assert HouseholdMember.objects.get(superseded_at=None).valid_until == date(2026, 11, 20)
    persons = RegistryEvent.objects.get().persons
    assert set(persons) == {father.pk, mother.pk, child.pk}


def test_deaths_of_both_spouses_in_one_call_end_the_marriage_once(mother: Person, father: Person) -> None:
    KinshipFactory(person=mother, relative=father, kind="spouse")
    receipts = receive([event("death", "1", fin=father.fin), event("death", "2", fin=mother.fin)], now=NOW)
    assert [receipt.status for receipt in receipts] == ["applied", "applied"]
    assert Kinship.objects.filter(kind="spouse").count() == 2
    assert Kinship.objects.filter(kind="spouse", superseded_at=None).count() == 1


def test_death_before_birth_is_refused(father: Person) -> None:
    receipt = one(event("death", fin=father.fin, died_on="1990-01-01"))
    assert receipt.problem is not None
    assert receipt.problem["field"] == "valid_from"


# -- records, endings, corrections -----------------------------------------------------------------------------------


def test_record_comes_in_as_sent(mother: Person) -> None:
    assert one(decision(mother, valid_until="2027-11-19")).status == "applied"
    record = DisabilityDecision.objects.get()
    assert (record.person, record.source_id, record.reference) == (mother, "DTSERA", "T-1")
    assert (record.valid_from, record.decision_date) == (date(2026, 11, 20), date(2026, 11, 20))
    assert record.recorded_at == NOW


def test_same_record_under_another_event_changes_nothing(mother: Person) -> None:
    one(decision(mother, reference="R-1"))
    assert one(decision(mother, "T-2", reference="R-1")).status == "applied"
    assert DisabilityDecision.objects.count() == 1


def test_other_content_under_the_same_reference_supersedes(mother: Person) -> None:
    one(decision(mother, reference="R-1"))
    one(decision(mother, "T-2", reference="R-1", band="81-100"))
    old, new = DisabilityDecision.objects.order_by("pk")
    assert (old.superseded_by, old.superseded_at, old.corrected_by) == (new, NOW, "DTSERA")
    assert old.correction_reason == "event T-2"
    assert (old.band, new.band, new.superseded_at) == ("61-80", "81-100", None)


def test_correction_changes_only_what_it_says(mother: Person) -> None:
    one(decision(mother, reference="R-1", icd10="G40.9"))
    sent = event("correction", "T-3", "DTSERA", table="TSERAS", reference="R-1", band="31-60", reason="typing error")
    assert one(sent).status == "applied"
    record = DisabilityDecision.objects.get(superseded_at=None)
    assert (record.band, record.icd10, record.person) == ("31-60", "G40.9", mother)
    assert DisabilityDecision.objects.exclude(superseded_at=None).get().correction_reason == "typing error"


def test_correction_of_another_institutions_record_is_refused(mother: Person) -> None:
    one(decision(mother, reference="R-1"))
    InstitutionFactory(code="NMR")
    receipt = one(event("correction", "X", "NMR", table="TSERAS", reference="R-1", band="31-60"))
    assert receipt.problem is not None
    assert receipt.problem["message"] == "the sender has no such record"


def test_contract_ends_by_reference_and_by_number(mother: Person) -> None:
    first = ContractFactory(person=mother, source_id="DEMX")
    second = ContractFactory(person=mother, source_id="DVX", contract_no="N-7")
    ended = [
        event("contract_end", "1", "DEMX", reference=first.reference, end_ground="70.b"),
        event("contract_end", "2", "DEMX", fin=mother.fin, contract_no="N-7", valid_until="2026-11-15"),
    ]
    assert [receipt.status for receipt in receive(ended, now=NOW)] == ["applied", "applied"]
    live = EmploymentContract.objects.filter(superseded_at=None)
    assert live.get(reference=first.reference).valid_until == date(2026, 11, 20)
    assert live.get(reference=first.reference).end_ground == "70.b"
    assert live.get(reference=second.reference).valid_until == date(2026, 11, 15)


def test_contract_that_nobody_knows_cannot_end(mother: Person) -> None:
    for record in ({"reference": "none"}, {"fin": mother.fin, "contract_no": "N-9"}):
        receipt = one(event("contract_end", str(record), "DEMX", **record))
        assert receipt.problem is not None
        assert receipt.problem["field"] == "reference"
    receipt = one(event("contract_end", "3", "DEMX"))
    assert receipt.problem is not None
    assert receipt.problem["hint"].endswith("or fin and contract_no")


def test_contract_cannot_end_before_it_begins(mother: Person) -> None:
    contract = ContractFactory(person=mother, source_id="DEMX")
    receipt = one(event("contract_end", "1", "DEMX", on="2019-01-01", reference=contract.reference))
    assert receipt.problem is not None
    assert receipt.problem["field"] == "valid_until"


def test_start_and_end_of_a_contract_in_one_call_are_taken_in_order(mother: Person) -> None:
    DistrictFactory(code="yasamal", name="Yasamal")
    start = event(
        "contract_start", "1", "DEMX", "2026-11-01", fin=mother.fin, contract_no="5", employer_voen="1000000011",
        employer_name="MMC", position="aşpaz", workplace_district="yasamal", term="open", reference="C-1",
    )  # fmt: skip
    end = event("contract_end", "2", "DEMX", reference="C-1")
    assert [receipt.status for receipt in receive([start, end], now=NOW)] == ["applied", "applied"]
    assert EmploymentContract.objects.get(superseded_at=None).valid_until == date(2026, 11, 20)


def test_release_ends_the_term_the_day_before(father: Person) -> None:
    term = ImprisonmentFactory(person=father, source_id="PENITENSIAR", released_on=None)
    sent = event("release", "1", "PENITENSIAR", reference=term.reference, needs_medical_social_help=True)
    assert one(sent).status == "applied"
    record = Imprisonment.objects.get(superseded_at=None)
    assert (record.released_on, record.valid_until) == (date(2026, 11, 20), date(2026, 11, 19))
    assert record.needs_medical_social_help


def test_contributions_go_to_the_account_there_is(mother: Person) -> None:
    account = AccountFactory(person=mother)
    sent = event("contributions", "1", "DVX", fin=mother.fin, insurance_months=301, pension_capital="60000")
    assert one(sent).status == "applied"
    record = InsuranceAccount.objects.get(superseded_at=None)
    assert (record.source_id, record.reference, record.ssn) == (account.source_id, account.reference, account.ssn)
    assert (record.insurance_months, record.pension_capital) == (301, Decimal("60000.00"))
    assert record.valid_from == account.valid_from


def test_first_contributions_open_an_account_when_they_say_enough(mother: Person) -> None:
    receipt = one(event("contributions", "1", "DVX", fin=mother.fin, insurance_months=1))
    assert receipt.problem is not None
    assert (receipt.problem["field"], receipt.problem["message"]) == ("ssn", "is missing")
    sent = event(
        "contributions", "2", "DVX", fin=mother.fin, insurance_months=1, ssn="1234567890123", opened_on="2026-10-01"
    )
    assert one(sent).problem is None
    assert InsuranceAccount.objects.get().valid_from == date(2026, 10, 1)


def test_gap_opens_once_and_closes(mother: Person) -> None:
    record = {"fin": mother.fin, "registry": "EMAS"}
    opened = [event("gap", number, "DEMX", since="2026-11-01", reason="move", **record) for number in ("1", "2")]
    assert [receipt.status for receipt in receive(opened, now=NOW)] == ["applied", "applied"]
    assert RegistryGap.objects.get().until is None
    assert one(event("gap", "3", "DEMX", until="2026-11-20", **record)).status == "applied"
    assert RegistryGap.objects.get().until == date(2026, 11, 20)
    assert one(event("gap", "4", "DEMX", until="2026-11-20", **record)).status == "refused"


def test_assistance_concerns_everyone_in_the_household(mother: Person) -> None:
    home = HouseholdFactory()
    mates = [HouseholdMemberFactory(household=home).person for _ in range(3)]
    HouseholdMemberFactory(household=home, person=mother, relation="representative")
    sent = event(
        "assistance", "1", "DSMF", fin=mother.fin, household=home.meter_no, service_code="06-00", basis_key=mother.fin,
        assigned_on="2026-11-20", amount=640, application_no="1", registered_on="2026-11-05", members=4,
        average_income="560,00", need_criterion=300, decision="granted",
    )  # fmt: skip
    assert one(sent).status == "applied"
    assert set(RegistryEvent.objects.get().persons) == {mother.pk, *(mate.pk for mate in mates)}


# -- once, and only what is right ------------------------------------------------------------------------------------


def test_event_is_received_once(mother: Person) -> None:
    sent = [birth(mother_fin=mother.fin), birth(mother_fin=mother.fin)]
    first, second = receive(sent, now=NOW)
    assert (first.status, second.status) == ("applied", "duplicate")
    assert first.event_pk == second.event_pk
    assert one(sent[0]).status == "duplicate"
    assert Person.objects.filter(fin="8AB1C2D").count() == 1


def test_same_id_of_two_institutions_is_two_events(mother: Person) -> None:
    receipts = receive([birth("1", mother_fin=mother.fin), decision(mother, "1")], now=NOW)
    assert [receipt.status for receipt in receipts] == ["applied", "applied"]


def test_same_id_with_other_content_is_refused_and_what_stands_stays(mother: Person) -> None:
    one(decision(mother))
    receipt = one(decision(mother, band="81-100"))
    assert receipt.problem is not None
    assert (receipt.status, receipt.problem["field"]) == ("refused", "id")
    assert DisabilityDecision.objects.get().band == "61-80"
    assert RegistryEvent.objects.get().state == "applied"


def test_refused_event_may_come_again_put_right(mother: Person) -> None:
    assert one(decision(mother, band="60-80")).status == "refused"
    stored = RegistryEvent.objects.get()
    assert stored.problem == {
        "field": "band",
        "message": "“60-80” is not one of the choices",
        "hint": "Did you mean 61-80? It is one of: 31-60, 61-80, 81-100",
    }
    assert one(decision(mother)).status == "applied"
    stored.refresh_from_db()
    assert (stored.state, stored.problem) == ("applied", None)


def test_bad_events_among_good_ones_are_refused_alone(mother: Person, father: Person) -> None:
    one(event("death", "0", fin=father.fin))
    sent = [
        decision(mother, "1"),
        decision(mother, "2", fin="5AB1C2О"),
        event("death", "3", fin=father.fin, reference="another"),
        birth("4", mother_fin=mother.fin),
        {"nonsense": True},
        birth("5", fin="8AB1C2E", mother_fin=mother.fin),
    ]
    receipts = receive(sent, now=NOW)
    assert [receipt.status for receipt in receipts] == [
        "applied",
        "refused",
        "refused",
        "applied",
        "refused",
        "applied",
    ]
    fields = [receipt.problem["field"] for receipt in receipts if receipt.problem is not None]
    assert fields == ["fin", "fin", "institution"]
    assert RegistryEvent.objects.count() == 6


def test_event_about_a_child_born_in_the_same_call_is_taken(mother: Person) -> None:
    sent = event("disability_decision", "2", "DTSERA", fin="8AB1C2D", decision_no="1", band="61-80", cause="childhood")
    receipts = receive([birth("1", mother_fin=mother.fin), sent], now=NOW)
    assert [receipt.status for receipt in receipts] == ["applied", "applied"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"institution": "EDLIYE"}, "institution"),
        ({"institution": None}, "institution"),
        ({"id": ""}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"id": "a\nb"}, "id"),
        ({"kind": "brith"}, "kind"),
        ({"happened_on": None}, "happened_on"),
        ({"happened_on": "2026-02-30"}, "happened_on"),
        ({"happened_on": "2036-02-20"}, "happened_on"),
        ({"registry": "POPULATON"}, "registry"),
        ({"record": []}, "record"),
        ({"record": None}, "record"),
        ({"extra": 1}, "extra"),
    ],
)
def test_outside_that_is_not_in_order_names_the_field(mother: Person, changes: dict[str, Any], field: str) -> None:
    receipt = one({**birth(mother_fin=mother.fin), **changes})
    assert receipt.problem is not None
    assert (receipt.status, receipt.problem["field"]) == ("refused", field)
    assert receipt.problem["hint"]


def test_event_is_about_the_senders_own_record(mother: Person) -> None:
    receipt = one(decision(mother, source="DSMF"))
    assert receipt.problem is not None
    assert receipt.problem["field"] == "source"


# -- telling the others ----------------------------------------------------------------------------------------------


def test_signal_is_sent_once_after_the_commit(
    mother: Person, heard: Heard, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        receipts = receive(
            [birth("1", mother_fin=mother.fin), decision(mother, "2"), decision(mother, "3", fin="x")], now=NOW
        )
        assert heard == []
    applied = [receipt.event_pk for receipt in receipts if receipt.status == "applied"]
    assert heard == [{"registries": ["POPULATION", "TSERAS"], "event_ids": applied}]


def test_signal_is_not_sent_for_what_is_known(
    mother: Person, heard: Heard, django_capture_on_commit_callbacks: Any
) -> None:
    one(birth(mother_fin=mother.fin))
    with django_capture_on_commit_callbacks(execute=True):
        one(birth(mother_fin=mother.fin))
    assert heard == []


def test_listener_that_fails_does_not_undo_the_event(mother: Person, django_capture_on_commit_callbacks: Any) -> None:
    def broken(**told: Any) -> None:
        raise RuntimeError("no")

    registry_changed.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert one(birth(mother_fin=mother.fin)).status == "applied"
    finally:
        registry_changed.disconnect(broken)
    assert RegistryEvent.objects.count() == 1


def test_batches_do_not_change_what_is_stored(mother: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "BATCH", 2)
    fins = [f"8AB1C2{letter}" for letter in "ABCDEFG"]
    receipts = receive([birth(f"A-{fin}", fin, mother_fin=mother.fin) for fin in fins], now=NOW)
    assert [receipt.event_id for receipt in receipts] == [f"A-{fin}" for fin in fins]
    assert Kinship.objects.filter(relative=mother, kind="mother").count() == 7


def test_receiving_takes_few_queries(mother: Person, django_assert_max_num_queries: Any) -> None:
    fins = [f"8AB1C{one_}{two}" for one_ in "ABCDEFGH" for two in "ABCDEFGH"]
    sent = [birth(f"A-{fin}", fin, mother_fin=mother.fin) for fin in fins]
    with django_assert_max_num_queries(40):
        receive(sent, now=NOW)


names = st.sampled_from(["institution", "id", "kind", "happened_on", "registry", "record", "fin", "x"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["EDLIYYE", "2026-11-20", "POPULATION", *KINDS]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(sent=st.lists(st.dictionaries(names, values, max_size=6) | values, max_size=4))
def test_any_nonsense_gets_a_receipt_each(sent: list[Any]) -> None:
    with transaction.atomic():
        receipts = receive(sent, now=NOW)
        transaction.set_rollback(True)
    assert len(receipts) == len(sent)
    assert all(receipt.status == "refused" and receipt.problem is not None for receipt in receipts)


columns = sorted({name for target in targets().values() for name in target.columns})
sensible = st.sampled_from(
    ["DTSERA", "7AB1C2D", "2026-11-20", "general", "61-80", "main", "5", "x" * 70, "\ud800", "\x00"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    record=st.dictionaries(
        st.sampled_from([*columns, "table", "since", "until", "x\x00"]), values | sensible, max_size=14
    ),
)
def test_any_record_is_applied_or_refused_in_words(mother: Person, kind: str, record: dict[str, Any]) -> None:
    sent = {"institution": "DTSERA", "id": "1", "kind": kind, "happened_on": "2026-11-20"}
    with transaction.atomic():
        (receipt,) = receive([{**sent, "record": {"fin": mother.fin, **record}}], now=NOW)
        transaction.set_rollback(True)
    assert receipt.status == "applied" or receipt.problem is not None


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_order_and_repetition_stores_the_same(data: st.DataObject) -> None:
    with transaction.atomic():
        parent = PersonFactory(birth_date=date(1990, 1, 1))
        known = [birth(f"A-{number}", f"8AB1C2{number}", mother_fin=parent.fin) for number in range(4)]
        known += [decision(parent, f"T-{number}", reference=f"R-{number}") for number in range(3)]
        for _ in range(3):
            receive(data.draw(st.lists(st.sampled_from(known), max_size=10)), now=NOW)
        receipts = receive(known, now=NOW)
        assert {receipt.status for receipt in receipts} <= {"applied", "duplicate"}
        assert Kinship.objects.filter(relative=parent).count() == 4
        assert DisabilityDecision.objects.filter(person=parent).count() == 3
        assert RegistryEvent.objects.count() == 7
        transaction.set_rollback(True)
