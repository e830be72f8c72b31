from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services_catalog.changes import drafts, publish
from services_catalog.changes.amounts import set_parameter
from services_catalog.changes.errors import NotEditable, NotFound, StudioError
from services_catalog.changes.permissions import StudioDenied
from services_catalog.changes.raising import Raise, Raised, raise_amount
from services_catalog.models import ChangeSet, Preview
from tests.factories.services_catalog import ParameterFactory, VersionFactory
from tests.factories.studio import NOW

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)
ACT = "Decree 412 (20.11.2026)"


@pytest.fixture(autouse=True)
def _amount(db: None) -> None:
    """Something to be raised, which a rule names."""
    VersionFactory()
    ParameterFactory(name="birth_benefit")


def raised(editor: Any, value: str = "650", day: date = NEXT_YEAR, into: ChangeSet | None = None) -> Raised:
    return raise_amount(Raise("birth_benefit", Decimal(value), day, ACT), title="A raise", into=into, by=editor, at=NOW)


def test_one_step_makes_the_set_the_amount_and_asks_for_the_preview(editor: Any) -> None:
    made = raised(editor)

    assert ChangeSet.objects.get() == made.change_set
    assert (made.change_set.title, made.change_set.ground, made.change_set.valid_from) == ("A raise", ACT, NEXT_YEAR)
    [draft] = made.change_set.parameters.all()
    assert (draft.parameter_id, draft.value, draft.source) == ("birth_benefit", Decimal(650), ACT)
    assert (made.preview.on, made.preview.state) == (NEXT_YEAR, "waiting")
    assert made.preview.revision == made.change_set.revision


def test_pressed_twice_it_is_there_once(editor: Any) -> None:
    first = raised(editor)
    Preview.objects.update(state="done")

    assert raised(editor) == first
    assert (ChangeSet.objects.count(), Preview.objects.count()) == (1, 1)


def test_another_value_day_or_person_is_another_raise(editor: Any, other_editor: Any) -> None:
    made = [raised(editor), raised(editor, "651"), raised(editor, day=date(2027, 2, 1)), raised(other_editor)]

    assert len({one.change_set.pk for one in made}) == 4


def test_what_is_handed_in_is_not_taken_for_it(editor: Any) -> None:
    first = raised(editor)
    publish.submit(first.change_set, by=editor, at=NOW)

    assert raised(editor).change_set != first.change_set


def test_an_open_set_is_joined_and_keeps_what_it_says(editor: Any, other_editor: Any) -> None:
    ParameterFactory(name="other")
    decree = drafts.create(title="Decree", ground="The ground", valid_from=NEXT_YEAR, by=other_editor, at=NOW)
    set_parameter(decree, name="other", value=5, source="Act", by=other_editor, at=NOW)

    made = raised(editor, into=decree)

    assert made.change_set == decree
    assert (made.change_set.title, made.change_set.ground) == ("Decree", "The ground")
    assert set(decree.parameters.values_list("parameter", flat=True)) == {"other", "birth_benefit"}
    assert raised(editor, into=decree).preview == made.preview


def test_a_set_without_day_and_ground_gets_those_of_the_raise(editor: Any) -> None:
    begun = drafts.create(title="Decree", by=editor, at=NOW)

    found = raised(editor, into=begun).change_set

    assert (found.ground, found.valid_from) == (ACT, NEXT_YEAR)


@pytest.mark.parametrize(("code", "told"), [("valid_from", "01.03.2027"), ("into", "“Decree” already")])
def test_what_does_not_fit_the_set_is_told_at_its_field(editor: Any, code: str, told: str) -> None:
    day = date(2027, 3, 1) if code == "valid_from" else NEXT_YEAR
    decree = drafts.create(title="Decree", valid_from=day, by=editor, at=NOW)
    set_parameter(decree, name="birth_benefit", value=640, source="Act", by=editor, at=NOW)

    with pytest.raises(StudioError, match=told) as found:
        raised(editor, into=decree)
    assert found.value.code == code
    assert decree.parameters.get().value == 640


def test_what_an_amount_can_never_be_worth_leaves_nothing_behind(editor: Any) -> None:
    with pytest.raises(StudioError) as found:
        raised(editor, "-5")
    assert found.value.code == "bounds"
    assert not ChangeSet.objects.exists()


def test_only_what_is_there_and_open_by_whoever_may(editor: Any, viewer: Any) -> None:
    with pytest.raises(NotFound):
        raise_amount(Raise("nothing", Decimal(1), NEXT_YEAR, ACT), by=editor, at=NOW)
    with pytest.raises(StudioDenied):
        raised(viewer)
    gone = drafts.discard(drafts.create(title="Gone", by=editor, at=NOW), by=editor, at=NOW)
    with pytest.raises(NotEditable):
        raised(editor, into=gone)
