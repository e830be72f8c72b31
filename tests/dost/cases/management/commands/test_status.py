"""`manage.py status` says why cases wait in words, and gives scripts the codes."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from dost.cases.codes import Reason, WaitingReason
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", WaitingReason)
def test_status_says_every_reason_in_words(code: WaitingReason, capsys: pytest.CaptureFixture[str]) -> None:
    CaseFactory(to_clerk=True, reason=Reason(code).as_json())
    with translation.override("en"):
        call_command("status")
        assert f"waiting on A member of staff: 1 ({code.label})" in capsys.readouterr().out


def test_status_for_scripts_has_codes(capsys: pytest.CaptureFixture[str]) -> None:
    CaseFactory(to_clerk=True, reason=Reason(WaitingReason.FAILED).as_json())
    call_command("status", "--json")
    (row,) = json.loads(capsys.readouterr().out)["waiting"]
    assert row == {"on": "clerk", "reason": "failed", "institution": None, "cases": 1}
