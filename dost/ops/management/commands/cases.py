"""`manage.py cases drain`: work the road in the foreground until nothing is ready."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dost.cases.drain import drain
from dost.cases.status import status
from dost.ops.institutions import simulator
from dost.proactive.detect import detect
from registries.arguments import seconds as seconds_typed


class Command(BaseCommand):
    """Detect what events have brought, and work every case as far as it goes by itself."""

    help = "drain: work the road in the foreground. Cases that wait for a person, a clerk or a dead institution stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """`drain`, and a limit in seconds."""
        parser.add_argument("action", choices=["drain"])
        parser.add_argument("--seconds", type=seconds_typed, help="stop after so many seconds, exit code 1")

    def handle(self, *args: Any, action: str, seconds: float | None, **options: Any) -> None:
        """Drain, then say how the road stands."""
        with simulator():
            done = drain(before=detect, seconds=seconds)
        if not done:
            raise CommandError(f"after {seconds:g} seconds the road is not empty; `status` shows what is left")
        counts = status()
        waiting = sum(stage["waiting"] for stage in counts["cases"].values() if isinstance(stage, dict))
        self.stdout.write(
            f"Closed {counts['cases']['closed']}, waiting {waiting}, "
            f"paid {counts['paid']['orders']} orders of {counts['paid']['amount']} AZN."
        )
