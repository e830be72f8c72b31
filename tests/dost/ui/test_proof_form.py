"""By what it is known that it is they: each way asks for its own, and a code is sent before it can be read out."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from dost.ui.proof_form import ProofForm, Ways

WAYS = Ways(
    ways=(("presence", "They are here"), ("code", "A code"), ("paper", "On paper")),
    documents=(("passport", "Passport"),),
    code="code",
)


def sent(**values: Any) -> ProofForm:
    return ProofForm(values, {}, ways=WAYS)


def test_what_was_shown_is_read() -> None:
    form = sent(how="presence", document_kind="passport", document_number="C123")
    assert form.is_valid(), form.errors
    shown = form.shown
    assert (shown.how, shown.document_kind, shown.document_number) == ("presence", "passport", "C123")
    assert not shown.waits_for_a_code


@pytest.mark.parametrize(
    ("code", "waits"), [("", True), ("  ", True), ("123456", False)], ids=["none", "blank", "read"]
)
def test_a_code_is_waited_for_until_it_is_read_out(code: str, waits: bool) -> None:
    form = sent(how="code", code=code)
    assert form.is_valid(), form.errors
    assert form.shown.waits_for_a_code is waits


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({}, "how", "Choose how it is known that it is they."),
        ({"how": "online"}, "how", "Choose how it is known that it is they."),
        ({"how": "presence", "document_kind": "library card"}, "document_kind", "Choose one of the list."),
        ({"how": "presence", "document_number": "9" * 31}, "document_number", "Write at most 30 characters."),
        ({"how": "code", "code": "1" * 13}, "code", "Write the six digits."),
    ],
    ids=["nothing", "another way", "another document", "number", "code"],
)
def test_what_is_wrong_is_said_beside_its_field(values: dict[str, str], field: str, says: str) -> None:
    with translation.override("en"):
        assert says in [str(error) for error in sent(**values).errors[field]]
