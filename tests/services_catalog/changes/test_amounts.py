from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import amounts, drafts
from services_catalog.changes.errors import Conflict, NotFound, StudioError
from services_catalog.models import ChangeSet, Parameter
from tests.factories.studio import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Decree 1", valid_from=NEXT_YEAR, by=editor, at=NOW)


def test_parameters_are_drafted_changed_and_taken_out(change_set: ChangeSet, editor: Any, other_editor: Any) -> None:
    draft = amounts.set_parameter(change_set, name="test_benefit", value="700.50", source="D", by=editor, at=NOW)
    assert draft.value == Decimal("700.50")
    amounts.set_parameter(change_set, name="test_benefit", value=800, source="D", revision=1, by=editor, at=NOW)

    with pytest.raises(Conflict) as caught:
        amounts.set_parameter(
            change_set, name="test_benefit", value=900, source="D", revision=1, by=other_editor, at=NOW
        )
    [clash] = caught.value.clashes
    assert (clash.base, clash.mine, clash.theirs) == ("700.5", "900", "800")

    draft.refresh_from_db()
    amounts.remove_parameter(draft, by=editor, at=NOW)
    assert not change_set.parameters.exists()
    with pytest.raises(NotFound):
        amounts.remove_parameter(draft, by=editor, at=NOW)


@pytest.mark.parametrize(("name", "value"), [("test_benefit", "-0.01"), ("months", 479), ("months", 901)])
def test_what_is_out_of_bounds_is_refused_in_words(change_set: ChangeSet, editor: Any, name: str, value: Any) -> None:
    Parameter.objects.create(name="months", type="integer", label={}, least=480, most=900)
    with pytest.raises(StudioError) as caught:
        amounts.set_parameter(change_set, name=name, value=value, source="D", by=editor, at=NOW)
    assert caught.value.code == "bounds"
    assert "It is " in str(caught.value)
    assert not change_set.parameters.exists()


def test_a_scale_is_changed_in_the_files_alone(change_set: ChangeSet, editor: Any) -> None:
    Parameter.objects.create(name="tax", type="scale", label={})
    with pytest.raises(StudioError) as caught:
        amounts.set_parameter(change_set, name="tax", value=5, source="D", by=editor, at=NOW)
    assert "in the files" in str(caught.value)
    assert not change_set.parameters.exists()


@pytest.mark.parametrize("value", ["", "many", "700.555", "1e30", None, "NaN"])
def test_what_is_no_amount_is_refused_in_words(change_set: ChangeSet, editor: Any, value: Any) -> None:
    with pytest.raises(StudioError) as caught:
        amounts.set_parameter(change_set, name="test_benefit", value=value, source="D", by=editor, at=NOW)
    assert str(caught.value)
