"""Days that forms take."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dost.ui.fields import DayField


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01", "2026-02-30", "x"])
def test_a_day_that_nobody_reckons_with_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField(input_formats=["%Y-%m-%d"]).clean(typed)


@pytest.mark.parametrize("typed", ["1900-01-01", "2026-03-01", "2199-12-31"])
def test_a_day_is_read(typed: str) -> None:
    assert DayField(input_formats=["%Y-%m-%d"]).clean(typed) == date.fromisoformat(typed)
    assert DayField(required=False).clean("") is None
