from __future__ import annotations

import pytest
from django.utils import translation

from services_catalog.changes.permissions import ALL, REASONS, StudioDenied


def test_every_permission_has_a_reason() -> None:
    assert set(REASONS) == ALL


@pytest.mark.parametrize("permission", sorted(ALL))
def test_a_refusal_says_which_permission_lacks_and_why(permission: str) -> None:
    with translation.override("en"):
        refusal = StudioDenied(permission)

    assert refusal.permission == permission
    assert str(refusal).startswith("Your role")
