"""Events with values that nobody should send: each is a receipt, and its neighbours are applied."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registries.intake.inbox import receive
from registries.intake.kinds import KINDS
from registries.intake.sent import parse
from registries.models import Person, RegistryEvent
from tests.factories.registries import InstitutionFactory, PersonFactory
from tests.hostile import VALUES

NUMBERS = count(1)
FIELDS = [
    "fin",
    "surname",
    "given_name",
    "sex",
    "mother_fin",
    "birth_date",
    "reference",
    "recorded_at",
    "district",
    "phone",
]


@pytest.fixture
def mother(db: None) -> Person:
    InstitutionFactory(code="EDLIYYE")
    person: Person = PersonFactory(birth_date=date(1995, 1, 1))
    return person


def birth(mother: Person, number: str) -> dict[str, Any]:
    record = {
        "fin": f"8AB{number:0>4}",
        "surname": "Əliyev",
        "given_name": "Murad",
        "sex": "M",
        "mother_fin": mother.fin,
    }
    return {"institution": "EDLIYYE", "id": number, "kind": "birth", "happened_on": "2026-11-20", "record": record}


def between_two_good_ones(mother: Person, bad: str) -> str:
    """What becomes of a bad event (JSON) between two good ones, which must both be applied."""
    first, last = (birth(mother, str(next(NUMBERS))) for _ in range(2))
    receipts = receive([first, parse(bad), last])
    assert [receipts[0].status, receipts[2].status] == ["applied", "applied"], (receipts[0], receipts[2], bad[:300])
    assert all(receipt.problem is None or receipt.problem["message"] for receipt in receipts)
    json.dumps([receipt.problem for receipt in receipts])
    return receipts[1].status


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_hostile_field_is_a_receipt(mother: Person, field: str, value: str) -> None:
    event = birth(mother, str(next(NUMBERS)))
    event["record"][field] = "HERE"
    between_two_good_ones(mother, json.dumps(event).replace('"HERE"', value, 1))


@pytest.mark.parametrize("field", ["institution", "id", "kind", "happened_on", "registry", "record", "\ud800\x00"])
@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_hostile_envelope_is_a_receipt(mother: Person, field: str, value: str) -> None:
    event = {**birth(mother, str(next(NUMBERS))), field: "HERE"}
    between_two_good_ones(mother, json.dumps(event).replace('"HERE"', value, 1))


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_a_hostile_event_is_a_receipt(mother: Person, value: str) -> None:
    assert between_two_good_ones(mother, value) == "refused"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(KINDS)),
    record=st.dictionaries(
        st.sampled_from([*FIELDS, "valid_from", "valid_until", "table", "since", "until", "reason", "amount", "band"]),
        st.sampled_from(VALUES),
        max_size=6,
    ),
)
def test_any_kind_of_hostile_record_is_a_receipt(mother: Person, kind: str, record: dict[str, str]) -> None:
    fields = ", ".join(f'"{name}": {value}' for name, value in {"fin": f'"{mother.fin}"', **record}.items())
    number = f"h{next(NUMBERS)}"
    between_two_good_ones(
        mother,
        f'{{"institution": "EDLIYYE", "id": "{number}", "kind": "{kind}", "happened_on": "2026-11-20",'
        f' "record": {{{fields}}}}}',
    )
    assert RegistryEvent.objects.filter(event_id=number).exists()
