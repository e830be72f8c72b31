"""`manage.py demo_centre`: a centre that works, for the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dost.centres.demo import set_up
from registries.demonstration import demonstration_only


@demonstration_only
class Command(BaseCommand):
    """Give the demonstration's centre desks, a break and shifts. Refused in production."""

    help = "Give the demonstration's centre desks, a break and shifts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        made = set_up(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{made.desks} desks, {made.shifts} shifts")
