"""Write the letters that decisions and ends lack: of those from before there were letters, chunk by chunk."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dost.cases.missing_letters import CHUNK, write_missing


class Command(BaseCommand):
    """`manage.py letters`: run it after the migration that made the table; running it again writes only what lacks."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """How many are written in one transaction."""
        parser.add_argument("--chunk", type=int, default=CHUNK, help="decisions written in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write until none is missing."""
        total = 0
        while written := write_missing(now=timezone.now(), limit=options["chunk"]):
            total += written
        self.stdout.write(f"{total} letters written")
