"""The small catalogue and the people who work on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from services_catalog.models import DraftService
from tests.factories.accounts import sign_in
from tests.factories.studio import begun
from tests.factories.studio_fixtures import editor, examiner, other_editor, publisher, small_catalogue, viewer

__all__ = ["editor", "examiner", "other_editor", "publisher", "small_catalogue", "viewer"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """What is not asked through a page is said in English, whichever language a page before has left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def draft(small_catalogue: Path, editor: Any) -> DraftService:
    """05-98 in a change set, as the editor has begun it."""
    return begun(editor)[1]


@pytest.fixture
def editing(client: Client, editor: Any, draft: DraftService) -> Client:
    """The editor's browser."""
    sign_in(client, editor)
    return client
