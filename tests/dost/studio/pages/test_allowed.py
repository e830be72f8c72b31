from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest

from dost.studio.pages.allowed import Allowed, allowed, has
from services_catalog.changes.permissions import EDIT, PUBLISH, VIEW
from services_catalog.models import ChangeSet

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


@dataclass(frozen=True)
class Reader:
    """Somebody with permissions, known by a number."""

    pk: int
    permissions: frozenset[str]
    role: str = ""
    centre: None = None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm in self.permissions

    def get_username(self) -> str:
        return f"reader{self.pk}"


VIEWER = Reader(1, frozenset({VIEW}))
EDITOR = Reader(2, frozenset({VIEW, EDIT}))
OTHER_EDITOR = Reader(3, frozenset({VIEW, EDIT}))
PUBLISHER = Reader(4, frozenset({VIEW, PUBLISH}))


@pytest.mark.parametrize(
    ("by", "status", "may"),
    [
        (VIEWER, "draft", set()),
        (VIEWER, "submitted", set()),
        (VIEWER, "published", set()),
        (EDITOR, "draft", {"edit", "submit", "preview"}),
        (EDITOR, "submitted", {"give_back", "preview"}),  # who handed it in may have it back
        (OTHER_EDITOR, "submitted", {"preview"}),
        (EDITOR, "published", set()),
        (EDITOR, "discarded", set()),
        (PUBLISHER, "draft", {"preview"}),
        (PUBLISHER, "submitted", {"give_back", "publish", "preview"}),
        (PUBLISHER, "published", {"withdraw"}),
        (PUBLISHER, "discarded", set()),
    ],
)
def test_what_somebody_may_do_with_a_set_as_it_stands(by: Any, status: str, may: set[str]) -> None:
    change_set = ChangeSet(status=status, valid_from=TOMORROW, submitted_by_id=EDITOR.pk)
    found = allowed(change_set, by=by, today=TODAY)
    assert {field.name for field in fields(Allowed) if getattr(found, field.name)} == may


@pytest.mark.parametrize(("valid_from", "may"), [(TOMORROW, True), (TODAY, False), (None, False)])
def test_only_what_is_not_in_force_yet_is_taken_back(valid_from: date | None, may: bool) -> None:
    publisher: Any = PUBLISHER
    change_set = ChangeSet(status="published", valid_from=valid_from)
    assert allowed(change_set, by=publisher, today=TODAY).withdraw is may


def test_nobody_has_a_permission() -> None:
    assert has(EDITOR, EDIT)
    assert not has(EDITOR, PUBLISH)
    assert not has(None, VIEW)
    assert not has(object(), VIEW)
