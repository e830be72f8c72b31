from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dost.studio.forms.raising import OWN, RaiseForm
from services_catalog.changes.raising import Raise
from services_catalog.models import Parameter
from tests.factories.services_catalog import ParameterFactory
from tests.factories.studio import ChangeSetFactory

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2027, 3, 1)
NAMES = [("test_benefit", "Test benefit – 600.50 ₼"), ("months", "Months")]


@pytest.fixture(autouse=True)
def _amounts(small_catalogue: Path) -> None:
    """An amount of money, and a number of months from 1 to 60."""
    ParameterFactory(name="months", type="integer", least=1, most=60, values=((date(2019, 4, 1), 12),))


def form(chosen: str = "", **other: str) -> RaiseForm:
    """The form as it is sent by somebody who has filled in everything."""
    data = {
        "amount": "test_benefit",
        "value": "650,50",
        "valid_from": "01.03.2027",
        "act_kind": "decree",
        "act_number": " № 412 ",
        "act_day": "2026-11-20",
        **other,
    }
    return RaiseForm(data, names=NAMES, chosen=chosen)


def choices(given: RaiseForm, field: str) -> list[tuple[Any, Any]]:
    return list(given.fields[field].choices)  # type: ignore[attr-defined]  # of a ChoiceField


def test_what_was_typed_is_one_raise() -> None:
    sent = form()
    assert sent.is_valid(), sent.errors
    assert sent.wanted == Raise("test_benefit", Decimal("650.50"), FIRST_DAY, "Decree 412 (20.11.2026)")
    assert sent.joins is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("amount", "", "Choose the amount."),
        ("amount", "no_such", "Choose the amount."),
        ("value", "", "How much is it to be?"),
        ("value", "₼", "Write a number such as 600 or 600.50."),
        ("value", "lots", "Write a number such as 600 or 600.50."),
        ("value", "1,250", "Is it a thousand or a fraction?"),
        ("value", "-5", "-5 is too little. It is at least 0."),
        ("value", "600.50", "It is worth that already on this day."),
        ("valid_from", "", "Write a day such as 31.01.2027."),
        ("valid_from", "soon", "Write a day such as 31.01.2027."),
        ("act_kind", "", "Choose the kind of act that says so."),
        ("act_number", "", "Write the number of the act."),
        ("act_number", "no. 412 of the President", "Write the number alone, such as 412 or 55-IIIQ."),
        ("act_number", "IIIQ", "Write the number alone, such as 412 or 55-IIIQ."),
        ("act_day", "", "Write a day such as 31.01.2027."),
        ("into", "7000", "Choose one of the list."),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(field: str, value: str, told: str) -> None:
    ChangeSetFactory()  # without one there is nothing to choose between
    sent = form(**{field: value})
    assert not sent.is_valid()
    assert list(sent.errors) == [field]
    assert told in str(sent.errors[field])


def test_a_number_is_read_in_the_bounds_and_the_type_of_its_amount() -> None:
    assert form(amount="months", value="24").is_valid()
    for value, told in (("61", "61 is too much."), ("12", "It is worth that already")):
        sent = form(amount="months", value=value)
        assert told in str(sent.errors["value"])


def test_what_it_is_worth_on_another_day_is_no_reason_to_refuse() -> None:
    Parameter.objects.get(name="test_benefit").values.create(valid_from=FIRST_DAY, value=700)
    assert not form(value="700").is_valid()
    assert form(value="600.50").is_valid()
    assert form(value="700", valid_from=(FIRST_DAY - timedelta(days=1)).isoformat()).is_valid()


def test_an_amount_that_was_chosen_before_is_the_only_one() -> None:
    assert [name for name, _called in choices(form(), "amount")] == ["", "test_benefit", "months"]
    chosen = form(chosen="months", amount="test_benefit")
    assert [name for name, _called in choices(chosen, "amount")] == ["", "months"]
    assert chosen.fields["amount"].widget.is_hidden
    assert not chosen.is_valid()


def test_only_drafts_can_be_joined() -> None:
    assert "into" not in form().fields
    ChangeSetFactory(status="submitted")
    assert "into" not in form().fields
    draft = ChangeSetFactory(title="Decree of June")
    assert [(OWN, "One of its own"), (str(draft.pk), "Decree of June")] == choices(form(), "into")
    joined, own = form(into=str(draft.pk)), form(into=OWN)
    assert joined.is_valid()
    assert own.is_valid()
    assert (joined.joins, own.joins) == (draft.pk, None)
