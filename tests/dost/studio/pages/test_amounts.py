from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dost.studio.pages.amounts import amount_rows, percent_of
from services_catalog.changes import amounts, drafts
from services_catalog.models import ChangeSet, Parameter
from tests.factories.services_catalog import ParameterFactory, texts
from tests.factories.studio import NOW, DraftParameterFactory, published

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    """A draft from 1 January 2027 beside three parameters."""
    ParameterFactory(name="infant_benefit", label=texts("Infant benefit"))
    ParameterFactory(name="months_needed", type="integer", label=texts("Months needed"))
    return drafts.create(title="Decree", ground="Decree of 20.11.2026", valid_from=NEXT_YEAR, by=editor, at=NOW)


def test_before_is_what_it_is_worth_on_that_day_without_the_set(
    change_set: ChangeSet, editor: Any, publisher: Any
) -> None:
    amounts.set_parameter(change_set, name="test_benefit", value="660.55", source="Act", by=editor, at=NOW)
    (row,) = amount_rows(change_set)
    assert (row.before.value, row.after.value) == (Decimal("600.50"), Decimal("660.55"))
    assert (row.difference.value, row.percent, row.rises) == (Decimal("60.05"), Decimal("10.0"), True)

    published(change_set, editor=editor, publisher=publisher)
    change_set.refresh_from_db()
    assert amount_rows(change_set) == [row]


def test_an_amount_without_a_past_has_no_difference(editor: Any) -> None:
    parameter = Parameter.objects.create(name="brand_new", type="integer", label=texts("New"))
    draft = DraftParameterFactory(parameter=parameter, value=12)
    (row,) = amount_rows(draft.change_set)
    assert (row.before.value, row.after.value, row.difference.value, row.percent) == (None, Decimal(12), None, None)
    assert percent_of(Decimal(0), Decimal(5)) is None
