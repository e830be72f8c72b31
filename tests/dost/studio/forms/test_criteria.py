from __future__ import annotations

from typing import Any

import pytest

from dost.studio.forms.criteria import CriterionForm, GroupForm
from services_catalog.changes.expressions import ExpressionCheck

LISTED = [("alive", "Is alive"), ("age", "Is 65"), ("poor", "Has little")]
WHOLE = {"id": "old_enough", "require": "person.age >= 65", "text_az": "a", "text_ru": "р", "law": "Law, art. 2"}


def right(_text: str, _path: str) -> ExpressionCheck:
    return ExpressionCheck(())


def test_a_criterion_is_written_as_a_file_writes_it_and_comes_back() -> None:
    form = CriterionForm(WHOLE, check=right)

    assert form.is_valid()
    written = form.written()
    assert written == {
        "id": "old_enough",
        "require": "person.age >= 65",
        "text": {"az": "a", "ru": "р"},
        "law": "Law, art. 2",
    }
    assert CriterionForm.begin(written) == {**WHOLE, "text_en": ""}


@pytest.mark.parametrize(("field", "typed"), [("id", ""), ("id", "Old enough"), ("require", "")])
def test_what_a_criterion_lacks_is_told_at_its_field(field: str, typed: str) -> None:
    form = CriterionForm({**WHOLE, field: typed}, check=right)

    assert not form.is_valid()
    assert list(form.errors) == [field]


@pytest.mark.parametrize(
    ("names", "valid"), [([], False), (["alive"], False), (["alive", "age"], True), (["x", "age"], False)]
)
def test_a_group_is_made_of_two_or_more_that_there_are(names: list[str], valid: bool) -> None:
    sent: dict[str, Any] = {"names": names, "way": "any", "id": "old_or_poor"}

    assert GroupForm(sent, criteria=LISTED).is_valid() is valid
