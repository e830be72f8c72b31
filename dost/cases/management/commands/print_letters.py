"""`manage.py print_letters make` and `manage.py print_letters receipts FILE`: letters on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dost.cases.printing import folder, print_day, read_receipts
from dost.common.dates import local_day


class Command(BaseCommand):
    """Makes the file of the day, or takes what the printers tell of theirs."""

    help = "Letters on paper: make the file of the day for the printers, or read their receipts (key;status)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`make`, or `receipts FILE`."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("make", help="make the file of today, if it is not made and letters wait")
        receipts = actions.add_parser("receipts", help="read the printers' receipts")
        receipts.add_argument("file", help="lines of key;status, with printed, posted or returned")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the two."""
        now = timezone.now()
        if options["action"] == "make":
            made = print_day(on=local_day(now), now=now)
            self.stdout.write(
                f"{made.letters} letters in {folder() / made.name}" if made else "No letter waits for a file of today."
            )
            return
        try:
            text = Path(options["file"]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        new, wrong = read_receipts(text, now=now)
        self.stdout.write(f"{new} receipts told something new")
        for one in wrong:
            self.stderr.write(f"line {one.line}: {one.message}")
        if wrong:
            raise CommandError(f"{len(wrong)} lines could not be taken; the others were")
