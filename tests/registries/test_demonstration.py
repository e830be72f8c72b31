"""The mark of what is for demonstrations only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import BaseCommand

from registries.demonstration import DemonstrationOnlyError, demonstration_only, refuse_in_production


@demonstration_only
class Command(BaseCommand):
    """Says that it ran."""

    def handle(self, *args: Any, **options: Any) -> str:
        """Say so."""
        return "ran"


def test_a_demonstration_refuses_nothing() -> None:
    refuse_in_production("anything")
    assert call_command(Command()) == "ran"


def test_production_names_what_it_refuses(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(DemonstrationOnlyError, match="the toy: for demonstrations only"):
        refuse_in_production("the toy")
    with pytest.raises(DemonstrationOnlyError, match="refused with DOST_ENV=production"):
        call_command(Command())
