"""Many rows with one statement say the same as one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DataError
from django.utils import timezone

from dost.cases.models import Case, CaseEntry, Decision
from dost.cases.stages import Outcome, State, WaitingOn
from dost.common.bulk import among, bulk_insert, bulk_write
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


def test_bulk_insert_writes_what_the_rows_say() -> None:
    case = CaseFactory()
    now = timezone.now()
    details = {"text": 'with "quotes"\tand\\backslashes\n', "number": 1, "nothing": None}
    bulk_insert(
        [CaseEntry(case=case, at=now, what="opened", details=details), CaseEntry(case=case, at=now, what="verified")]
    )
    rows = {row.what: row for row in CaseEntry.objects.filter(case=case, at=now)}
    assert rows["opened"].details == details
    assert rows["verified"].details == {}
    assert rows["opened"].by_id is None


def test_bulk_insert_takes_choices_amounts_and_dates() -> None:
    case = CaseFactory()
    bulk_insert(
        [
            Decision(
                case=case,
                version=case.version,
                content_hash="0" * 64,
                on=case.on,
                outcome=Outcome.GRANTED,
                facts={},
                explanation=[],
                amount=Decimal("349.76"),
                starts=case.on,
                decided_at=timezone.now(),
            )
        ]
    )
    decision = Decision.objects.get(case=case)
    assert (decision.outcome, decision.amount, decision.starts, decision.until) == (
        "granted",
        Decimal("349.76"),
        case.on,
        None,
    )


def test_bulk_insert_of_nothing_is_nothing() -> None:
    bulk_insert([])


def test_bulk_write_changes_the_named_columns_of_each_row() -> None:
    first, second, third = CaseFactory(), CaseFactory(), CaseFactory()
    first.state, first.waiting_on, first.reason = State.WAITING, WaitingOn.CLERK, {"code": "unknown", "facts": ["a"]}
    second.attempts = 7
    assert bulk_write([first, second], ["state", "waiting_on", "reason", "attempts"]) == 2
    found = {case.pk: case for case in Case.objects.all()}
    assert (found[first.pk].state, found[first.pk].reason) == ("waiting", {"code": "unknown", "facts": ["a"]})
    assert (found[second.pk].attempts, found[second.pk].state) == (7, "ready")
    assert found[third.pk].attempts == 0


def test_among_finds_what_in_finds() -> None:
    one, two, three = (CaseFactory() for _ in range(3))
    for ids in ([], [one.person_id], [one.person_id, three.person_id, 0]):
        assert set(Case.objects.filter(among("person", ids))) == set(Case.objects.filter(person__in=ids))
    either = among("person", [one.person_id]) | among("about", [two.person_id])
    assert list(Case.objects.filter(either)) == [one]
    assert CaseEntry.objects.filter(among("case__person", [one.person_id])).count() == one.entries.count()


def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    case = CaseFactory()
    case.basis_key = "x" * 97
    with pytest.raises(DataError, match="too long"):
        bulk_write([case], ["basis_key"])
