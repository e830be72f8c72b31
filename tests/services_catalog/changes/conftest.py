"""The small catalogue and the people who work on it."""

from pathlib import Path
from typing import Any

import pytest

from services_catalog.changes import drafts
from services_catalog.models import ChangeSet
from tests.factories.studio import NEXT_YEAR, NOW
from tests.factories.studio_fixtures import editor, examiner, other_editor, publisher, small_catalogue, viewer

__all__ = ["editor", "examiner", "other_editor", "publisher", "small_catalogue", "viewer"]


@pytest.fixture
def change_set(small_catalogue: Path, editor: Any) -> ChangeSet:
    """An empty set from 1 January 2027 beside the small catalogue."""
    return drafts.create(title="Shared", ground="Act 7", valid_from=NEXT_YEAR, by=editor, at=NOW)
