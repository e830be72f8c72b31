"""`manage.py migrate`: Django's, and afterwards what the application's role may do with the tables there are now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from dost.ops import grants


class Command(migrate.Command):
    """Migrates as the owner of the tables, and gives the application's role its grants."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant; a plan, a check or a pretence changes nothing."""
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grants.apply(connections[options["database"]], settings.DATABASE_APPLICATION_ROLE)
