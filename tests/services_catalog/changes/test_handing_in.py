from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services_catalog.changes import drafts
from services_catalog.changes.amounts import set_parameter
from services_catalog.changes.checking import NotReady
from services_catalog.changes.handing_in import hand_in
from services_catalog.models import ChangeSet, Preview
from tests.factories.services_catalog import ParameterFactory, VersionFactory
from tests.factories.studio import NOW, PreviewFactory

pytestmark = pytest.mark.django_db

NEXT_YEAR = date(2027, 1, 1)


@pytest.fixture
def bare(editor: Any) -> ChangeSet:
    """A set with an amount, and nothing else said."""
    VersionFactory()
    ParameterFactory(name="birth_benefit")
    made = drafts.create(title="Decree", by=editor, at=NOW)
    set_parameter(made, name="birth_benefit", value=650, by=editor, at=NOW)
    made.refresh_from_db()
    return made


def test_what_was_missing_is_written_and_it_is_handed_in_with_a_preview(bare: ChangeSet, editor: Any) -> None:
    done = hand_in(bare, ground="Decree 412", valid_from=NEXT_YEAR, source="Decree 412, 1", by=editor, at=NOW)

    assert (done.status, done.ground, done.valid_from) == ("submitted", "Decree 412", NEXT_YEAR)
    assert done.parameters.get().source == "Decree 412, 1"
    asked = Preview.objects.get()
    assert (asked.on, asked.state) == (NEXT_YEAR, "waiting")
    assert asked.revision == ChangeSet.objects.get().revision


def test_what_is_there_stays(bare: ChangeSet, editor: Any) -> None:
    drafts.edit(bare, revision=bare.revision, ground="Said", valid_from=NEXT_YEAR, by=editor, at=NOW)

    done = hand_in(bare, ground="Other", valid_from=date(2030, 1, 1), source="Act", by=editor, at=NOW)

    assert (done.ground, done.valid_from) == ("Said", NEXT_YEAR)


def test_a_preview_of_it_as_it_is_counts(bare: ChangeSet, editor: Any) -> None:
    drafts.edit(bare, revision=bare.revision, ground="Said", valid_from=NEXT_YEAR, by=editor, at=NOW)
    set_parameter(bare, name="birth_benefit", value=650, source="Act", revision=1, by=editor, at=NOW)
    bare.refresh_from_db()
    made = PreviewFactory(change_set=bare, on=NEXT_YEAR)

    hand_in(bare, by=editor, at=NOW)

    assert Preview.objects.get() == made


def test_what_is_wrong_keeps_everything_as_it_was(bare: ChangeSet, editor: Any) -> None:
    with pytest.raises(NotReady) as found:
        hand_in(bare, ground="Decree 412", by=editor, at=NOW)

    assert [issue.path for _code, issue in found.value.check.serious] == [
        "valid_from",
        "parameters[birth_benefit].source",
    ]
    bare.refresh_from_db()
    assert (bare.status, bare.ground) == ("draft", "")
    assert not Preview.objects.exists()
