"""`manage.py seed_awards`: give a made-up population its past."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dost.cases.models import Case
from dost.common.dates import local_day
from dost.proactive.seed_awards import seed_awards
from registries.demonstration import demonstration_only
from services_catalog.management.needs import need_catalogue


@demonstration_only
class Command(BaseCommand):
    """Write down long-standing rights as awarded, so that the first sweep finds only what is new."""

    help = "For demonstration populations: write the awards of rights that have long been there."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--if-new`."""
        parser.add_argument("--if-new", action="store_true", help="do nothing once cases have been opened")

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle and say how much."""
        if options["if_new"] and Case.objects.exists():
            return
        need_catalogue()
        now = timezone.now()
        written = seed_awards(on=local_day(now), now=now)
        self.stdout.write(f"Wrote {sum(written.values()):,} awards of {len(written)} services.")
