"""An employment contract that is concluded, changed or ended: each state is a matter of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from registries.facts.query import Scope
from tests.factories import registries as make

from .conftest import Ask

FACTS = ("contract_event.event", "contract_event.happened_on", "contract_event.main_workplace")


def test_a_new_contract_is_told_of_from_its_first_day(ask: Ask) -> None:
    record = make.ContractFactory(valid_from=date(2026, 2, 20), recorded_at=datetime(2026, 2, 18, tzinfo=UTC))
    assert ask("contract_event", on=date(2026, 2, 19)) == []
    (row,) = ask("contract_event", *FACTS)
    assert [row[name] for name in FACTS] == ["concluded", date(2026, 2, 20), True]
    assert row["key"] == f"DVX:{record.reference}:concluded:20260220"
    assert row["subject_id"] == record.person_id
    assert len(ask("contract_event", scope=Scope.persons([record.person_id]))) == 1


def test_what_is_entered_long_after_the_first_day_is_a_change(ask: Ask) -> None:
    record = make.ContractFactory(valid_from=date(2025, 1, 6), recorded_at=datetime(2025, 1, 3, tzinfo=UTC))
    make.correct(record, monthly_pay=1200, recorded_at=datetime(2026, 2, 24, 21, 0, tzinfo=UTC))  # the 25th in Baku
    (row,) = ask("contract_event", *FACTS)
    assert [row[name] for name in FACTS] == ["changed", date(2026, 2, 25), True]
    assert row["key"] == f"DVX:{record.reference}:changed:20260225"


def test_the_end_of_a_contract_is_told_of_also_ahead_of_it(ask: Ask) -> None:
    end = {"end_ground": "70.b", "valid_from": date(2020, 5, 4), "recorded_at": datetime(2026, 2, 25, tzinfo=UTC)}
    make.ContractFactory(additional=True, valid_until=date(2026, 3, 14), **end)
    (row,) = ask("contract_event", *FACTS)
    assert [row[name] for name in FACTS] == ["ended", date(2026, 3, 14), False]


def test_what_happened_more_than_three_months_ago_is_no_matter_any_more(ask: Ask) -> None:
    make.ContractFactory(valid_from=date(2025, 12, 1), recorded_at=datetime(2025, 11, 28, tzinfo=UTC))
    assert len(ask("contract_event", on=date(2026, 2, 28))) == 1
    assert ask("contract_event", on=date(2026, 3, 1)) == []
