"""`manage.py demonstration [--close]`: the accounts that a demonstration left, and closing them before production."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dost.accounts.demonstration import close_accounts, open_accounts


class Command(BaseCommand):
    """Names the demonstration's accounts that can sign in; `--close` closes them, in production too."""

    help = "Name the accounts that a demonstration left; --close closes them for good."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--close`."""
        parser.add_argument("--close", action="store_true", help="no password, no second step, no session any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name or close."""
        names = close_accounts() if options["close"] else open_accounts()
        said = "closed" if options["close"] else "open"
        self.stdout.write(f"{said}: {', '.join(names)}" if names else "no account of a demonstration is open")
