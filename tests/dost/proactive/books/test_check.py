"""The nightly check keeps what it found, and the command says it."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from dost.cases.models import Case
from dost.proactive.books import Finding, Kind, check, check_books, latest_check
from dost.proactive.tasks import check_the_books
from tests.factories.cases import MORNING, CaseFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 10)


def wrong(number: int = 1) -> list[Case]:
    cases: list[Case] = [CaseFactory(at_bank=True) for _ in range(number)]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(outcome="refused")
    return cases


def test_what_was_found_is_kept_for_the_day() -> None:
    assert latest_check(on=ON) is None
    (case,) = wrong()
    checked = check_books(on=ON, now=MORNING)
    assert checked.counts == {Kind.NO_RIGHT: 1}
    assert checked.first == (Finding(Kind.NO_RIGHT, case.pk, date(2026, 3, 1), f"E{case.entitlement.pk}-202603"),)
    assert latest_check(on=date(2026, 3, 12)) == checked
    assert latest_check(on=date(2026, 3, 9)) is None
    Case.objects.update(outcome="granted")
    assert check_books(on=ON, now=MORNING).total == 0
    kept = latest_check(on=ON)
    assert kept is not None
    assert kept.total == 0


def test_only_the_first_of_each_kind_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "MOST_KEPT", 2)
    wrong(3)
    checked = check_books(on=ON, now=MORNING)
    assert checked.counts == {Kind.NO_RIGHT: 3}
    assert len(checked.first) == 2


def test_the_command_says_what_is_wrong_and_ends_with_three() -> None:
    (case,) = wrong()
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("books", "check", "--on", ON.isoformat(), stdout=out)
    assert ended.value.code == 3
    assert f"no_right  case {case.pk}  2026-03  E{case.entitlement.pk}-202603" in out.getvalue()


def test_the_command_says_that_all_is_right() -> None:
    out = StringIO()
    call_command("books", "check", "--on", ON.isoformat(), stdout=out)
    assert out.getvalue() == "The books are right as of 2026-03-10.\n"


def test_the_command_speaks_json() -> None:
    (case,) = wrong()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("books", "check", "--on", ON.isoformat(), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["on"] == "2026-03-10"
    assert told["findings"]["no_right"] == 1
    assert told["findings"]["dead_payee"] == 0
    assert told["first"] == [
        {"kind": "no_right", "case": case.pk, "period": "2026-03", "reference": f"E{case.entitlement.pk}-202603"}
    ]


def test_the_beat_checks(caplog: pytest.LogCaptureFixture) -> None:
    wrong()
    check_the_books()
    assert "1 × no_right" in caplog.text
