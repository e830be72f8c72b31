"""`manage.py totp code|reset USERNAME`: the second step of a member of staff."""

from __future__ import annotations

import logging
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from dost.accounts import second_step
from dost.accounts.account_events import Acting, What, note
from dost.accounts.actors import SYSTEM
from dost.accounts.models import User
from registries.demonstration import refuse_in_production

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """`code` prints the code that works next (never in production); `reset` lets somebody set it up anew."""

    help = "code: print the code that signs in next, in a demonstration. reset: forget a lost telephone."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and whose."""
        parser.add_argument("action", choices=["code", "reset"])
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"there is no user {options['username']!r}")
        if options["action"] == "code":
            self.print_code(user)
        else:
            self.reset(user)

    def print_code(self, user: User) -> None:
        """The code alone on stdout, for scripts; how long it works on stderr."""
        refuse_in_production("`totp code`")
        try:
            code, seconds = second_step.next_code(user)
        except LookupError:
            raise CommandError(f"{user} has not set up the second step; signing in leads there") from None
        except InvalidToken:
            raise CommandError(
                f"the secret of {user} was stored under another DOST_SECRET_KEY; `totp reset {user}` helps"
            ) from None
        self.stdout.write(code)
        self.stderr.write(f"works once, for {seconds:.0f} seconds more")

    def reset(self, user: User) -> None:
        """Forget app, passkeys and recovery codes, end all sessions; the next sign-in sets it up anew."""
        had_any = second_step.reset(user)
        note(What.RESET, whom=user, by=Acting(SYSTEM), now=timezone.now())
        logger.warning("the second step of %s was reset from the command line", user)
        what = "the second step is forgotten and" if had_any else "there was no second step;"
        self.stdout.write(f"{user}: {what} all sessions are ended")
