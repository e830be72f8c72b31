"""`manage.py demo_keys`: keys for the simulated institutions of a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registries.demonstration import demonstration_only
from registries.synthetic.demo_keys import NotADemonstrationError, register_demo_keys


@demonstration_only
class Command(BaseCommand):
    """Makes what is missing; running it again changes nothing."""

    help = "Make keys for the simulated institutions (demonstrations only; production refuses)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and register them."""
        try:
            count = register_demo_keys(settings.DOST_HOME, now=timezone.now())
        except NotADemonstrationError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} new keys of institutions")
