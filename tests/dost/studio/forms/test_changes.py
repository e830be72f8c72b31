from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from dost.studio.forms.changes import Known, read_amount
from services_catalog.changes import drafts
from services_catalog.models import ChangeSet
from tests.factories.services_catalog import ParameterFactory, texts
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A draft from 1 January 2027 beside three parameters."""
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))
    ParameterFactory(name="months_needed", type="integer", label=texts("Months needed"))
    return drafts.create(title="Decree", ground="Decree of 20.11.2026", valid_from=NEXT_YEAR, by=editor, at=NOW)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("600", "600"),
        ("600.50", "600.50"),
        ("600,50", "600.50"),
        ("1 250,50", "1250.50"),
        ("1\N{NO-BREAK SPACE}250", "1250"),
        ("1250 ₼", "1250"),
        (" ", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: str | None) -> None:
    assert read_amount(typed, money=True) == (None if number is None else Decimal(number))


def test_numbers_that_are_no_money_have_more_decimals() -> None:
    assert read_amount("0.125", money=False) == read_amount("0,125", money=False) == Decimal("0.125")
    with pytest.raises(ValidationError, match="At most 2 decimals"):
        read_amount("0.125", money=True)


@pytest.mark.parametrize("typed", ["٣٣", "1e5", "1 25", "9" * 100, "1e300000"])
def test_what_looks_like_a_number_and_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        read_amount(typed, money=True)


@pytest.mark.parametrize("typed", ["1,250", "1.250"])
def test_a_thousand_that_may_be_a_fraction_is_asked_again(typed: str) -> None:
    with pytest.raises(ValidationError, match="1250"):
        read_amount(typed, money=True)
    assert read_amount(typed, money=False) == Decimal(typed.replace(",", "."))


@pytest.mark.parametrize("typed", ["much", "NaN", "inf", "1,2,3", "--5", "٣٣x"])
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="600"):
        read_amount(typed, money=True)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("infant_benefit", "infant_benefit"),
        ("parameter.infant_benefit", "infant_benefit"),
        ("Infant benefit", "infant_benefit"),
        ("INFANT benefit (az)", "infant_benefit"),
        ("months", "months_needed"),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_parameter_is_found_by_its_name_or_label(typed: str, name: str | None, change_set: ChangeSet) -> None:
    found = Known().find(typed)
    assert (found.name if found else None) == name
