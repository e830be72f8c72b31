"""The table of the sample: made part by part, the same as at once; and what serves until it is there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dost.cases.rules import rules_in_force
from dost.proactive import tasks
from dost.proactive.models import SampleTable
from dost.proactive.screening import tables
from dost.proactive.screening.sample import families, parts_of
from dost.proactive.screening.table import UNKNOWN, Table
from dost.proactive.screening.tables import TASK, fingerprint, make_table, table_for, tabulate, work_table

from .conftest import ON

pytestmark = pytest.mark.django_db

FEW = 24
NOW = timezone.now()


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was asked of the workers; and nothing that another test has read."""
    found: list[object] = []
    monkeypatch.setattr(tables, "_latest", None)
    monkeypatch.setattr(tables, "ring", found.append)
    monkeypatch.setattr(tasks, "ring", found.append)
    return found


def keep(key: str, table: Table, *, ago: int = 0) -> None:
    made_at = NOW - timedelta(hours=ago)
    SampleTable.objects.create(pk=key, on=ON, families=table.families, packed=table.packed(), made_at=made_at)


def small(families: int) -> Table:
    return Table(families, {"s": 1}, {("s", "c"): 1}, {"w": 1})


def test_in_parts_the_table_is_what_it_is_at_once(whole_catalogue: None) -> None:
    rules = rules_in_force(ON)
    wanted = fingerprint(rules, on=ON, count=FEW)
    parts = parts_of(FEW, on=ON)
    for part in range(parts - 1):
        assert work_table(on=ON, count=FEW), "something is left"
        assert SampleTable.objects.count() == part + 1
        assert not SampleTable.objects.filter(pk=wanted).exists()
    assert not work_table(on=ON, count=FEW)
    row = SampleTable.objects.get()
    assert (row.pk, row.families) == (wanted, FEW)
    at_once = tabulate(families(ON, count=FEW), rules, on=ON)
    assert Table.unpacked(bytes(row.packed)) == at_once
    assert make_table(on=ON, count=FEW) == row
    assert not work_table(on=ON, count=FEW)


def test_another_catalogue_is_another_table(whole_catalogue: None) -> None:
    rules = rules_in_force(ON)
    assert fingerprint(rules, on=ON) == fingerprint(list(reversed(rules)), on=ON)
    assert len({fingerprint(rules, on=ON), fingerprint(rules[1:], on=ON), fingerprint(rules, on=ON, count=FEW)}) == 3


def test_without_any_table_nothing_is_expected_and_one_is_asked_for(rung: list[object]) -> None:
    assert table_for([], on=ON) is UNKNOWN
    assert rung == [TASK]


def test_while_a_table_is_being_made_the_one_before_it_serves(rung: list[object]) -> None:
    keep("older", small(5), ago=2)
    keep("newer", small(6), ago=1)
    keep(f"{'0' * 56}:3", small(7))
    assert table_for([], on=ON) == small(6)
    assert table_for([], on=ON) is table_for([], on=ON), "it is read once"
    assert set(rung) == {TASK}


def test_the_right_table_serves_as_soon_as_it_is_there(rung: list[object]) -> None:
    keep("newer", small(6))
    assert table_for([], on=ON) == small(6)
    keep(fingerprint([], on=ON), small(9), ago=3)
    rung.clear()
    assert table_for([], on=ON) == small(9)
    assert rung == []


@pytest.mark.parametrize("left", [True, False])
def test_the_task_does_a_part_and_rings_for_the_next(
    left: bool, rung: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    days: list[date] = []

    def work(*, on: date, now: object) -> bool:
        days.append(on)
        return left

    monkeypatch.setattr(tasks, "work_table", work)
    tasks.make_sample_table()
    assert len(days) == 1
    assert rung == ([tasks.make_sample_table] if left else [])
