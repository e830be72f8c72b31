"""What was sent is kept as PostgreSQL can keep it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from registries.intake.envelope import same_content, storable

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.sampled_from(["\\u0000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(json_values)
def test_anything_is_made_storable(value: Any) -> None:
    kept = storable(value)
    assert storable(kept) == kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", [json.dumps(kept)])
        (read,) = cursor.fetchone() or (None,)
    assert same_content(json.loads(read) if isinstance(read, str) else read, kept)


def test_nested_too_deeply_is_kept_as_such() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    assert storable(value) == {"unreadable": "nested too deeply"}


def test_true_and_one_are_not_the_same_content() -> None:
    assert not same_content({"a": True}, {"a": 1})
    assert same_content({"a": 1, "b": [2.0]}, {"b": [2], "a": 1.0})


def test_a_huge_number_is_the_same_however_postgresql_writes_it() -> None:
    huge = 1.0000000000000002e300
    assert same_content(json.loads(f"{huge:.16e}".replace("e+300", "").replace(".", "") + "0" * 284), huge)
    assert not same_content(10**400, 10**401)


def test_ordinary_records_stay_as_they_are() -> None:
    record = {"fin": "5AB1C2D", "amount": 1.5, "text": "\\u0000", "none": None, "list": [True, 1]}
    assert storable(record) == record
