"""`manage.py demo_citizens`: the people of the demonstration's stories, with what happens to them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dost.ops.demo_citizens import tell
from registries.arguments import day
from registries.demonstration import demonstration_only
from registries.management.needs import need_institutions
from registries.synthetic.stories.enter import NotTakenError
from services_catalog.management.needs import need_catalogue


@demonstration_only
class Command(BaseCommand):
    """Let the stories begin; those that have begun go on by themselves. Refused in production."""

    help = "Let the people of the demonstration's stories come in, with what institutions report of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--on", type=day, default=None, metavar="DATE", help="as of which day (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, and say what was new."""
        need_institutions()
        need_catalogue()
        now = timezone.now()
        try:
            begun = tell(on=options["on"] or timezone.localdate(now), now=now)
        except NotTakenError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{begun.reported} events reported, {begun.applied} applications opened.")
