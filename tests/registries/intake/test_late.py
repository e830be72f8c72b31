"""What arrives late is history: the registries say what the source said last, whatever came when."""

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

from registries.intake import receive
from registries.models import (
    BirthAct,
    DeathAct,
    DisabilityDecision,
    EmploymentContract,
    HouseholdMember,
    Kinship,
    Person,
)
from tests.factories.registries import (
    ContractFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    InstitutionFactory,
    KinshipFactory,
    PersonFactory,
)
from tests.registries.intake.civil_acts import (
    DEATHS,
    NOW,
    annul,
    birth,
    bring,
    correct,
    death,
    event,
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
    standing = DisabilityDecision.objects.get(superseded_at=None)
    assert (history.band, history.superseded_at, history.superseded_by_id) == ("31-60", NOW, standing.pk)
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
    made: dict[str, Person] = {
        name: PersonFactory(fin=f"7ZZ000{n}", birth_date=date(1992, 5, n)) for n, name in enumerate("abc", start=1)
    }
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
