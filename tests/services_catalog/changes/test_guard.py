from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from services_catalog.changes import amounts, drafts, edits
from services_catalog.changes.errors import NotEditable
from services_catalog.models import ChangeSet
from tests.factories.studio import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    return drafts.create(title="Decree", ground="Decree 1", valid_from=NEXT_YEAR, by=editor, at=NOW)


def test_nobody_edits_what_is_no_draft_any_more(change_set: ChangeSet, editor: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    drafts.discard(change_set, by=editor, at=NOW)
    for attempt in (
        lambda: edits.set_field(draft, "amount", "1", revision=1, by=editor, at=NOW),
        lambda: drafts.remove_service(draft, by=editor, at=NOW),
        lambda: drafts.edit(change_set, revision=1, title="x", by=editor, at=NOW),
        lambda: drafts.discard(change_set, by=editor, at=NOW),
        lambda: amounts.set_parameter(change_set, name="test_benefit", value=1, by=editor, at=NOW),
    ):
        with pytest.raises(NotEditable, match="discarded"):
            attempt()


def test_only_editors_edit(change_set: ChangeSet, editor: Any, viewer: Any) -> None:
    draft = drafts.add_service(change_set, code="05-98", by=editor, at=NOW)
    for attempt in (
        lambda: drafts.create(title="x", by=viewer, at=NOW),
        lambda: drafts.add_service(change_set, code="05-98", by=viewer, at=NOW),
        lambda: drafts.save(draft, revision=1, content={}, by=viewer, at=NOW),
        lambda: edits.set_field(draft, "amount", "1", revision=1, by=viewer, at=NOW),
        lambda: amounts.set_parameter(change_set, name="test_benefit", value=1, by=viewer, at=NOW),
        lambda: drafts.rebase(draft, revision=1, by=viewer, at=NOW),
        lambda: drafts.discard(change_set, by=viewer, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
