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


def test_a_day_may_be_typed_as_people_write_it_and_is_asked_for_so() -> None:
    assert DayField().clean("01.03.2026") == date(2026, 3, 1)
    assert 'type="date"' in DayField().widget.render("day", date(2026, 3, 1))
    assert 'value="2026-03-01"' in DayField().widget.render("day", date(2026, 3, 1))
    with pytest.raises(ValidationError, match=r"31\.01\.2027"):
        DayField().clean("2026-02-30")
