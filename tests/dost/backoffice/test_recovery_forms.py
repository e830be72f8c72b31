"""Forms about money paid in excess: amounts and days are read as people write them, and what is wrong is said there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dost.backoffice.recovery_forms import GivenBackForm, RepaymentForm


@pytest.mark.parametrize(("form", "day"), [(RepaymentForm, "received_on"), (GivenBackForm, "paid_on")])
def test_money_is_recorded_with_its_day_and_number(form: type[RepaymentForm | GivenBackForm], day: str) -> None:
    read = form({"amount": "60.50", day: "2026-11-20", "reference": "M-1"})
    assert read.is_valid(), read.errors
    assert read.cleaned_data == {"amount": Decimal("60.50"), day: date(2026, 11, 20), "reference": "M-1"}


@pytest.mark.parametrize(("form", "day"), [(RepaymentForm, "received_on"), (GivenBackForm, "paid_on")])
@pytest.mark.parametrize("amount", ["", "-5", "0", "much", "1.234"])
def test_what_is_missing_or_wrong_is_said_beside_it(
    form: type[RepaymentForm | GivenBackForm], day: str, amount: str
) -> None:
    assert set(form({"amount": amount, day: "", "reference": ""}).errors) == {"amount", day, "reference"}
