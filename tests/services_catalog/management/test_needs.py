"""A command that needs the catalogue says so while there is none."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "command",
    [
        ("catalogue", "search", "uşaq"),
        ("catalogue", "export", "nowhere"),
        ("changeset", "list"),
        ("entitlements", "7XA0001"),
        ("sweep",),
        ("seed_awards",),
        ("cases", "drain", "--seconds", "1"),
        ("cases", "apply", "7XA0001", "05-40", "--answers", "none.json"),
    ],
)
def test_an_empty_catalogue_is_said(command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"the catalogue is empty; `manage\.py catalogue load` loads it"):
        call_command(*command)
