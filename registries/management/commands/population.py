"""`manage.py population --people N --seed S`: a made-up population with the country's shape."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registries.arguments import day, positive
from registries.demonstration import demonstration_only
from registries.synthetic.load import PopulationError, is_empty, populate
from registries.synthetic.progress import Bar


@demonstration_only
class Command(BaseCommand):
    """Makes people, kin, households and the records of all registries; the same seed makes the same people."""

    help = "Make a population with the country's shape. The same people, seed and date make the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--people", type=positive, default=20_000, metavar="N", help="how many (20000)")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="which population of that size (1)")
        parser.add_argument("--on", type=day, default=None, metavar="DATE", help="as of which day (today)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there are people already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and load, or say in one line why not."""
        if options["if_empty"] and not is_empty():
            self.stdout.write("There are people already: nothing done.")
            return
        on = options["on"] or timezone.localdate()
        try:
            with Bar(cast("TextIO", self.stdout._out), quiet=options["verbosity"] == 0) as bar:
                populate(people=options["people"], seed=options["seed"], on=on, report=bar)
        except PopulationError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; nothing was kept") from None
