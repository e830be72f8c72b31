"""`manage.py reference`: loads institutions, districts and DOST centres."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from registries.data.reference import load_reference


class Command(BaseCommand):
    """Loads the reference data that comes with the project; running it again is harmless."""

    help = "Load institutions, districts and DOST centres (again: bring them up to date)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how much."""
        counts = load_reference()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
