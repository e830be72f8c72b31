"""Why a case waits, as it is stored and read back."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from dost.cases.codes import (
    Reason,
    WaitingReason,
    comes_to,
    contradicted_by,
    excluded_by,
    no_answer_of,
    reason_code,
    refused_by_bank,
    unanswered,
    unknown_facts,
)


@pytest.mark.parametrize(
    ("reason", "stored"),
    [
        (Reason(WaitingReason.HELD), {"code": "held"}),
        (
            no_answer_of("DIN", what="timeout", seconds=6.0),
            {"code": "institution", "institution": "DIN", "what": "timeout", "seconds": 6.0},
        ),
        (contradicted_by("DIN", "alive"), {"code": "contradiction", "institution": "DIN", "question": "DIN.alive"}),
        (comes_to(Decimal("0.00")), {"code": "nothing", "amount": "0.00"}),
        (unknown_facts(("person.age",)), {"code": "unknown", "facts": ["person.age"]}),
        (excluded_by("05-41"), {"code": "exclusive", "service": "05-41"}),
        (unanswered(("rent",)), {"code": "questions", "questions": ["rent"]}),
        (refused_by_bank("AC04"), {"code": "account_refused", "problem": "AC04"}),
    ],
)
def test_a_reason_is_stored_as_it_always_was(reason: Reason, stored: dict[str, object]) -> None:
    assert json.loads(json.dumps(reason.as_json())) == stored
    assert reason_code(stored) is reason.code


@pytest.mark.parametrize("stored", [{}, {"code": "of tomorrow"}, {"code": None}])
def test_what_is_no_known_reason_has_no_code(stored: dict[str, object]) -> None:
    assert reason_code(stored) is None
