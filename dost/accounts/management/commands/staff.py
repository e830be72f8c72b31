"""`manage.py staff administrator NAME`: the first account administrator, or one who has lost their second step."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from dost.accounts import staffing
from dost.accounts.account_events import Acting
from dost.accounts.actors import SYSTEM
from dost.accounts.models import User

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Print a one-time link that makes somebody an account administrator. All others are invited in the pages."""

    help = "administrator NAME: print the one-time link of the first account administrator, or of one locked out."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and for whom."""
        parser.add_argument("action", choices=["administrator"])
        parser.add_argument("username")
        parser.add_argument("--given-name", default="", help="as it is shown to others")
        parser.add_argument("--surname", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account if it is not there, and the link; the history says that a command did it."""
        user = User(username=options["username"], first_name=options["given_name"], last_name=options["surname"])
        try:
            token = staffing.first_administrator(user, by=Acting(SYSTEM), now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except staffing.StaffingError as error:
            raise CommandError(str(error)) from None
        logger.warning("a one-time link for the account administrator %s was made from the command line", user)
        self.stdout.write(f"{settings.PUBLIC_URL.rstrip('/')}{reverse('accounts:link', args=[token])}")
        self.stderr.write(
            f"Hand it to {user.username} and nobody else: it sets the password once, "
            f"within {settings.STAFF_LINK_HOURS} hours."
        )
