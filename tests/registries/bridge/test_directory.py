from __future__ import annotations

from typing import Any

import pytest

from registries.bridge import directory
from registries.bridge.directory import check_items, misfit, operator_of, profile


@pytest.mark.parametrize(
    ("value", "kind", "wrong"),
    [
        ("x", "text", False),
        ("", "text", False),
        (None, "text", True),
        (None, "text?", False),
        (1, "text?", True),
        (True, "boolean", False),
        (1, "boolean", True),
        ("true", "boolean", True),
        (3, "integer", False),
        (True, "integer", True),
        (3.0, "integer", True),
        ("600.00", "money", False),
        ("600.0", "money", True),
        (600, "money", True),
        ("2026-02-28", "date", False),
        ("2026-02-29", "date", True),
        ("20260228", "date", True),
        (["a"], "texts", False),
        (["a", 1], "texts", True),
        ("a", "texts", True),
    ],
)
def test_kinds(value: Any, kind: str, wrong: bool) -> None:
    assert misfit(value, kind) is wrong


@pytest.mark.parametrize(
    ("phone", "operator"),
    [
        ("+994501234567", "AZERCELL"),
        ("+994101234567", "AZERCELL"),
        ("+994991234567", "BAKCELL"),
        ("+994771234567", "NAR"),
        ("+994601234567", "NAXTEL"),
        ("+994121234567", None),
        ("0501234567", None),
        ("+99450123456", None),
        ("+994५०1234567", None),
        ("", None),
    ],
)
def test_operators_by_prefix(phone: str, operator: str | None) -> None:
    assert operator_of(phone) == operator


def test_a_lookup_says_what_there_is() -> None:
    with pytest.raises(LookupError, match="it offers alive, identity, records"):
        profile("DIN").question("shoe_size")
    with pytest.raises(LookupError, match="not the code"):
        profile("../etc")
    assert list(profile("AZERSU").questions) == ["records"]


def test_items_are_checked_by_name() -> None:
    spec = profile("DVX").question("employment")
    check_items(spec, [{"key": "1", "fin": "1"}, {"key": "2", "fin": "1", "on": "2026-03-03"}])
    for item, problem in (
        ({"fin": "1"}, "key"),
        ({"key": "1"}, "fin must be of kind text, not None"),
        ({"key": "1", "fin": "1", "on": "today"}, "on must be of kind date?"),
        ({"key": "1", "fin": "1", "name": "A"}, "unknown name; expected fin, key, on"),
    ):
        with pytest.raises(ValueError, match=problem.replace("?", r"\?")):
            check_items(spec, [item])


def test_every_bank_and_operator_has_a_profile() -> None:
    assert {*directory.BANKS, *directory.OPERATORS.values()} <= set(directory.PROFILES)
